import { Buffer } from 'node:buffer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shotKey } from '../../../core/pod/attempt-store.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { type SlackBench, slackBench } from '../../adapters/slack/slack-bench.ts';
import { rigOver } from '../../contract/channel-rig.ts';
import { testedMission } from '../app/tested-mission.ts';
import { run } from '../chat/talk.ts';
import { userId } from '../mission/samples.ts';
import { never } from '../ports/never.ts';

const png = Buffer.from('89504e470d0a1a0a00', 'hex');
let bench: SlackBench;
beforeEach(async () => {
  bench = await slackBench();
});
afterEach(() => bench.close());

/** A mission that was tested, with a picture, and is stopped before its app has a name. */
async function stopped() {
  const rig = rigOver(bench);
  await rig.link('7', 'ada');
  await rig.hears(bench.says('7', 'Build me a task list'));
  await rig.hears(bench.presses('7', 'Build'));
  const missionId = rig.missionOf() as MissionId;
  const shot_sha256 = rig.ports.digest.sha256(png);
  const check = { id: 'c1', feature: 'Adds', words: 'It adds.', core: true };
  const checks = [{ ...check, steps: [{ do: 'see' as const, what: '4' }] }];
  const outcomes = [{ id: 'c1', outcome: 'held' as const, shot_sha256 }];
  const accept = { browser: 'Chromium 141', checks: outcomes, shots: [] };
  await testedMission(rig.ports, { missionId, checks, accept });
  await run(rig.ports, missionId, [{ kind: 'cancel', by: userId }]);
  return { rig, missionId, key: shotKey(missionId, shot_sha256) };
}

test('an app that has no name yet is shown without one', async () => {
  const { rig, missionId, key } = await stopped();
  await rig.ports.objects.put(key, png, {}, never);
  await rig.work([missionId]);
  expect(bench.pictures().map(({ caption }) => caption)).toEqual(['The app']);
});

test('a picture that is not there any more is left out', async () => {
  const { rig, missionId } = await stopped();
  await rig.work([missionId]);
  expect(bench.seen().at(-1)?.edits).toBeGreaterThan(0);
  expect(bench.pictures()).toEqual([]);
  expect(rig.gone).toEqual([]);
});
