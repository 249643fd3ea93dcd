import * as world from '#world';
import { judge } from '../../core/mission/judge.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  judge({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
  }),
);
