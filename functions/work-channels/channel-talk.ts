import type { Caller } from '../../core/access/sessions.ts';
import type { Talk } from '../../core/channels/answer-said.ts';
import type { ChatReply, ChatRequest } from '../../core/wire/http.ts';
import { chatRoutes } from '../../core/wire/routes/chat.ts';
import { chatDeps, turnTaker } from '../_onion/chat-deps.ts';
import { takeForCaller } from '../_onion/rate-limit.ts';

/** The conversation as a route gives it to its callers: at their rate, within their budgets. */
export function channelTalk(): Talk {
  const takeTurn = turnTaker(chatDeps());
  const turn = async (caller: Caller, body: ChatRequest, signal: AbortSignal): Promise<ChatReply> => {
    await takeForCaller(chatRoutes.chat, caller);
    return takeTurn({ caller, body }, undefined, signal);
  };
  return {
    say: (caller, { message, conversationId: conversation_id, app }, signal) =>
      turn(caller, { message, conversation_id, app }, signal),
    confirm: (caller, plan_id, signal) => turn(caller, { confirm: { plan_id } }, signal),
  };
}
