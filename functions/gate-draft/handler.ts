import { texts } from '#texts';
import * as world from '#world';
import { gateDraft } from '../../core/gate/gate-draft.ts';
import { installedPolicy } from '../_onion/installed-policy.ts';
import { missionStage } from '../_onion/mission-stage.ts';

export const handler = missionStage(() =>
  gateDraft({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    objects: world.objects(),
    texts: { ...texts, policy: installedPolicy() },
  }),
);
