import * as world from '#world';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { launchPod } from '../../core/pod/launch-pod.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  launchPod({
    eventLog: world.eventLog(),
    records: world.records(),
    podHost: world.podHost(),
    ids: world.ids(),
    clock: world.clock(),
  }),
);
