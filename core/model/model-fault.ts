/**
 * Why a model gave no answer, by who must do what. An account's: `credentials`, `payment`; a model's, where another may do: `access`,
 * `subscription`, `form`, `profile`, `unknown-model`, `parameters`, `quota`, and `too-long` where that has no larger context; of the moment:
 * `throttled`, `overloaded`, `unreachable`, `silent`, `broken`. `refused` is an answer: what was asked may not be written.
 */
export type FaultKind = keyof typeof extents;

const extents = {
  credentials: 'account',
  payment: 'account',
  access: 'model',
  subscription: 'model',
  form: 'model',
  profile: 'model',
  'unknown-model': 'model',
  parameters: 'model',
  'too-long': 'model',
  quota: 'model',
  throttled: 'moment',
  overloaded: 'moment',
  unreachable: 'moment',
  silent: 'moment',
  broken: 'moment',
  refused: 'answer',
} as const;

/** What a door reads in whatever its library threw. */
export interface FaultReading {
  readonly kind: FaultKind;
  /** The provider's own name for it. */
  readonly error: string;
  /** The provider's own words, without secrets. */
  readonly message: string;
  /** How long it asks us to wait. */
  readonly retryAfterMs?: number;
}

export type ModelFault = FaultReading & { readonly modelId: string; readonly cause: unknown };

/** `account`: no other model would answer, either; `model`: another one may; `moment`: this one may, later; `answer`: it did. */
export function extentOf({ kind }: Pick<FaultReading, 'kind'>): (typeof extents)[FaultKind] {
  return extents[kind];
}

/** True where no model can have read anything; an error that leaves it open, such as silence, may have cost something. */
export function isUnbilled({ kind }: Pick<FaultReading, 'kind'>): boolean {
  return kind !== 'silent' && kind !== 'broken' && kind !== 'refused';
}
