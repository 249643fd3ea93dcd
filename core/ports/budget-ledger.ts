/** A sum that may be used up in one account, such as a user's day; the account comes into being with its first hold. */
export interface BudgetLimit {
  readonly account: string;
  readonly capMicroUsd: number;
  /** When the account's record may be forgotten: long after it can be spent from. */
  readonly expiresAtMs: number;
}

/** An amount that is held under an id until it is known what was spent; millionths of a US dollar, whole. */
export interface BudgetHold {
  readonly id: string;
  readonly microUsd: number;
}

/** What is used of an account: spent, or held for what is under way. */
export interface AccountState {
  readonly usedMicroUsd: number;
  readonly heldMicroUsd: number;
}

/** Budgets as accounts that cannot be overdrawn by reserving, however many reserve at once. DynamoDB `access` on AWS, node:sqlite locally. */
export interface BudgetLedger {
  /** One conditional write: holds the amount if it fits under the cap as it is today. The same id again is the same hold, and counts once. */
  reserve(
    limit: BudgetLimit,
    hold: BudgetHold,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: 'held' } | { readonly outcome: 'short'; readonly usedMicroUsd: number }>;
  /** Puts what was spent in a hold's place, once: a hold that is not there (any more) changes nothing. */
  settle(account: string, hold: BudgetHold, spentMicroUsd: number, signal: AbortSignal): Promise<void>;
  read(account: string, signal: AbortSignal): Promise<AccountState>;
}
