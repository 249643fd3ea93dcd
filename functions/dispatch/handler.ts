import * as world from '#world';
import { dispatch } from '../../core/mission/dispatch.ts';
import { wokenMissionsSchema } from '../../core/wire/stream-event.ts';
import { functionConfig } from '../_onion/config.ts';
import { eachOf, stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(wokenMissionsSchema, () =>
  eachOf(
    dispatch({
      eventLog: world.eventLog(),
      records: world.records(),
      workflow: world.workflow(),
      slots: functionConfig().slots,
      userSlots: functionConfig().userSlots,
    }),
  ),
);
