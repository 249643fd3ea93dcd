import * as world from '#world';
import { checkLive } from '../../core/app/check-live.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  checkLive({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    archive: world.archive(),
    pageFetcher: world.pageFetcher(),
  }),
);
