import { texts } from '#texts';
import * as world from '#world';
import { reviewApp } from '../../core/app/review-app.ts';
import { missionStage } from '../_onion/mission-stage.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';

export const handler = missionStage(() =>
  reviewApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    objects: world.objects(),
    model: countedModel(),
    texts,
  }),
);
