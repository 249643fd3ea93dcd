import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimApp } from '../../core/app/app-records.ts';
import { noteRepositoryApp } from '../../core/app/repository-apps.ts';
import type { Repository } from '../../core/ports/code-host.ts';
import { linkCodeSchema } from '../../core/wire/channel.ts';
import {
  commentEvent,
  deliveryOf,
  repository,
  secret,
  token,
  userOf,
  written,
} from '../adapters/github/github-bench.ts';
import { openIssueComments } from '../adapters/github/issue-comments.ts';
import { sampleApp } from '../core/app/sample-app.ts';
import { never } from '../core/ports/never.ts';
import { callRoute, invoke } from './call-function.ts';
import { signedIn } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let api: Awaited<ReturnType<typeof openIssueComments>>;
let opened: OpenedWorld;
let ana: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  api = await openIssueComments(token);
  const github = { token, owner: undefined, webhookSecret: secret, apiUrl: api.apiUrl, mention: '@builder' };
  opened = await openWorld({ services: { github } });
  ana = await signedIn(opened.world, 'ana');
  const app = sampleApp({ owner: ana.caller.id, slug: 'tasks', repository: repository.full_name });
  await claimApp(opened.world)(app, never);
  await noteRepositoryApp(opened.world)({ id: String(repository.id) } as Repository, app, never);
});
afterAll(() => {
  opened.close();
  api.close();
});

type Address = 'channelDelivery' | 'githubWebhook';
const comment = (person: string, body: string) => {
  const made = { ...written(person, api.nextId(), body), created_at: new Date().toISOString() };
  return commentEvent(person, 5, { ...made, author_association: 'NONE' });
};
/** What GitHub sends is JSON without a space; so is what the route is given here. */
const deliver = (address: Address, payload: object, key = secret) => {
  const { header } = deliveryOf('issue_comment', payload, key);
  const names = ['x-github-event', 'x-hub-signature-256', 'content-type'];
  const headers = Object.fromEntries(names.map((name) => [name, header(name) ?? '']));
  return callRoute(address, { params: { platform: 'github' }, headers, body: payload });
};

it('who is linked by a code for their account is answered in the thread, and one address is as good as the other', async () => {
  api.rights.set('Person-7', { id: 7, permission: 'write' });
  const asked = { token: ana.token, body: { github_account: userOf('7').login } };
  const { code } = linkCodeSchema.parse(JSON.parse((await callRoute('makeLinkCode', asked)).text));
  const linking = comment('7', `@builder /link ${code}`);
  const heard = await deliver('githubWebhook', linking);
  expect([heard.status, JSON.parse(heard.text)]).toMatchObject([200, { outcome: 'heard' }]);
  expect([(await deliver('channelDelivery', linking)).status, api.kept.length]).toEqual([200, 0]);
  await invoke('work-channels', {});
  expect(api.kept.map(({ issue, body }) => [issue, body.split('\n')[1]?.slice(0, 22)])).toEqual([
    [5, 'You are linked as ana.'],
  ]);
});

it('a stranger is answered nothing, and GitHub is asked nothing about them', async () => {
  const count = api.state.asked;
  for (const body of ['@builder add a search', 'yes', '@builder /help'])
    expect((await deliver('githubWebhook', comment('8', body))).status).toBe(200);
  await invoke('work-channels', {});
  expect(api.state.asked).toBe(count);
});

it.each<Address>(['githubWebhook', 'channelDelivery'])(
  'a forged delivery to %s is refused',
  async (address) => {
    expect((await deliver(address, comment('7', '@builder hello'), 'another')).status).toBe(401);
  },
);
