import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { storedWork, takeOver } from '../../../core/draft/stored-work.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import { beginsWithHeal, draftToResume, resumptionOf } from '../../../core/mission/checkpoint.ts';
import { retryMission } from '../../../core/mission/create-mission.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { judge } from '../../../core/mission/judge.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { speak } from '../../../core/mission/speak.ts';
import { keepAttempt } from '../../../core/pod/attempt-store.ts';
import { toldReport } from '../../../core/pod/told-report.ts';
import { doubtfulCheck } from '../../../core/spec/doubtful-check.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { agreeing, specWith, testedMission } from '../app/tested-mission.ts';
import { makeReport } from '../pod/make-report.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands, failure, request, userId } from './samples.ts';

const options = { signal: never };
const ports = makePorts();
const caller: Caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' };
const check = (id: string, core = false): Check => ({
  id,
  feature: 'Adds',
  words: `Check ${id} holds.`,
  core,
  steps: [
    { do: 'click', what: 'Add' },
    { do: 'see', what: '4' },
  ],
});
const [main, other, fault] = [check('c1', true), check('c2'), check('c3')];
const failed = (reason: 'wrong' | 'not-found' = 'wrong') => ({ outcome: 'failed', step: 0, reason }) as const;
const acceptOf = (results: AcceptReport['checks'], browser: string | null = 'Chromium'): AcceptReport => ({
  browser,
  checks: results,
  shots: [],
});
const held = (id: string) => ({ id, outcome: 'held' }) as const;

const run = (missionId: MissionId, command: Command): Promise<Mission> =>
  runCommand(ports)({ missionId, command, actor: 'gantry' }, options);

/** The app as it is: one check that informs does not hold, so that a retry of it would begin with a heal. */
const base = await testedMission(ports, {
  checks: [main, other],
  accept: acceptOf([held('c1'), { id: 'c2', ...failed() }]),
});

/** A mission for a fault, up to the report on the app as it is. */
async function tried(
  accept: AcceptReport,
  { checks = [main, other, fault], from = base }: { checks?: readonly Check[]; from?: Mission } = {},
): Promise<Mission> {
  const missionId = newMissionId();
  const wanted = request({ fault: 'c3', resumes: from.missionId, extends: from.missionId });
  await play([await agreeing(ports, missionId, checks), commands()['start-authoring']], {
    deps: ports,
    missionId,
    wanted,
  });
  const begun = await readMission(ports)(missionId, options);
  const work = await storedWork(ports)(begun, never);
  if (work.draft === undefined) throw new Error('there is nothing to take over');
  expect(work.heal).toBeUndefined();
  const deps = ports as unknown as Parameters<typeof takeOver>[0];
  expect((await takeOver(deps)(begun, { ...work, draft: work.draft }, never)).next).toBe('gate');
  const { tree_sha256 } = work.draft;
  const all = commands();
  await run(missionId, { kind: 'pass-gate', data: { ...all['pass-gate'].data, tree_sha256 } });
  const { data } = all['hand-over'];
  await run(missionId, { kind: 'hand-over', data: { ...data, tree_sha256 } });
  const shas = { tree_sha256, artifact_sha256: tree_sha256 };
  const told = makeReport({ ...shas, mission_id: missionId, pod_id: data.pod_id, accept });
  const report = { ...toldReport(told), ...(await keepAttempt(ports)(told, never)) };
  return run(missionId, { kind: 'receive-report', data: report });
}
const judged = async ({ missionId }: Mission) => {
  const { next } = await judge(ports)({ mission_id: missionId, stage: 'Judge' }, options);
  return { next, mission: await readMission(ports)(missionId, options) };
};

