/** A piece of what a model is told: our own words, or somebody's data under a label that marks it as data. */
export type PromptBlock =
  | { readonly kind: 'instruction'; readonly text: string }
  | { readonly kind: 'data'; readonly label: string; readonly text: string };

/** One turn of a conversation with a model; an assistant's turn is plain text or the text of a cut-off answer. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly blocks: readonly PromptBlock[];
}

/** The one tool that the model must answer with; `inputSchema` is JSON Schema with its properties at top level. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown>;
}

export interface ModelCall {
  /** Long fixed parts, in an order that keeps the prompt cache. */
  readonly system: readonly string[];
  readonly messages: readonly ModelMessage[];
  readonly tool: ModelTool;
  readonly maxTokens: number;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/**
 * What came back. `answered` carries the tool's input as the model gave it, not yet validated; `cut-off` means that maxTokens ended the
 * answer (`partial` is the text of it, never repaired); `refused` is a model that will not or cannot do this, in its own words.
 */
export type ModelTurn = { readonly modelId: string; readonly usage: TokenUsage } & (
  | { readonly stop: 'answered'; readonly toolInput: unknown; readonly text: string }
  | { readonly stop: 'cut-off'; readonly partial: string }
  | { readonly stop: 'refused'; readonly text: string }
);

/**
 * An answer, or a part of one, that came to nothing and may have to be paid for all the same. Where the provider never said what it took,
 * `usage` is an estimate that is not below it.
 */
export interface LostAttempt {
  readonly modelId: string;
  readonly usage: TokenUsage;
  readonly isEstimate: boolean;
}

export interface ConverseOptions {
  readonly signal: AbortSignal;
  readonly onDelta?: (text: string) => void;
  readonly beforeAnother?: (lost: LostAttempt) => Promise<void>;
}

/** A language model that answers through one tool. Bedrock on AWS; the built-in demo model where nothing is configured. */
export interface Model {
  /** Stable id, as it stands in evidence: a Bedrock model or inference profile id, or `built-in`. */
  readonly id: string;
  /** Every id that an answer may come from, first to last: each must have a price before anything is asked. */
  readonly modelIds: readonly string[];
  /** For people: `/health`, the console, the PR. */
  readonly label: string;
  /** True only for the built-in model, whose code a weak pod may run. */
  readonly isBuiltIn: boolean;
  /**
   * Throws DependencyFailed (retryable or not) when no model of the list answers; `onDelta` gets text as it is written. `beforeAnother` hears
   * of each lost attempt before another is made, which is not made when it throws; what nobody heard of stands in the error's
   * `details.unpaid`.
   */
  converse(call: ModelCall, options: ConverseOptions): Promise<ModelTurn>;
}
