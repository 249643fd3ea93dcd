import { texts } from '#texts';
import * as world from '#world';
import { settle, settleInputSchema } from '../../core/mission/settle.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(settleInputSchema, () =>
  settle({
    eventLog: world.eventLog(),
    digest: world.digest(),
    ...spendDeps(),
    objects: world.objects(),
    codeHost: world.codeHost(),
    podHost: world.podHost(),
    signer: world.signer(),
    model: countedModel(),
    texts,
  }),
);