describe('a mission for a fault', () => {
  test('begins with the app as it is, though a check of it does not hold', async () => {
    const mission = await tried(acceptOf([held('c1')]));
    const events = await ports.eventLog.read(mission.missionId, { afterSeq: 0 }, never);
    const told = events.map(({ message }) => message);
    expect(told).toContain('Taking the app as it is.');
    expect(told.join()).toContain('The app as it is, to see the fault on it');
    expect(mission.attempts).toHaveLength(1);
    expect(mission.attempts[0]?.draft?.carried_from?.mission_id).toBe(base.missionId);
  });

  test('ends BUILT where the fault does not show: nothing is written, and it says that it worked', async () => {
    const accept = acceptOf([held('c1'), { id: 'c2', ...failed() }, held('c3')]);
    const { next, mission } = await judged(await tried(accept));
    expect(next).toBe('settle');
    expect(mission.notShown).toEqual({ attempt: 0, check: 'c3', words: 'Check c3 holds.' });
    const ended = await run(mission.missionId, { kind: 'settle', fault: undefined });
    expect(ended.status).toBe('BUILT');
    const said = 'I tried it: Check c3 holds, and it worked here. Nothing was changed.';
    expect([ended.message, speak(ended)]).toEqual([said, said]);
    expect(ended.attempts).toHaveLength(1);
  });

  test('is mended where it shows, though its check is neither what the app is for nor about data', async () => {
    const accept = acceptOf([held('c1'), held('c2'), { id: 'c3', ...failed() }]);
    const { next, mission } = await judged(await tried(accept));
    expect(next).toBe('heal');
    expect(mission.attempts.at(-1)?.reason).toMatchObject({ checks: ['c3'] });
    expect(mission.attempts.at(-1)?.reason).not.toHaveProperty('informs');
  });

  test('asks first whether the check is wrong where it finds nothing under its names', async () => {
    const accept = acceptOf([held('c1'), held('c2'), { id: 'c3', ...failed('not-found') }]);
    const mission = await tried(accept);
    expect((await judged(mission)).next).toBe('specify');
    const report = makeReport({ accept });
    expect(doubtfulCheck(mission, specWith([main, other, fault]), report)?.check.id).toBe('c3');
    const { request: _request, ...unasked } = mission;
    expect(doubtfulCheck(unasked, specWith([main, other, fault]), report)).toBeUndefined();
  });

  test('guesses nothing where there is no browser to try it in', async () => {
    const { next, mission } = await judged(await tried(acceptOf([], null)));
    expect(next).toBe('settle');
    expect(mission.givenUp).toMatchObject({ endsAs: 'BLOCKED', failure: { kind: 'unsupported' } });
  });

  test('whose spec has no such check is judged like any other', async () => {
    const accept = acceptOf([held('c1'), held('c2')]);
    const { next } = await judged(await tried(accept, { checks: [main, other] }));
    expect(next).toBe('deploy');
  });

  test('tries the app as it is again on a retry, and goes on from the mended one where the fault was seen', async () => {
    const { mission } = await judged(await tried(acceptOf([held('c1'), held('c3')])));
    await run(mission.missionId, { kind: 'settle', fault: undefined });
    const ended = await readMission(ports)(mission.missionId, options);
    expect(resumptionOf(ended, {})).toEqual({ resumes: base.missionId });
    const again = await retryMission(ports)(
      { caller, mission: ended, budgetUsd: undefined, idempotencyKey: undefined },
      options,
    );
    expect(again.request).toMatchObject({ fault: 'c3', resumes: base.missionId });
    const seen = await tried(acceptOf([held('c1'), { id: 'c3', ...failed() }]));
    const healed = (await judged(seen)).mission;
    const lost = await run(seen.missionId, {
      kind: 'settle',
      fault: { failure: failure({ step: 'accept' }), endsAs: 'FAILED' },
    });
    expect(healed.attempts).toHaveLength(2);
    expect(resumptionOf(lost, {})).toEqual({ resumes: seen.missionId });
    expect(beginsWithHeal(lost, { fault: 'c3' })).toBe(true);
    expect(draftToResume(base, {})?.attempt).toBe(0);
  });
});
