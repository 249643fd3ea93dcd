import type { ModelFacts } from '../wire/models.ts';

/**
 * A piece of what a model is told: our own words, somebody's data under a label, or a file of the app. Data and files are marked as such, by a
 * tag that carries a hash of what they hold; `png` is a picture in base64 that goes along where the model takes pictures. `isCached` ends what the provider should keep for the next call; a call has at most three such.
 */
export type PromptBlock = { readonly isCached?: true } & (
  | { readonly kind: 'instruction'; readonly text: string }
  | { readonly kind: 'data'; readonly label: string; readonly text: string; readonly png?: string }
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
);

/** One turn of a conversation with a model; an assistant's turn is what it wrote itself, word for word. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly blocks: readonly PromptBlock[];
}

/** `author` writes, mends and reviews apps; `quick` plans and talks. Each has a list of models, first to last. */
export type ModelRole = 'author' | 'quick';

/** How much a model that thinks may think. */
export type Effort = 'low' | 'medium' | 'high';

export interface ModelCall {
  readonly role: ModelRole;
  readonly effort: Effort;
  /** Long fixed parts, in an order that keeps the prompt cache, which they end with a cache point of their own. */
  readonly system: readonly string[];
  readonly messages: readonly ModelMessage[];
  /** Tokens of the answer; a model that thinks has an allowance for that beside them. */
  readonly maxTokens: number;
  /** The model whose last answer broke off: the others of the list are asked first. */
  readonly askLast?: string;
}

export interface TokenUsage {
  readonly inputTokens: number;
  /** Thinking included. */
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/**
 * What came back, always as text. `cut-off` is an answer without its end: the length limit ended it, or its stream broke after something was
 * heard, and then `usage` is an estimate that is not below what it took. `refused` is a model that will not or may not do this, in its own words.
 */
export type ModelTurn = { readonly modelId: string; readonly usage: TokenUsage; readonly text: string } & (
  | { readonly stop: 'answered' }
  | { readonly stop: 'cut-off'; readonly because: 'length' }
  | { readonly stop: 'cut-off'; readonly because: 'stream'; readonly why: string }
  | { readonly stop: 'refused' }
);

/**
 * An answer, or a part of one, that came to nothing and may have to be paid for all the same. Where the provider never said what it took,
 * `usage` is an estimate that is not below it. `why` is the provider's own words, without secrets.
 */
export interface LostAttempt {
  readonly modelId: string;
  readonly usage: TokenUsage;
  readonly isEstimate: boolean;
  readonly why?: string;
}

export interface ConverseOptions {
  readonly signal: AbortSignal;
  /** Gets the answer's text as it is written. */
  readonly onText?: (text: string) => void;
  /** Told that the model thinks; `text` is what the provider shows of it, which may be nothing. */
  readonly onThinking?: (text: string) => void;
  readonly beforeAnother?: (lost: LostAttempt) => Promise<void>;
}

/** A language model that answers with text. Bedrock on AWS; the built-in demo model where nothing is configured. */
export interface Model {
  /** Stable id, as it stands in evidence: that of the first author, such as a Bedrock inference profile's, or `built-in`. */
  readonly id: string;
  /** Every model that may answer in a role, first to last, each with its price. */
  readonly models: { readonly [R in ModelRole]: readonly ModelFacts[] };
  /** For people: `/health`, the console, the PR. */
  readonly label: string;
  /** True only for the built-in model, whose code a weak pod may run. */
  readonly isBuiltIn: boolean;
  /**
   * Throws DependencyFailed (retryable or not) when no model of the list answers; `onText` gets text as it is written. `beforeAnother` hears
   * of each lost attempt before another is made, which is not made when it throws, and everything that `onText` got before it is void; what
   * nobody heard of stands in the error's `details.unpaid`.
   */
  converse(call: ModelCall, options: ConverseOptions): Promise<ModelTurn>;
}
