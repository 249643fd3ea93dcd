import { isGantryError } from '../errors.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { ConversationView } from '../wire/http.ts';
import type { ConversationRecord } from './conversations.ts';
import { saveConversation } from './conversations.ts';
import type { StockDeps } from './take-stock.ts';
import { takeStock } from './take-stock.ts';
import { viewConversation } from './view-conversation.ts';

/** A conversation as it stands now: what became of its mission, and of wishes that waited for it, is kept as it is read. Calls no model. */
export const readConversation =
  (deps: StockDeps & { readonly records: RecordStore }) =>
  async (
    { value, revision }: StoredRecord<ConversationRecord>,
    signal: AbortSignal,
  ): Promise<ConversationView> => {
    const { conversation, isRunning } = await takeStock(deps)(value, signal);
    if (JSON.stringify(conversation) === JSON.stringify(value)) return viewConversation(value, isRunning);
    try {
      await saveConversation(deps)(conversation, revision, signal);
      return viewConversation(conversation, isRunning);
    } catch (error) {
      // Somebody speaks in it right now: their turn brings it up to now.
      if (isGantryError(error) && error.name === 'Conflict') return viewConversation(value, isRunning);
      throw error;
    }
  };
