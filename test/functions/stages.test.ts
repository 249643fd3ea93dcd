import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeSignatureVerifier } from '../../adapters/node/signature-verifier.ts';
import { addUser } from '../../core/access/users.ts';
import { verifyBundle } from '../../core/evidence/verify-bundle.ts';
import { readMission } from '../../core/mission/append-facts.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import { mailboxKeys } from '../../core/wire/pod.ts';
import { mailboxWritten, missionChanged, podStopped } from '../../local/pod-events.ts';
import { never } from '../core/ports/never.ts';
import { callRoute, errorOf, invoke } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';
import { podAnswers } from './pod-answers.ts';

const options = { signal: never };
let opened: OpenedWorld;
let token = '';
beforeAll(async () => {
  opened = await openWorld();
  await addUser(opened.world)({ username: 'ana', password: 'a password', role: 'member' }, never);
  token = JSON.parse(
    (await callRoute('signIn', { body: { username: 'ana', password: 'a password' } })).text,
  ).token;
});
afterAll(() => opened.close());

const request = async (body = {}): Promise<MissionId> => {
  const answer = await callRoute('architect', {
    token,
    body: { voice_memo: 'Build a calculator with dark mode', ...body },
    query: { wait: '0' },
  });
  return JSON.parse(answer.text).mission_id;
};
const read = (missionId: MissionId) => readMission(opened.world)(missionId, options);
const stage = (name: Parameters<typeof invoke>[0], missionId: MissionId) =>
  invoke(name, { mission_id: missionId });
const route = (name: Parameters<typeof callRoute>[0], params: Record<string, string>, more = {}) =>
  callRoute(name, { token, params, ...more });

test('a mission goes through every stage’s handler to its live URL, its pull request and its evidence', async () => {
  const missionId = await request();
  await invoke('dispatch', missionChanged(missionId));
  expect(opened.flow.started).toContain(missionId);
  expect((await stage('draft-app', missionId)).next).toBe('gate');
  expect((await stage('gate-draft', missionId)).next).toBe('build');
  const podId = await podAnswers(opened.world, missionId);
  await invoke('relay-log', mailboxWritten(missionId, podId, mailboxKeys.log(0)));
  await invoke('receive-report', mailboxWritten(missionId, podId, mailboxKeys.report));
  await invoke('receive-report', podStopped(missionId, podId));
  expect(opened.flow.answered).toEqual([
    [`token-${podId}`, 'beat'],
    [`token-${podId}`, 'succeeded'],
  ]);
  expect((await stage('judge', missionId)).next).toBe('deploy');
  expect((await stage('review-app', missionId)).next).toBe('deploy');
  expect((await stage('deploy-app', missionId)).next).toBe('check');
  expect((await stage('check-live', missionId)).next).toBe('publish');
  expect((await stage('publish-app', missionId)).next).toBe('settle');
  expect((await invoke('settle', { mission_id: missionId, error: null })).next).toBe('settle');
  const mission = await read(missionId);
  expect(mission.status).toBe('DEPLOYED');

  const params = { mission_id: missionId };
  const bundle = JSON.parse((await route('missionEvidence', params)).text);
  const { digest } = opened.world;
  expect(await verifyBundle({ digest, verifier: nodeSignatureVerifier }, bundle, undefined)).toMatchObject({
    ok: true,
  });
  const { files, tree_sha256 } = JSON.parse((await route('missionFiles', params)).text);
  expect(tree_sha256).toBe(mission.attempts[0]?.draft?.tree_sha256);
  const [first] = files as { path: string; sha256: string }[];
  const file = await route('missionFiles', params, { query: { path: first?.path } });
  expect(digest.sha256(file.text)).toBe(first?.sha256);
  expect(errorOf(await route('missionFiles', params, { query: { path: 'nothing' } })).code).toBe(
    'file_not_found',
  );
  expect(errorOf(await route('missionFiles', params, { query: { attempt: '2' } })).code).toBe(
    'draft_not_found',
  );
  expect((await route('missionLog', params)).text).toBe('[test] 1 passed\n');
  expect(JSON.parse((await route('missionReport', params)).text)).toMatchObject({ outcome: 'passed' });

  const slug = mission.app?.slug ?? '';
  expect(JSON.parse((await route('readApp', { slug })).text)).toMatchObject({
    slug,
    live_url: null,
    missions: [missionId],
  });
  const pull = { slug, number: String(mission.pullRequest?.number) };
  const open = JSON.parse((await route('readPull', pull)).text);
  expect(open).toMatchObject({
    state: 'open',
    mission_id: missionId,
    diff: expect.stringContaining('+++ b/index.html'),
  });
  expect(errorOf(await route('rollbackApp', { slug }, { body: { mission_id: missionId } })).code).toBe(
    'not_approved',
  );
  for (const _ of [1, 2]) expect(JSON.parse((await route('mergePull', pull)).text).state).toBe('merged');
  const { live_url } = JSON.parse((await route('readApp', { slug })).text);
  const page = await opened.world.pageFetcher.fetch(
    live_url,
    { maxBytes: 1_000_000, timeoutMs: 5_000 },
    never,
  );
  expect(page.status).toBe(200);
  expect((await route('rollbackApp', { slug }, { body: { mission_id: missionId } })).status).toBe(200);
  expect((await route('appLog', { slug })).text).toContain('printed nothing');
  const { events } = JSON.parse((await route('appEvents', { slug })).text);
  expect(events.map((event: { event: string }) => event.event)).toEqual([
    'app-created',
    'preview-deployed',
    'pull-request-opened',
    'release-noted',
    'pull-request-merged',
    'app-promoted',
    'app-rolled-back',
  ]);
});

