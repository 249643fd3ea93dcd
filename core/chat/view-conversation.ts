import type { ConversationView } from '../wire/http.ts';
import { spokenAt, titleOf } from './conversation-rows.ts';
import type { ConversationRecord } from './conversations.ts';
import { missionsOf } from './conversations.ts';
import { chatState } from './decide-reply.ts';

/** A conversation as its owner sees it; what is not there is left out, but for its app, which is null. */
export function viewConversation(conversation: ConversationRecord, isBuilding: boolean): ConversationView {
  const { conversation_id, turns, plan, mission_id, waiting, app, created_at } = conversation;
  return {
    conversation_id,
    state: chatState({ hasPlan: plan !== null, isBuilding }),
    title: titleOf(conversation),
    app,
    missions: missionsOf(conversation),
    turns,
    ...(plan !== null && { plan }),
    ...(mission_id !== null && { mission_id }),
    ...(waiting.length > 0 && { waiting: waiting.map(({ text }) => text) }),
    created_at: created_at ?? turns[0]?.at ?? spokenAt(conversation),
    updated_at: spokenAt(conversation),
  };
}
