import { Buffer } from 'node:buffer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MissionId } from '../../../core/wire/ids.ts';
import { type SlackBench, slackBench } from '../../adapters/slack/slack-bench.ts';
import { rigOver } from '../../contract/channel-rig.ts';
import { ship } from '../chat/talk.ts';

let bench: SlackBench;
beforeEach(async () => {
  bench = await slackBench();
});
afterEach(() => bench.close());

test('where messages can be edited no more, the end of a mission is told in a new one, and nothing before it', async () => {
  const rig = rigOver(bench);
  await rig.link('7', 'ada');
  await rig.hears(bench.says('7', 'Build me a task list'));
  bench.freeze();
  await rig.hears(bench.presses('7', 'Build'));
  const missionId = rig.missionOf() as MissionId;
  const before = bench.seen();
  expect(before.at(-1)).toMatchObject({ edits: 0 });
  await ship(rig.ports, { mission_id: missionId });
  await rig.work([missionId]);
  expect(bench.seen()).toHaveLength(before.length + 1);
  expect(bench.seen().at(-1)).toMatchObject({ edits: 0, links: ['Open the preview', 'Pull request'] });
  const asked = bench.asked();
  await rig.work();
  expect(bench.asked()).toBe(asked);
});

test('who runs Gantry hears why a platform refuses, in its own words', async () => {
  const rig = rigOver(bench);
  await rig.link('7', 'ada');
  await rig.hears(bench.says('7', 'Build me a task list'));
  await rig.hears(bench.presses('7', 'Build'));
  const missionId = rig.missionOf() as MissionId;
  bench.takeNoPictures();
  await rig.shipsPicture(missionId, Buffer.from('89504e470d0a1a0a00', 'hex'));
  await rig.work([missionId]);
  expect(bench.seen().at(-1)?.links).toContain('Pull request');
  const why = 'slack: files.getUploadURLExternal: missing_scope (needed: files:write)';
  expect(rig.gone).toEqual([why]);
  bench.revoke();
  await rig.hears(bench.says('7', '/help'));
  expect(rig.gone).toEqual([why, 'slack: chat.postMessage: account_inactive']);
});
