import { texts } from '#texts';
import * as world from '#world';
import { healApp } from '../../core/draft/heal-app.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  healApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    objects: world.objects(),
    liveFeed: world.liveFeed(),
    model: countedModel(),
    texts,
  }),
);
