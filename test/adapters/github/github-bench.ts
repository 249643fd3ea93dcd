import { createHmac } from 'node:crypto';
import { gitHubChannel } from '../../../adapters/github/channel.ts';
import type { ChannelDelivery } from '../../../core/ports/channel.ts';
import type { ChannelBench } from '../../contract/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { openIssueComments } from './issue-comments.ts';

export const token = 'github_pat_11ABCDEFG0123456789';
export const secret = 'a-secret-of-the-webhook';
const nowMs = manualClock().nowMs();

/** A delivery as GitHub signs it. */
export function deliveryOf(event: string, payload: object, key = secret): ChannelDelivery {
  const body = Buffer.from(JSON.stringify(payload));
  const headers: Record<string, string> = {
    'x-github-event': event,
    'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    'content-type': 'application/json',
  };
  return { body, header: (name) => headers[name] };
}

export const repository = {
  id: 4_711,
  full_name: 'acme/tasks',
  html_url: 'https://github.com/acme/tasks',
};
export const userOf = (person: string) => ({ id: Number(person), login: `Person-${person}`, type: 'User' });

/** What everything that somebody writes has. */
export const written = (person: string, id: number, body: string, ageMs = 0) => ({
  id,
  body,
  user: userOf(person),
  author_association: 'MEMBER',
  performed_via_github_app: null,
  created_at: new Date(nowMs - ageMs).toISOString().replace(/\.\d+Z$/, 'Z'),
});

/** An `issue_comment` event, as far as it is read. */
export const commentEvent = (person: string, issue: number, comment: object) => ({
  action: 'created',
  issue: { number: issue },
  comment,
  repository,
  sender: userOf(person),
});

/** What a reader sees of Markdown that says no more than words and links. */
const rendered = (body: string): string =>
  body
    .replaceAll(/<!--.*?-->\n?/g, '')
    .replaceAll('\u200b', '')
    .replaceAll(/\\([\p{P}\p{S}])/gu, '$1');
const asked = /\n\nSay \*\*yes\*\* to build this\..*$/;
const linked = /\[([^\]]+)\]\(<[^>]+>\)/g;

/** GitHub, as far as somebody sees it who comments there and has an app there. */
export async function gitHubBench(): Promise<ChannelBench> {
  const api = await openIssueComments(token);
  for (const person of ['7', '8', '9'])
    api.rights.set(userOf(person).login, { id: Number(person), permission: 'write' });
  const comment = (person: string, body: string, { thread = '1', ageMs = 0 } = {}) =>
    deliveryOf(
      'issue_comment',
      commentEvent(person, Number(thread), written(person, api.nextId(), body, ageMs)),
    );
  return {
    channel: (clock) => gitHubChannel({ token, secret, mention: '@gantry', apiUrl: api.apiUrl, clock }),
    repository: { id: String(repository.id), fullName: repository.full_name },
    accountOf: (person) => userOf(person).login,
    isQuiet: true,
    says: (person, text, thread) =>
      comment(person, `@gantry ${text}`, thread === undefined ? {} : { thread }),
    sendsFile: (person) =>
      comment(person, '@gantry ![plan](https://github.com/user-attachments/assets/0a1b2c)'),
    presses: (person, button) => comment(person, button === 'Build' ? 'Yes' : '@gantry Change'),
    forged: ({ body, header }) => ({ body: Buffer.concat([body, Buffer.from(' ')]), header }),
    old: (person, text) => comment(person, `@gantry ${text}`, { ageMs: 2 * 86_400_000 }),
    seen: () =>
      api.kept.map(({ body, edits }) => ({
        text: rendered(body.replace(asked, '')),
        buttons: asked.test(body) ? ['Build', 'Change'] : [],
        links: [...body.matchAll(linked)].map(([, label = '']) => label),
        edits,
      })),
    maxText: 65_536 - '<!-- gantry -->\n'.length,
    isBusyFor: (seconds) => Object.assign(api.state, { busySeconds: seconds }),
    revoke: () => Object.assign(api.state, { isRevoked: true }),
    asked: () => api.state.asked,
    close: api.close,
  };
}