describe('a stage', () => {
  test.each([
    'launch-pod',
    'draft-app',
    'heal-app',
    'gate-draft',
    'build',
    'judge',
    'review-app',
    'deploy-app',
    'check-live',
    'publish-app',
    'settle',
    'dispatch',
    'broadcast',
    'receive-report',
    'relay-log',
  ] as const)('%s refuses an event that it does not know', async (name) => {
    for (const event of [{}, null, { mission_id: '../x' }, { Records: [{}] }])
      await expect(invoke(name, event)).rejects.toMatchObject({
        name: 'InputRejected',
        code: 'event_invalid',
      });
  });

  test('keeps the name of its error, which the state machine matches', async () => {
    const missionId = await request();
    await expect(stage('judge', missionId)).rejects.toMatchObject({ name: 'Conflict' });
    await callRoute('cancelMission', { token, params: { mission_id: missionId } });
    for (const name of ['launch-pod', 'draft-app', 'heal-app'] as const)
      await expect(stage(name, missionId)).rejects.toMatchObject({ name: 'MissionEnded' });
  });
});

describe('a socket', () => {
  const event = (connectionId: string, more = {}) => ({
    requestContext: { connectionId, requestId: 'req-1' },
    ...more,
  });
  const connect = async (connectionId: string, query: Record<string, string>) =>
    invoke<{ statusCode: number; body: string }>(
      'socket-connect',
      event(connectionId, { queryStringParameters: query }),
    );
  const ticket = async (): Promise<string> =>
    JSON.parse((await callRoute('socketTicket', { token })).text).ticket;

  test('is let in by its ticket, served by broadcast, answered and forgotten', async () => {
    const missionId = await request();
    expect((await connect('c1', { mission_id: missionId, ticket: await ticket() })).statusCode).toBe(200);
    await invoke('broadcast', missionChanged(missionId));
    expect(opened.feed.inbox('c1')).toMatchObject([
      { type: 'status', seq: 1 },
      { type: 'ready', seq: 1 },
    ]);
    await invoke('socket-message', event('c1', { body: '{"type":"ping"}' }));
    await invoke('socket-message', event('c1', { body: 'junk' }));
    await invoke('socket-message', event('c1'));
    expect(opened.feed.inbox('c1').at(-1)).toEqual({ type: 'pong', seq: 1 });
    await invoke('socket-disconnect', event('c1'));
    await invoke('socket-message', event('c1', { body: '{"type":"ping"}' }));
    expect(opened.feed.inbox('c1')).toHaveLength(3);
  });

  test('is refused for a used ticket, none, junk, and a mission that is not there', async () => {
    const missionId = await request();
    const used = await ticket();
    await connect('c2', { mission_id: missionId, ticket: used });
    const statuses = [
      await connect('c3', { mission_id: missionId, ticket: used }),
      await connect('c3', { mission_id: missionId }),
      await connect('c3', { mission_id: missionId, ticket: 'junk' }),
      await connect('c3', { mission_id: 'msn_x', ticket: await ticket() }),
      await connect('c3', { mission_id: missionId, ticket: await ticket(), after: '-1' }),
      await connect('c3', { mission_id: `msn_${'0'.repeat(26)}`, ticket: await ticket() }),
    ].map((answer) => answer.statusCode);
    expect(statuses).toEqual([401, 401, 401, 400, 400, 404]);
  });
});
