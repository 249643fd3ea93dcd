import * as world from '#world';
import { deployApp } from '../../core/app/deploy-app.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  deployApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    records: world.records(),
    ids: world.ids(),
    objects: world.objects(),
    archive: world.archive(),
    appHost: world.appHost(),
  }),
);
