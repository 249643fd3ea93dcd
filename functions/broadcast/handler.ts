import * as world from '#world';
import { broadcast } from '../../core/mission/broadcast.ts';
import { wokenMissionsSchema } from '../../core/wire/stream-event.ts';
import { eachOf, stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(wokenMissionsSchema, () =>
  eachOf(
    broadcast({
      eventLog: world.eventLog(),
      records: world.records(),
      liveFeed: world.liveFeed(),
      clock: world.clock(),
    }),
  ),
);
