import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser } from '../../core/access/users.ts';
import { writeAnswer } from '../../core/draft/write-answer.ts';
import { readMission } from '../../core/mission/append-facts.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import type { AcceptReport } from '../../core/wire/pod.ts';
import { mailboxKeys } from '../../core/wire/pod.ts';
import { mailboxWritten } from '../../local/pod-events.ts';
import { WireStandIn } from '../adapters/ai-sdk/wire-stand-in.ts';
import { anthropicWire } from '../adapters/ai-sdk/wires.ts';
import { knownModel } from '../core/budget/known-model.ts';
import { inEveryRole } from '../core/ports/fake-model.ts';
import { never } from '../core/ports/never.ts';
import { draftWith } from '../e2e/rig/drafts.ts';
import { callRoute, errorOf, invoke } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';
import { podAnswers } from './pod-answers.ts';

const options = { signal: never };
let opened: OpenedWorld;
let model: WireStandIn;
const tokens: Record<string, string> = {};

const spec = {
  title: 'Guestbook',
  stack: 'static',
  features: ['Leaves messages'],
  checks: [
    {
      id: 'c1',
      feature: 'Messages',
      words: 'A message that is left is seen.',
      core: true,
      steps: ['see Hello'],
    },
    { id: 'c2', feature: 'Dark mode', words: 'The page can be dark.', steps: ['click Dark', 'see Light'] },
  ],
};
const asks: Record<string, number> = {};
let heals = 0;

/** What the model says to a prompt: a spec, the one draft, or a heal that changes a line. */
function answerTo(prompt: string): string {
  const [, nonce = '', first = ''] = /<g-([a-z]{6}) (spec|app|diagnosis)>/.exec(prompt) ?? [];
  asks[first] = (asks[first] ?? 0) + 1;
  if (first === 'spec') return `<g-${nonce} spec>\n${JSON.stringify(spec)}\n</g-${nonce}>\n`;
  const { app, stack, files } = draftWith({}, 'guestbook');
  const block = (name: string, text: string) => ({ kind: 'block', name, value: '', text }) as const;
  if (first === 'diagnosis') {
    heals += 1;
    const content = `export const add = (left, right) => left + right; // Try ${heals}.\n`;
    return writeAnswer(nonce, [
      block('diagnosis', 'The message was never shown.'),
      { kind: 'file', path: 'src/add.js', content },
    ]);
  }
  const planned = files.map(({ path }) => path);
  return writeAnswer(nonce, [
    block('app', JSON.stringify({ ...app, stack, files: planned })),
    ...files.map(({ path, content }) => ({ kind: 'file', path, content }) as const),
  ]);
}

beforeAll(async () => {
  model = await WireStandIn.start(anthropicWire, ({ body }) => [
    { text: answerTo(JSON.stringify(body).replaceAll('\\n', '\n')) },
    { end: 'whole' },
  ]);
  const models = inEveryRole(knownModel('claude-sonnet-5-5'));
  opened = await openWorld({
    services: { model: { door: 'anthropic', models, apiKey: 'key', baseUrl: model.url } },
  });
  for (const username of ['ana', 'bob']) {
    await addUser(opened.world)({ username, password: 'a password', role: 'member' }, never);
    const signedIn = await callRoute('signIn', { body: { username, password: 'a password' } });
    tokens[username] = JSON.parse(signedIn.text).token;
  }
});
afterAll(async () => {
  opened.close();
  await model.close();
});

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const shotSha256 = (): string => opened.world.digest.sha256(png);
const heldBoth: AcceptReport = {
  browser: 'Chromium 141',
  checks: [
    { id: 'c1', outcome: 'held' },
    { id: 'c2', outcome: 'held' },
  ],
  shots: [],
};
const failing = (): AcceptReport => ({
  ...heldBoth,
  checks: [
    { id: 'c1', outcome: 'failed', step: 0, reason: 'wrong', aria: '- main', shot_sha256: shotSha256() },
    { id: 'c2', outcome: 'held' },
  ],
  shots: [{ n: 0, check: 'c1', sha256: shotSha256() }],
});

/** What follows each answer of a stage, as the state machine has it. */
const stages = {
  draft: 'draft-app',
  heal: 'heal-app',
  gate: 'gate-draft',
  judge: 'judge',
  deploy: 'deploy-app',
  show: 'deploy-app',
  check: 'check-live',
  publish: 'publish-app',
} as const;

