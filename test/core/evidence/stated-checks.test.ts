import { expect, test } from 'vitest';
import { fromBase64 } from '../../../core/evidence/base64.ts';
import { sealEvidence } from '../../../core/evidence/seal-evidence.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { keepAttempt } from '../../../core/pod/attempt-store.ts';
import { toldReport } from '../../../core/pod/told-report.ts';
import { saveCheck } from '../../../core/spec/spec-store.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { agreeing, testedMission } from '../app/tested-mission.ts';
import { commands, podId, userId } from '../mission/samples.ts';
import { makeReport } from '../pod/make-report.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const deps = makePorts();
const sha256 = 'e'.repeat(64);
const check = (id: string, what: string): Check => ({
  id,
  feature: 'Adds',
  words: `${what} is there.`,
  core: id === 'c1',
  steps: [{ do: 'see', what }],
});
const checks = [check('c1', 'Sum'), check('c2', 'Dark'), check('c3', 'History')];
const run = (missionId: MissionId, command: Command) =>
  runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal: never });
const stated = async (missionId: MissionId) => {
  const { envelope } = await sealEvidence(deps)(missionId, never);
  const statement = JSON.parse(new TextDecoder().decode(fromBase64(envelope.payload)));
  return statement.predicate.runDetails.byproducts[0].annotations;
};

test('evidence states how each check came out, with its picture, and what is done without by whose word', async () => {
  const accept: AcceptReport = {
    browser: 'Chromium 141',
    checks: [
      { id: 'c1', outcome: 'held' },
      { id: 'c2', outcome: 'failed', step: 0, reason: 'wrong', shot_sha256: sha256 },
      { id: 'c3', outcome: 'failed' },
    ],
    shots: [],
  };
  const wanted = { deploy: false, publish: false, waive: ['c3'] };
  const { missionId } = await testedMission(deps, { checks, accept, wanted });
  await run(missionId, commands().settle);
  expect(await stated(missionId)).toMatchObject({
    browser: 'Chromium 141',
    checks: [
      { id: 'c1', words: 'Sum is there.', core: true, outcome: 'held' },
      { id: 'c2', outcome: 'failed', step: 0, reason: 'wrong', shot_sha256: sha256 },
      { id: 'c3', outcome: 'waived' },
    ],
    waived: [{ check: 'c3', by: userId }],
    questioned: [],
    corrected: [],
  });
});

test('evidence has a check that was put right, and the report before it beside the one after', async () => {
  const accept: AcceptReport = {
    browser: 'Chromium 141',
    checks: [{ id: 'c1', outcome: 'failed', step: 0, reason: 'not-found' }],
    shots: [],
  };
  const mission = await testedMission(deps, { checks, accept, wanted: { deploy: false, publish: false } });
  const { missionId } = mission;
  const better = check('c1', 'Total');
  const check_sha256 = await saveCheck(deps)(missionId, better, never);
  const { data } = commands()['correct-check'];
  await run(missionId, { kind: 'correct-check', data: { ...data, check_sha256 } });
  await run(missionId, {
    ...commands()['keep-check'],
    data: { ...commands()['keep-check'].data, check: 'c2' },
  });
  const tree_sha256 = mission.attempts[0]?.draft?.tree_sha256 ?? '';
  const again = makeReport({ mission_id: missionId, pod_id: podId('9'), tree_sha256 });
  const stored = await keepAttempt(deps)(again, never);
  await run(missionId, { kind: 'receive-report', data: { ...toldReport(again), ...stored } });
  await run(missionId, commands().settle);
  expect(await stated(missionId)).toMatchObject({
    attempts: [{ pod_id: podId('0') }, { pod_id: podId('9') }],
    questioned: [{ check: 'c1', sha256: check_sha256 }, { check: 'c2' }],
    corrected: [better],
  });
});

test('evidence of a spec that the store has lost states what its events tell', async () => {
  const { missionId } = await testedMission(deps, { wanted: { deploy: false, publish: false } });
  const { data } = (await agreeing(deps, missionId, checks)) as Extract<Command, { kind: 'agree-spec' }>;
  await run(missionId, { kind: 'agree-spec', data: { ...data, spec_sha256: 'f'.repeat(64) } });
  await run(missionId, { ...commands()['correct-check'] });
  await run(missionId, commands().settle);
  expect(await stated(missionId)).toMatchObject({ checks: [{ id: 'c1' }, {}, {}], corrected: [] });
});
