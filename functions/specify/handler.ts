import * as world from '#world';
import { specify } from '../../core/spec/specify.ts';
import { installedTexts } from '../_onion/installed-texts.ts';
import { missionStage } from '../_onion/mission-stage.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';

export const handler = missionStage(() =>
  specify({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    objects: world.objects(),
    model: countedModel(),
    texts: installedTexts(),
  }),
);
