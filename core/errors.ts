/** Extra facts of an error, safe to show to the caller: never a secret, never a raw body. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

interface GantryErrorOptions {
  readonly cause?: unknown;
  readonly details?: ErrorDetails;
}

/** What every error of ours carries: a code for programs, a message that says what to do next. */
export abstract class GantryError extends Error {
  abstract override readonly name: string;
  readonly code: string;
  readonly details: ErrorDetails | undefined;

  constructor(code: string, message: string, options: GantryErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }
}

/** The caller must change the request (400, or `status` 413). */
export class InputRejected extends GantryError {
  readonly name = 'InputRejected';
  readonly status: number;
  constructor(
    code: string,
    message: string,
    options: GantryErrorOptions & { readonly status?: number } = {},
  ) {
    super(code, message, options);
    this.status = options.status ?? 400;
  }
}

/** No valid caller (401). */
export class Unauthenticated extends GantryError {
  readonly name = 'Unauthenticated';
}

/** A verified caller who may not do this at all (403); other people's things are NotFound instead. */
export class Forbidden extends GantryError {
  readonly name = 'Forbidden';
}

/** Unknown, or somebody else's (404). */
export class NotFound extends GantryError {
  readonly name = 'NotFound';
}

/** The state has moved: read again and decide again (409). */
export class Conflict extends GantryError {
  readonly name = 'Conflict';
}

/** Too many requests; come back after `retryAfterMs` (429). @public The onion answers it by its name. */
export class RateLimited extends GantryError {
  readonly name = 'RateLimited';
  readonly retryAfterMs: number;
  constructor(
    code: string,
    message: string,
    options: GantryErrorOptions & { readonly retryAfterMs: number },
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The mission has ended: nothing may be appended and nothing may ship (the fence). */
export class MissionEnded extends GantryError {
  readonly name = 'MissionEnded';
}

/** Something outside answered badly or not at all and may answer better after `retryAfterMs`; the state machine retries it. */
export class DependencyFailed extends GantryError {
  readonly name = 'DependencyFailed';
  readonly retryAfterMs: number;
  /** Its name as people know it, such as GitHub. */
  readonly service: string | undefined;
  constructor(
    code: string,
    message: string,
    options: GantryErrorOptions & { readonly retryAfterMs?: number; readonly service?: string } = {},
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs ?? 1_000;
    this.service = options.service;
  }
}

/** Something outside refused for good (a model that cannot, a token that may not): no retry helps, a person acts. */
export class DependencyRefused extends GantryError {
  readonly name = 'DependencyRefused';
}

/** The pod vanished before its report; the build is tried again with another pod. */
export class PodLost extends GantryError {
  readonly name = 'PodLost';
}

/** The machine under a pod went away before its report: another pod is tried, and this is not counted among the mission's tries. */
export class PodInterrupted extends GantryError {
  readonly name = 'PodInterrupted';
}

/** Policy says no; a person acts. */
export class PolicyDenied extends GantryError {
  readonly name = 'PolicyDenied';
}

/** The budget's cap is reached; a person acts. @public Settle knows it by its name. */
export class BudgetSpent extends GantryError {
  readonly name = 'BudgetSpent';
}

/** The names that the state machine may match in Retry and Catch, beside the States.* ones. */
export const errorNames = [
  'InputRejected',
  'Unauthenticated',
  'Forbidden',
  'NotFound',
  'Conflict',
  'RateLimited',
  'MissionEnded',
  'DependencyFailed',
  'DependencyRefused',
  'PodLost',
  'PodInterrupted',
  'PolicyDenied',
  'BudgetSpent',
] as const;

export type ErrorName = (typeof errorNames)[number];

/** True for an error of ours, recognised by its name and code so that a second copy of this module in a bundle still matches. */
export function isGantryError(value: unknown): value is GantryError & { readonly name: ErrorName } {
  return value instanceof Error && 'code' in value && (errorNames as readonly string[]).includes(value.name);
}
