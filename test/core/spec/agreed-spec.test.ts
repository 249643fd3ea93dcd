import { expect, test } from 'vitest';
import type { Command } from '../../../core/mission/decide.ts';
import { agreedSpec } from '../../../core/spec/agreed-spec.ts';
import { saveCheck } from '../../../core/spec/spec-store.ts';
import type { Check } from '../../../core/wire/check.ts';
import { agreeing, specWith } from '../app/tested-mission.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, tree } from '../mission/samples.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const check = (id: string, what: string): Check => ({
  id,
  feature: 'Adds',
  words: 'Two and two are four.',
  core: id === 'c1',
  steps: [{ do: 'click', what }],
});
const checks = [check('c1', 'Add'), check('c2', 'Plus')];
const ports = makePorts();
const corrected = (id: string, sha256: string): Command => ({
  kind: 'correct-check',
  data: { ...commands()['correct-check'].data, check: id, check_sha256: sha256 },
});

test('what a mission is held to has each corrected check in the place of the one that was doubted', async () => {
  const missionId = newMissionId();
  const agree = await agreeing(ports, missionId, checks);
  const better = check('c2', 'Sum');
  const sha256 = await saveCheck(ports)(missionId, better, never);
  const mission = await play([agree, { ...commands()['keep-check'] }, corrected('c2', sha256)], {
    missionId,
  });
  expect(await agreedSpec(ports)(mission, never)).toEqual(specWith([checks[0] as Check, better]));
});

test('a correction that the store does not have leaves the check as it was agreed', async () => {
  const missionId = newMissionId();
  const mission = await play([await agreeing(ports, missionId, checks), corrected('c1', tree(9))], {
    missionId,
  });
  expect(await agreedSpec(ports)(mission, never)).toEqual(specWith(checks));
});

test('nothing is agreed where there is no spec, or the store has none', async () => {
  expect(await agreedSpec(ports)(await play([]), never)).toBeUndefined();
  expect(await agreedSpec(ports)(await play([commands()['agree-spec']]), never)).toBeUndefined();
});
