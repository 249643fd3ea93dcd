import * as world from '#world';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { launchPod } from '../../core/pod/launch-pod.ts';
import { spendDeps } from '../_onion/spending.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  launchPod({
    eventLog: world.eventLog(),
    ...spendDeps(),
    podHost: world.podHost(),
  }),
);