/** Takes a mission from Specify to its end; each build is answered by the next report. */
async function drive(missionId: MissionId, reports: readonly AcceptReport[]): Promise<readonly string[]> {
  const passed: string[] = ['specify'];
  let { next } = await invoke('specify', { mission_id: missionId });
  for (let builds = 0; next !== 'settle'; ) {
    passed.push(next);
    if (next === 'build') {
      const accept = reports[builds];
      if (accept === undefined) throw new Error(`no report is left for build ${builds + 1}`);
      builds += 1;
      const podId = await podAnswers(opened.world, missionId, { accept, shots: [png] });
      await invoke('receive-report', mailboxWritten(missionId, podId, mailboxKeys.report));
      next = 'judge';
    } else ({ next } = await invoke(stages[next as keyof typeof stages], { mission_id: missionId }));
  }
  await invoke('settle', { mission_id: missionId, error: null });
  return passed;
}

const route = (name: Parameters<typeof callRoute>[0], params: Record<string, string>, more = {}) =>
  callRoute(name, { token: tokens.ana, params, ...more });
const statusOf = async (missionId: MissionId) =>
  JSON.parse((await route('status', { mission_id: missionId })).text);
const requested = async (): Promise<MissionId> => {
  const body = { voice_memo: 'Build a guestbook' };
  const answer = await callRoute('architect', { token: tokens.ana, body, query: { wait: '0' } });
  return JSON.parse(answer.text).mission_id;
};

describe('a mission whose check fails', () => {
  test('is healed from what the browser saw, and ships', async () => {
    const missionId = await requested();
    await drive(missionId, [failing(), heldBoth]);
    const view = await statusOf(missionId);
    expect(view).toMatchObject({
      status: 'DEPLOYED',
      attempt: 1,
      checks: { held: 2, total: 2, waived: 0, browser: 'Chromium 141' },
    });
    const healed = (await readMission(opened.world)(missionId, options)).attempts[1]?.reason;
    expect(healed?.failure).toMatchObject({
      step: 'accept',
      message: 'What does not work: A message that is left is seen.',
      excerpt: expect.stringContaining('Step 1 of 1, `see Hello` failed (wrong)'),
    });
  });

  test('and that never passes keeps its link, and ships when its owner does without it', async () => {
    const missionId = await requested();
    const passed = await drive(missionId, [failing(), failing(), failing()]);
    expect(passed.filter((next) => next === 'heal')).toHaveLength(2);
    const first = await statusOf(missionId);
    expect(first).toMatchObject({
      status: 'FAILED',
      url: expect.stringContaining('http'),
      checks: { held: 1, total: 2 },
      failure: { kind: 'code', step: 'accept' },
    });
    expect(first.message).toMatch(/^What does not work: A message that is left is seen\./);
    expect(first).not.toHaveProperty('pr_url');

    const params = { mission_id: missionId };
    for (const waive of [['c9'], ['c1', 'c2']])
      expect((await route('retryMission', params, { body: { waive } })).status).toBe(400);
    const asked = { ...asks };
    const answer = await route('retryMission', params, { body: { waive: ['c1'] } });
    expect(answer.status).toBe(202);
    const again = JSON.parse(answer.text).mission_id;
    await drive(again, [failing()]);
    expect(asks).toEqual(asked);
    expect(await statusOf(again)).toMatchObject({
      status: 'DEPLOYED',
      tree_sha256: first.tree_sha256,
      checks: { held: 1, total: 2, waived: 1 },
    });
  });

  test('shows how it came out, by attempt, and its picture to its owner alone', async () => {
    const missionId = await requested();
    await drive(missionId, [failing(), heldBoth]);
    const params = { mission_id: missionId };
    const outcomes = async (query?: Record<string, string>) =>
      JSON.parse((await route('missionSpec', params, { query })).text).outcomes;
    expect(await outcomes()).toEqual(heldBoth.checks);
    expect(await outcomes({ attempt: '0' })).toEqual([
      { id: 'c1', outcome: 'failed', step: 0, reason: 'wrong', shot_sha256: shotSha256() },
      { id: 'c2', outcome: 'held' },
    ]);
    const shot = { ...params, sha256: shotSha256() };
    const picture = await route('missionShot', shot);
    expect(picture).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/png', 'x-content-type-options': 'nosniff' },
    });
    expect(Buffer.from(picture.bytes ?? [])).toEqual(png);
    for (const sha256 of ['0'.repeat(64), '..', shotSha256().toUpperCase()])
      expect(errorOf(await route('missionShot', { ...params, sha256 })).code).toBe('shot_not_found');
    const elsewhere = { mission_id: await requested(), sha256: shotSha256() };
    expect(errorOf(await route('missionShot', elsewhere)).code).toBe('shot_not_found');
    expect(errorOf(await callRoute('missionShot', { token: tokens.bob, params: shot })).code).toBe(
      'mission_not_found',
    );
  });
});
