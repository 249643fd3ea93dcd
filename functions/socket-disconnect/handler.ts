import * as world from '#world';
import { closeSocket } from '../../core/mission/answer-socket.ts';
import { socketFunction } from '../_onion/socket.ts';

export const handler = socketFunction(() => {
  const close = closeSocket({ records: world.records(), liveFeed: world.liveFeed() });
  return (event, options) => close({ connectionId: event.requestContext.connectionId }, options);
});
