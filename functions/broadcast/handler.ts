import * as world from '#world';
import { broadcast } from '../../core/mission/broadcast.ts';
import { streamBatchSchema } from '../../core/wire/stream-event.ts';
import { eachWoken } from '../_onion/each-woken.ts';
import { raiseAlarm } from '../_onion/raise-alarm.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(streamBatchSchema, () => {
  const clock = world.clock();
  const wakeAll = eachWoken(
    broadcast({
      eventLog: world.eventLog(),
      records: world.records(),
      liveFeed: world.liveFeed(),
      clock,
    }),
  );
  return ({ woken, broken }, options) => {
    raiseAlarm(broken, clock.nowMs());
    return wakeAll(woken, options);
  };
});
