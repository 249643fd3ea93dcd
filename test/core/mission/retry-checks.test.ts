import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { claimApp } from '../../../core/app/app-records.ts';
import { storedWork, takeOver } from '../../../core/draft/stored-work.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import { extendMission, retryMission } from '../../../core/mission/create-mission.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { currentAttempt } from '../../../core/mission/mission.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { Failure } from '../../../core/wire/mission.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { sampleApp } from '../app/sample-app.ts';
import type { TestedMission } from '../app/tested-mission.ts';
import { testedMission } from '../app/tested-mission.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { commands, failure, userId } from './samples.ts';

const options = { signal: never };
const ports = makePorts();
await claimApp(ports)(sampleApp(), never);
const caller: Caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' };
const check = (id: string, words: string): Check => ({
  id,
  feature: 'Adds',
  words,
  core: id === 'c1',
  steps: [{ do: 'see', what: '4' }],
});
const checks = [
  check('c1', 'Two and two are four.'),
  check('c2', 'It can be dark.'),
  check('c3', 'It is quick.'),
];
const acceptOf = (...failed: string[]): AcceptReport => ({
  browser: 'Chromium 141',
  checks: checks.map(({ id }) => ({ id, outcome: failed.includes(id) ? 'failed' : 'held' })),
  shots: [],
});

const run = (missionId: MissionId, command: Command): Promise<Mission> =>
  runCommand(ports)({ missionId, command, actor: 'gantry' }, options);
/** A mission that ended after its pod's report, for this failure or well. */
async function ended(accept: AcceptReport | undefined, because?: Partial<Failure>, wish: TestedMission = {}) {
  const { missionId } = await testedMission(ports, { checks, ...(accept && { accept }), ...wish });
  if (because !== undefined) return run(missionId, { kind: 'settle', fault: faultOf(because) });
  const live = commands();
  for (const command of [live['intend-deploy'], live['record-preview'], live['record-live']])
    await run(missionId, command);
  return run(missionId, { kind: 'settle', fault: undefined });
}
const faultOf = (because: Partial<Failure>) => ({ failure: failure(because), endsAs: 'FAILED' as const });
const retry = (mission: Mission, waive?: string[]): Promise<Mission> =>
  retryMission(ports)({ caller, mission, budgetUsd: undefined, waive, idempotencyKey: undefined }, options);
const takesOver = async (mission: Mission) => {
  const work = await storedWork(ports)(mission, never);
  const { draft } = work;
  if (draft === undefined) throw new Error('there is nothing to take over');
  await run(mission.missionId, commands()['start-authoring']);
  const started = await readMission(ports)(mission.missionId, options);
  // The model is not asked, so none is needed.
  const deps = ports as unknown as Parameters<typeof takeOver>[0];
  const { next } = await takeOver(deps)(started, { ...work, draft }, never);
  return { next, mission: await readMission(ports)(mission.missionId, options) };
};

describe('a retry', () => {
  test('of an app that does not do what it is for begins with a heal of it, told what does not work', async () => {
    const first = await ended(acceptOf('c1'), { step: 'accept' });
    const again = await retry(first);
    expect(again.request.resumes).toBe(first.missionId);
    const { next, mission } = await takesOver(again);
    expect(next).toBe('heal');
    expect(mission.attempts[0]?.draft?.carried_from?.mission_id).toBe(first.missionId);
    expect(currentAttempt(mission)).toMatchObject({
      attempt: 1,
      reason: {
        source: 'pod',
        strategy: 'mend',
        checks: ['c1'],
        failure: { step: 'accept', message: 'What does not work: Two and two are four.' },
      },
    });
  });

  test('of an app that shipped with a check that does not hold begins with a heal of it', async () => {
    const first = await ended(acceptOf('c2'), undefined, { wanted: { publish: false } });
    expect(first.status).toBe('DEPLOYED');
    const again = await retry(first);
    expect((await takesOver(again)).next).toBe('heal');
  });

  test('of an app that shipped whole begins anew', async () => {
    const first = await ended(acceptOf(), undefined, { wanted: { publish: false } });
    expect((await retry(first)).request.resumes).toBeUndefined();
  });

  test('of an app that could not be proposed ships what was tested, though a check that informs does not hold', async () => {
    const first = await ended(acceptOf('c2'), { kind: 'provider', step: 'publish-app' });
    const again = await retry(first);
    expect((await takesOver(again)).next).toBe('gate');
  });

  test('whose earlier report names no check that fails goes to the gate', async () => {
    const first = await ended(acceptOf(), { step: 'accept' });
    expect((await takesOver(await retry(first))).next).toBe('gate');
  });

  test('of what failed with no spec on record goes to the gate', async () => {
    const { missionId } = await testedMission(ports);
    const first = await run(missionId, { kind: 'settle', fault: faultOf({ step: 'accept' }) });
    expect((await takesOver(await retry(first))).next).toBe('gate');
  });
});

