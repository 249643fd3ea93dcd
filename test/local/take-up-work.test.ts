import { expect, test } from 'vitest';
import { addPod } from '../../core/pod/pod-records.ts';
import { podIdSchema } from '../../core/wire/ids.ts';
import { findLeftWork, findUntold } from '../../local/take-up-work.ts';
import { play } from '../core/mission/play.ts';
import { commands } from '../core/mission/samples.ts';
import { makePorts } from '../core/ports/make-ports.ts';
import { never } from '../core/ports/never.ts';

test('names the missions that are not over, and their pods that neither reported nor were lost', async () => {
  const ports = makePorts();
  const streams: string[] = ['app_00000000000000000000000000'];
  const podIds = [];
  for (const [index, played] of [[], [commands()['start-authoring']], [commands().cancel]].entries()) {
    const { missionId } = await play(played, { deps: ports });
    streams.push(missionId);
    for (const state of ['waiting', 'building', 'done'] as const) {
      const podId = podIdSchema.parse(ports.ids.make('pod'));
      const pod = { pod_id: podId, mission_id: missionId, state, attempt: null, task_token: null };
      await addPod(ports)(pod, never);
      if (index < 2 && state !== 'done') podIds.push(podId);
    }
  }
  const left = await findLeftWork({ ...ports, listStreams: () => streams });
  expect(left.missions).toEqual(streams.slice(1, 3));
  expect(left.pods.map(({ pod_id }) => pod_id).toSorted()).toEqual(podIds.toSorted());
});

test('names the missions that something happened to within a day, ended or not, so that webhooks hear what a killed process did not tell', async () => {
  const ports = makePorts();
  const { missionId: old } = await play([commands()['start-authoring']], { deps: ports });
  ports.clock.advance(86_400_001);
  const { missionId: ended } = await play([commands().cancel], { deps: ports });
  const empty = 'msn_00000000000000000000000000';
  const streams: string[] = ['app_00000000000000000000000000', old, ended, empty];
  expect(await findUntold({ ...ports, listStreams: () => streams })).toEqual([ended]);
});
