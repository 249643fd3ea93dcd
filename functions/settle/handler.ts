import { texts } from '#texts';
import * as world from '#world';
import { settle, settleInputSchema } from '../../core/mission/settle.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(settleInputSchema, () =>
  settle({
    eventLog: world.eventLog(),
    digest: world.digest(),
    clock: world.clock(),
    records: world.records(),
    objects: world.objects(),
    codeHost: world.codeHost(),
    podHost: world.podHost(),
    signer: world.signer(),
    texts,
  }),
);
