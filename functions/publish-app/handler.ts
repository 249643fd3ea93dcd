import * as world from '#world';
import { publishApp } from '../../core/app/publish-app.ts';
import { missionStage } from '../_onion/mission-stage.ts';

export const handler = missionStage(() =>
  publishApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    records: world.records(),
    ids: world.ids(),
    objects: world.objects(),
    signer: world.signer(),
    codeHost: world.codeHost(),
    consoleOrigin: world.consoleOrigin(),
  }),
);
