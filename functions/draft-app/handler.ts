import * as world from '#world';
import { draftApp } from '../../core/draft/draft-app.ts';
import { installedTexts } from '../_onion/installed-texts.ts';
import { missionStage } from '../_onion/mission-stage.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';

export const handler = missionStage(() =>
  draftApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    objects: world.objects(),
    liveFeed: world.liveFeed(),
    model: countedModel(),
    texts: installedTexts(),
  }),
);
