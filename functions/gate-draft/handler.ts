import { texts } from '#texts';
import * as world from '#world';
import { gateDraft } from '../../core/gate/gate-draft.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  gateDraft({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    texts,
  }),
);
