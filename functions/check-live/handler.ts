import * as world from '#world';
import { checkLive } from '../../core/app/check-live.ts';
import { missionStage } from '../_onion/mission-stage.ts';

export const handler = missionStage(() =>
  checkLive({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    archive: world.archive(),
    pageFetcher: world.pageFetcher(),
  }),
);
