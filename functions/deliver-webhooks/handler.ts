import * as world from '#world';
import { deliverWebhooks } from '../../core/webhook/deliver-webhooks.ts';
import { wokenOrDueSchema } from '../../core/wire/stream-event.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(wokenOrDueSchema, () =>
  deliverWebhooks({
    eventLog: world.eventLog(),
    records: world.records(),
    clock: world.clock(),
    messageSigner: world.messageSigner(),
    outsideFetcher: world.outsideFetcher(),
  }),
);
