import * as world from '#world';
import { deployApp } from '../../core/app/deploy-app.ts';
import { missionStage } from '../_onion/mission-stage.ts';

export const handler = missionStage(() =>
  deployApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    records: world.records(),
    ids: world.ids(),
    objects: world.objects(),
    archive: world.archive(),
    appHost: world.appHost(),
    appDatabase: world.appDatabase(),
  }),
);
