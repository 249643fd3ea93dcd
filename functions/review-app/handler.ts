import { texts } from '#texts';
import * as world from '#world';
import { reviewApp } from '../../core/app/review-app.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  reviewApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    objects: world.objects(),
    model: countedModel(),
    texts,
  }),
);
