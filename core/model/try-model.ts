import { isGantryError } from '../errors.ts';
import type { Model, ModelCall } from '../ports/model.ts';
import { shownModelId } from './describe-model.ts';

/** A few tokens, which cost less than a tenth of a cent at any model of the catalogue's quick ones. */
const word: ModelCall = {
  role: 'quick',
  effort: 'low',
  system: [],
  messages: [{ role: 'user', blocks: [{ kind: 'instruction', text: 'Answer with this one word: ready' }] }],
  maxTokens: 64,
};

/**
 * Asks a model for one word, so that a missing right is known before anybody builds. Answers what is wrong and who must do what, in the
 * provider's own words too, or nothing where the first quick model answers. It is charged to no budget.
 */
export async function tryModel(model: Model, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { modelId } = await model.converse(word, { signal });
    const [first] = model.models.quick;
    if (first?.id === modelId) return undefined;
    return `${shownModelId(String(first?.id))} does not answer; ${shownModelId(modelId)} does in its place.`;
  } catch (error) {
    signal.throwIfAborted();
    if (!isGantryError(error)) throw error;
    return [error.message, wordsOf(error.details?.failures)].join(' ').trim();
  }
}

/** The provider's own words about the first model that failed. */
function wordsOf(failures: unknown): string {
  const [first] = (Array.isArray(failures) ? failures : []) as readonly { readonly message?: unknown }[];
  return typeof first?.message === 'string' && first.message !== '' ? `(${first.message})` : '';
}
