import * as world from '#world';
import { workChannels } from '../../core/channels/work-channels.ts';
import { channelWorkSchema } from '../../core/wire/channel-work.ts';
import { accessDeps } from '../_onion/access.ts';
import { logTrouble } from '../_onion/log.ts';
import { stageFunction } from '../_onion/stage.ts';
import { channelTalk } from './channel-talk.ts';

export const handler = stageFunction(channelWorkSchema, () => {
  const deps = {
    ...accessDeps(),
    eventLog: world.eventLog(),
    objects: world.objects(),
    talk: channelTalk(),
    onBug: (error: unknown) => logTrouble('A message of a channel could not be answered', error),
    onGone: (platform: string, why = 'no reason given') =>
      logTrouble(`What was to be said on ${platform} is refused for good: ${why}`, why),
  };
  return async ({ missions, isDue }, options) => {
    if (missions.length === 0 && !isDue) return;
    const channels = await world.channels()(options.signal);
    await workChannels({ ...deps, channels })(isDue ? [] : missions, options);
  };
});
