import * as world from '#world';
import { judge } from '../../core/mission/judge.ts';
import { installedPolicy } from '../_onion/installed-policy.ts';
import { missionStage } from '../_onion/mission-stage.ts';

export const handler = missionStage(() =>
  judge({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    outsideFetcher: world.outsideFetcher(),
    texts: { policy: installedPolicy() },
  }),
);
