import { texts } from '#texts';
import * as world from '#world';
import { draftApp } from '../../core/draft/draft-app.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  draftApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    objects: world.objects(),
    liveFeed: world.liveFeed(),
    model: countedModel(),
    texts,
  }),
);
