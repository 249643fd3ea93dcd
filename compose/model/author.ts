import type { TokenUsage } from '../../core/ports/model.ts';
import type { ConverseRequest } from './converse-request.ts';

/** What an author brings, piece by piece: words of the answer, or what it shows of its thoughts, which may be nothing. */
export type Piece = { readonly text: string } | { readonly thinking: string };

/** Why an answer ended, in Converse's words, and what it took. */
export interface AnswerEnd {
  readonly stopReason: 'end_turn' | 'max_tokens' | 'content_filtered';
  readonly usage: TokenUsage;
}

/** Answers a ConverseStream request; throws an {@link AuthorFailed} where it cannot. */
export type Author = (
  request: ConverseRequest,
  options: { readonly signal: AbortSignal; readonly write: (piece: Piece) => void },
) => Promise<AnswerEnd>;

/** An author that did not answer, as Bedrock names such a thing: its status and its error's name. */
export class AuthorFailed extends Error {
  override readonly name = 'AuthorFailed';
  readonly status: number;
  readonly error: string;
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    error: string,
    message: string,
    { cause, retryAfterMs }: ErrorOptions & { readonly retryAfterMs?: number } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}