describe('doing without a check', () => {
  test('builds the tested draft again, asks no model first, and is on record by whose word', async () => {
    const first = await ended(acceptOf('c1'), { step: 'accept' });
    const again = await retry(first, ['c1']);
    expect(again.waived).toEqual([{ check: 'c1', by: userId }]);
    const { next, mission } = await takesOver(again);
    expect(next).toBe('gate');
    expect(mission.attempts).toHaveLength(1);
  });

  test('takes the draft that was tested, also where a later one was not', async () => {
    const { missionId } = await testedMission(ports, { checks, accept: acceptOf('c1') });
    const healed = commands(1);
    for (const command of [commands()['request-heal'], healed['store-draft'], healed['pass-gate']])
      await run(missionId, command);
    const first = await run(missionId, { kind: 'settle', fault: faultOf({ step: 'test' }) });
    expect((await retry(first)).request.resumes).toBeUndefined();
    const again = await retry(first, ['c1']);
    expect((await storedWork(ports)(again, never)).draft?.attempt).toBe(0);
  });

  test('of a mission that tested nothing begins anew without it', async () => {
    const agree = commands()['agree-spec'];
    const two = [...agree.data.checks, { ...checks[1], id: 'c2', core: false }].map(
      ({ id = '', feature = '', words = '', core }) => ({ id, feature, words, core }),
    );
    const missionId = ports.ids.make('msn') as MissionId;
    await run(missionId, commands().request);
    await run(missionId, { ...agree, data: { ...agree.data, checks: two } });
    const first = await run(missionId, { kind: 'settle', fault: faultOf({ step: 'test' }) });
    expect((await retry(first, ['c2'])).request).toMatchObject({ waive: ['c2'] });
    expect((await retry(first, ['c2'])).request.resumes).toBeUndefined();
  });

  test('adds to what was done without before, and a plain retry keeps that', async () => {
    const first = await ended(acceptOf('c1', 'c2'), { step: 'accept' }, { wanted: { waive: ['c1'] } });
    expect((await retry(first, ['c2'])).request.waive).toEqual(['c1', 'c2']);
    const plain = await retry(first, ['c1']);
    expect(plain.request.waive).toEqual(['c1']);
    expect((await takesOver(plain)).next).toBe('heal');
    expect((await retry(first)).request.waive).toEqual(['c1']);
  });

  test.each([
    ['that is unknown', ['c9'], 'check_unknown', /no check c9.*\/spec names them/],
    ['that is all there is', ['c1', 'c2', 'c3'], 'checks_all_waived', /at least one/],
  ])('%s is refused, with what to do', async (_, waive, code, message) => {
    const first = await ended(acceptOf('c1'), { step: 'accept' });
    await expect(retry(first, waive)).rejects.toMatchObject({
      name: 'InputRejected',
      code,
      message: expect.stringMatching(message),
    });
  });

  test('is refused of a mission without a spec', async () => {
    const { missionId } = await testedMission(ports);
    const first = await run(missionId, { kind: 'settle', fault: faultOf({ step: 'test' }) });
    await expect(retry(first, ['c1'])).rejects.toMatchObject({ code: 'check_unknown' });
  });

  test('is no part of an extension, whose spec has those checks no more', async () => {
    const { missionId } = await testedMission(ports, { checks, wanted: { waive: ['c2'] } });
    await run(missionId, commands()['intend-deploy']);
    const mission = await run(missionId, { kind: 'settle', fault: faultOf({ kind: 'provider' }) });
    const input = { caller, mission, voiceMemo: 'Add history', idempotencyKey: undefined };
    const extension = await extendMission(ports)(input, options);
    expect(extension.request).not.toHaveProperty('waive');
    expect(extension.waived).toEqual([]);
  });
});
