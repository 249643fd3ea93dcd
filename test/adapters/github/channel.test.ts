import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitHubChannel } from '../../../adapters/github/channel.ts';
import type { Said } from '../../../core/wire/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { never } from '../../core/ports/never.ts';
import { commentEvent, deliveryOf, repository, secret, token, userOf, written } from './github-bench.ts';
import { openIssueComments } from './issue-comments.ts';

let api: Awaited<ReturnType<typeof openIssueComments>>;
beforeEach(async () => {
  api = await openIssueComments(token);
});
afterEach(() => api.close());
const channel = (over = {}) =>
  gitHubChannel({ token, secret, mention: '@gantry', apiUrl: api.apiUrl, clock: manualClock(), ...over });
const place = { platform: 'github', workspace: 'github.com', chat: 'acme/tasks', thread: '5' } as const;
const post = { text: 'Hello', buttons: [] };
const comment = (over: object = {}) => ({ ...written('7', 12, '@gantry add a search'), ...over });
const read = (event: string, payload: object) => channel().read(deliveryOf(event, payload));

describe('what people write', () => {
  const said: Said = {
    delivery: `${Math.floor(manualClock().nowMs() / 1_000)}0000000000000000012`,
    place,
    person: '7',
    act: { kind: 'text', text: 'add a search' },
    repository: { id: '4711', account: 'Person-7', is_member: true },
  };

  test('in a comment is a turn in the thread of its issue', () => {
    expect(read('issue_comment', commentEvent('7', 5, comment()))).toEqual({
      kind: 'said',
      said,
      reply: null,
    });
  });

  test('in a new issue is one with its title', () => {
    const { body: _, ...rest } = comment();
    const issue = { ...rest, number: 5, title: 'A search', body: '@gantry please' };
    const opened = { action: 'opened', issue, repository, sender: userOf('7') };
    expect(read('issues', opened)).toMatchObject({
      said: { place: { thread: '5' }, act: { kind: 'text', text: 'A search\n\n please' } },
    });
    const titled = { ...issue, title: '@gantry add a search', body: null };
    expect(read('issues', { ...opened, issue: titled })).toMatchObject({
      said: { act: { text: 'add a search' } },
    });
    expect(read('issues', { ...opened, action: 'edited' })).toEqual({ kind: 'other' });
  });

  test('in a review, and about a line of it, is one in the thread of the pull request', () => {
    const shared = { pull_request: { number: 5 }, repository, sender: userOf('7') };
    const { created_at: submitted_at, ...review } = comment();
    const submitted = { action: 'submitted', review: { ...review, submitted_at }, ...shared };
    expect(read('pull_request_review', submitted)).toMatchObject({ said: { place, act: said.act } });
    const pending = { ...submitted, review: { ...review, submitted_at: null } };
    expect(read('pull_request_review', pending)).toEqual({ kind: 'other' });
    const about = (line: number | null) =>
      read('pull_request_review_comment', {
        action: 'created',
        comment: comment({ path: 'src/app.js', line }),
        ...shared,
      });
    expect(about(3)).toMatchObject({
      said: { act: { text: 'add a search\n\n(About src/app.js, line 3.)' } },
    });
    expect(about(null)).toMatchObject({ said: { act: { text: 'add a search\n\n(About src/app.js.)' } } });
  });

  test.each([
    ['a yes', 'Yes', { kind: 'agree', message_id: '12' }],
    ['the mention alone', '@gantry', { kind: 'text', text: '/help' }],
    ['a wish for a change', '@gantry Change', { kind: 'change' }],
    ['too long', `@gantry ${'x'.repeat(5_000)}`, { kind: 'text', text: 'x'.repeat(4_001) }],
  ])('that is %s', (_name, body, act) => {
    expect(read('issue_comment', commentEvent('7', 5, comment({ body })))).toMatchObject({ said: { act } });
  });

  test('elsewhere than in a comment is no bare yes', () => {
    const issue = comment({ number: 5, title: 'yes', body: '' });
    expect(read('issues', { action: 'opened', issue, repository, sender: userOf('7') })).toEqual({
      kind: 'other',
    });
  });

  test('as no part of the repository is told apart', () => {
    const event = commentEvent('7', 5, comment({ author_association: 'CONTRIBUTOR' }));
    expect(read('issue_comment', event)).toMatchObject({ said: { repository: { is_member: false } } });
  });

  test('at an Enterprise host is told apart from GitHub', () => {
    const html_url = 'https://ghe.example.com/acme/tasks';
    const event = { ...commentEvent('7', 5, comment()), repository: { ...repository, html_url } };
    expect(read('issue_comment', event)).toMatchObject({ said: { place: { workspace: 'ghe.example.com' } } });
  });
});

