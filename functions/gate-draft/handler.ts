import * as world from '#world';
import { gateDraft } from '../../core/gate/gate-draft.ts';
import { installedTexts } from '../_onion/installed-texts.ts';
import { missionStage } from '../_onion/mission-stage.ts';

export const handler = missionStage(() =>
  gateDraft({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    texts: installedTexts(),
  }),
);
