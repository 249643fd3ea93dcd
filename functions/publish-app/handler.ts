import * as world from '#world';
import { publishApp } from '../../core/app/publish-app.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(stageInputSchema, () =>
  publishApp({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    records: world.records(),
    ids: world.ids(),
    objects: world.objects(),
    signer: world.signer(),
    codeHost: world.codeHost(),
  }),
);
