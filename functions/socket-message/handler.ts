import * as world from '#world';
import { answerSocket } from '../../core/mission/answer-socket.ts';
import { socketFunction } from '../_onion/socket.ts';

export const handler = socketFunction(() => {
  const answer = answerSocket({ records: world.records(), liveFeed: world.liveFeed() });
  return (event, options) =>
    answer({ connectionId: event.requestContext.connectionId, text: event.body ?? '' }, options);
});