describe('is answered by nobody', () => {
  test.each([
    ['a bot', comment({ user: { ...userOf('7'), type: 'Bot' } })],
    ['an app in somebody’s name', comment({ performed_via_github_app: { id: 1, slug: 'helper' } })],
    ['somebody who is gone', comment({ user: null })],
    ['Gantry itself, also by the token of a person', comment({ body: '<!-- gantry -->\n@gantry hello' })],
    ['a person to other people', comment({ body: 'Looks good' })],
  ])('what %s writes', (_name, written) => {
    expect(read('issue_comment', commentEvent('7', 5, written))).toEqual({ kind: 'other' });
  });

  test('what was edited, what somebody else sent, and other events', () => {
    const event = commentEvent('7', 5, comment());
    expect(read('issue_comment', { ...event, action: 'edited' })).toEqual({ kind: 'other' });
    expect(read('issue_comment', { ...event, sender: userOf('8') })).toEqual({ kind: 'other' });
    expect(read('ping', { zen: 'Speak like a human.' })).toEqual({ kind: 'other' });
    expect(read('constructor', {})).toEqual({ kind: 'other' });
  });

  test('what Gantry posted, sent back to it', async () => {
    await channel().post(place, { text: '@gantry yes', buttons: [] }, never);
    const event = commentEvent('7', 5, comment({ body: api.kept[0]?.body }));
    expect(read('issue_comment', event)).toEqual({ kind: 'other' });
  });
});

describe('a delivery', () => {
  test('with another secret, or none, is forged', () => {
    const event = commentEvent('7', 5, comment());
    expect(channel().read(deliveryOf('issue_comment', event, 'another'))).toEqual({ kind: 'forged' });
    const { body } = deliveryOf('issue_comment', event);
    const bare = {
      body,
      header: (name: string) => (name === 'x-github-event' ? 'issue_comment' : undefined),
    };
    expect(channel().read(bare)).toEqual({ kind: 'forged' });
  });

  test('that is signed and cannot be read is refused in words for whoever set it up', () => {
    expect(() => read('issue_comment', { action: 'created' })).toThrow(
      /lacks repository, sender, issue, comment of an event issue_comment/,
    );
  });
});

describe('who may write', () => {
  const said = { place, person: '7', repository: { id: '1', account: 'Person-7', is_member: false } } as Said;

  test.each([
    ['admin', 7, true],
    ['write', 7, true],
    ['read', 7, false],
    ['none', 7, false],
    ['write', 8, false],
  ])('is an account with the right %s and the number %i: %s', async (permission, id, may) => {
    api.rights.set('Person-7', { id, permission });
    expect(await channel().mayWrite?.(said, never)).toBe(may);
  });

  test('is nobody whom GitHub does not know there', async () => {
    expect(await channel().mayWrite?.(said, never)).toBe(false);
    expect(await channel().mayWrite?.({ ...said, repository: undefined }, never)).toBe(false);
  });

  test('is asked for again while GitHub is busy', async () => {
    api.state.busySeconds = 7;
    await expect(channel().mayWrite?.(said, never)).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });
});

describe('an answer', () => {
  test('is a comment in its thread, and changes as it does', async () => {
    const posted = await channel().post(place, post, never);
    expect(posted).toEqual({ kind: 'posted', messageId: '1001' });
    expect(await channel().edit(place, '1001', { ...post, text: 'Bye' }, never)).toEqual(posted);
    expect(api.kept).toEqual([
      { repository: 'acme/tasks', issue: 5, id: 1_001, body: '<!-- gantry -->\nBye', edits: 1 },
    ]);
  });

  test('is not to be given where the issue is locked, the comment is gone or the token revoked', async () => {
    const gone = (why: string) => ({ kind: 'gone', why });
    expect(await channel().edit(place, '9', post, never)).toEqual(gone('Not Found'));
    api.state.isLocked = true;
    const locked = 'Unable to create comment because issue is locked.';
    expect(await channel().post(place, post, never)).toEqual(gone(locked));
    api.state.isRevoked = true;
    expect(await channel().post(place, post, never)).toEqual(gone('Bad credentials'));
  });

  test('is tried again where GitHub cannot be reached, with the token nowhere in the error', async () => {
    const error = await channel({ apiUrl: 'http://127.0.0.1:1' })
      .post(place, post, never)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'DependencyFailed' });
    expect(inspect(error, { depth: 9 })).not.toContain(token);
  });
});
