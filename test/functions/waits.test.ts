import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser } from '../../core/access/users.ts';
import { readMission } from '../../core/mission/append-facts.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import { mailboxKeys } from '../../core/wire/pod.ts';
import { mailboxWritten } from '../../local/pod-events.ts';
import { VercelStandIn } from '../adapters/vercel/vercel-stand-in.ts';
import { never } from '../core/ports/never.ts';
import { callRoute, invoke } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';
import { podAnswers } from './pod-answers.ts';

const vercelToken = 'vercel-token-4711';
const team = 'team_1';
const vercel = new VercelStandIn(vercelToken, team);
let opened: OpenedWorld;
let token = '';

beforeAll(async () => {
  vercel.building = 0;
  const apiUrl = await vercel.start();
  opened = await openWorld({ services: { vercel: { token: vercelToken, team, apiUrl } } });
  await addUser(opened.world)({ username: 'ana', password: 'a password', role: 'member' }, never);
  const signedIn = await callRoute('signIn', { body: { username: 'ana', password: 'a password' } });
  token = JSON.parse(signedIn.text).token;
});
afterAll(async () => {
  opened.close();
  await vercel.close();
});
beforeEach(() => {
  vercel.interfere = () => undefined;
});

const read = (missionId: MissionId) => readMission(opened.world)(missionId, { signal: never });
const stage = (name: Parameters<typeof invoke>[0], missionId: MissionId, state?: string) =>
  invoke(name, { mission_id: missionId, ...(state !== undefined && { stage: state }) });

async function request(): Promise<MissionId> {
  const body = { voice_memo: 'Build a calculator with dark mode' };
  const answer = await callRoute('architect', { token, body, query: { wait: '0' } });
  return JSON.parse(answer.text).mission_id;
}

/** Takes a mission from its first stage to a report that its app passed. */
async function toTested(missionId: MissionId): Promise<void> {
  expect((await stage('draft-app', missionId)).next).toBe('gate');
  expect((await stage('gate-draft', missionId)).next).toBe('build');
  const podId = await podAnswers(opened.world, missionId);
  await invoke('receive-report', mailboxWritten(missionId, podId, mailboxKeys.report));
  expect((await stage('judge', missionId)).next).toBe('deploy');
}

test('a stage whose service asks for time answers how long, in its feed’s words too, and works when it is asked again', async () => {
  const missionId = await request();
  await toTested(missionId);
  vercel.interfere = () => ({ kind: 'answer', status: 429, headers: { 'retry-after': '7' } });
  expect(await stage('deploy-app', missionId, 'DeployApp')).toEqual({
    mission_id: missionId,
    next: 'wait',
    stage: 'DeployApp',
    seconds: 7,
    error: null,
  });
  expect(await read(missionId)).toMatchObject({
    status: 'DEPLOYING',
    message: 'Vercel asks us to wait 7 s.',
    waits: [{ for: 'Vercel', stage: 'DeployApp' }],
  });
  vercel.interfere = () => undefined;
  expect((await stage('deploy-app', missionId, 'DeployApp')).next).toBe('check');
});

test('a limit of a day ends the mission with Vercel’s own words, and its retry ships the tested draft without a model', async () => {
  const missionId = await request();
  await toTested(missionId);
  const message =
    'Resource is limited - try again in 24 hours (more than 100, code: "api-deployments-free-per-day").';
  const limit = { total: 100, remaining: 0, reset: Date.now() + 24 * 3_600_000 };
  vercel.interfere = ({ method, path }) =>
    method === 'POST' && path === '/v13/deployments'
      ? {
          kind: 'answer',
          status: 402,
          body: { error: { code: 'api-deployments-free-per-day', message, limit } },
        }
      : undefined;
  const refused: unknown = await stage('deploy-app', missionId, 'DeployApp').catch((error) => error);
  expect(refused).toMatchObject({ name: 'DependencyRefused' });
  const { name, message: cause } = refused as Error;
  await invoke('settle', { mission_id: missionId, error: { name, cause, step: 'DeployApp' } });
  const failed = await read(missionId);
  expect(failed).toMatchObject({
    status: 'FAILED',
    failure: {
      kind: 'provider',
      step: 'deploy-app',
      message: expect.stringMatching(
        /^A limit of the Vercel plan is reached .+ Vercel asks us to wait 24 hours\. .+ Retry the mission after \d{4}-/,
      ),
      excerpt: `Vercel answered 402 to POST /v13/deployments:\napi-deployments-free-per-day: ${message}`,
    },
    waits: [],
    pullRequest: undefined,
  });

  vercel.interfere = () => undefined;
  const answer = await callRoute('retryMission', { token, params: { mission_id: missionId }, body: {} });
  const again: MissionId = JSON.parse(answer.text).mission_id;
  await toTested(again);
  const retried = await read(again);
  expect(retried.cost).toMatchObject({ output_tokens: 0 });
  expect(retried.attempts).toMatchObject([
    {
      draft: {
        tree_sha256: failed.attempts[0]?.draft?.tree_sha256,
        carried_from: { mission_id: missionId, attempt: 0 },
      },
      gate: 'passed',
      report: { outcome: 'passed' },
    },
  ]);
  expect((await stage('deploy-app', again, 'DeployApp')).next).toBe('check');
});
