import * as world from '#world';
import { launchPod } from '../../core/pod/launch-pod.ts';
import { missionStage } from '../_onion/mission-stage.ts';
import { spendDeps } from '../_onion/spending.ts';

export const handler = missionStage(() =>
  launchPod({
    eventLog: world.eventLog(),
    ...spendDeps(),
    podHost: world.podHost(),
  }),
);
