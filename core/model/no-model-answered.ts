import { DependencyFailed, DependencyRefused } from '../errors.ts';
import type { LostAttempt } from '../ports/model.ts';
import { shownModelId } from './describe-model.ts';
import { extentOf, type FaultKind, type ModelFault } from './model-fault.ts';

type RemedyKind = 'credentials' | 'payment' | 'access' | 'unknown-model' | 'parameters' | 'quota';
/** What only Amazon Bedrock asks for. */
type BedrockRemedyKind = 'subscription' | 'form' | 'profile';

/** What people do about the faults that do not pass by themselves, in a provider's own terms. */
export type Remedies = Readonly<Record<RemedyKind, string> & Partial<Record<BedrockRemedyKind, string>>>;

/** A provider as people know it. */
export interface Provider {
  /** Such as Amazon Bedrock. */
  readonly service: string;
  readonly remedies: Remedies;
}

const busyRetryMs = 15_000;
const otherRetryMs = 3_000;

const tooLong =
  'This is more than the models of this installation can read at once. Ask for less: a smaller change, or an app with fewer and shorter files. Whoever runs this Gantry can name a model with a larger context.';

const remedyFor = (kind: FaultKind, remedies: Remedies): string | undefined =>
  kind === 'too-long' ? tooLong : (remedies as Partial<Record<FaultKind, string>>)[kind];

/** Each remedy once, that of the model that was to be asked first before the others. */
function remediesFor(faults: readonly ModelFault[], { remedies }: Provider): string {
  return [...new Set(faults.map(({ kind }) => remedyFor(kind, remedies) ?? ''))].join(' ').trim();
}

const isBusy = ({ kind }: ModelFault): boolean => kind === 'throttled' || kind === 'overloaded';

const waitFor = (fault: ModelFault): number =>
  fault.retryAfterMs ?? (isBusy(fault) ? busyRetryMs : otherRetryMs);

/** Seconds up to two minutes, then minutes, then hours. */
function inWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds <= 120) return `${seconds} s`;
  return seconds <= 7_200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3_600)} hours`;
}

/** What is said where every fault that passes by itself is of one kind. */
function failedFor(faults: readonly ModelFault[], provider: Provider, retryAfterMs: number): string {
  const { service, remedies } = provider;
  const areAll = (kind: FaultKind): boolean => faults.every((fault) => fault.kind === kind);
  if (areAll('quota'))
    return `The quota at ${service} is used up. It may be used again in ${inWords(retryAfterMs)}. ${remedies.quota}`;
  if (faults.every(isBusy))
    return `${service} is busy and asks Gantry to wait. Try again in ${inWords(retryAfterMs)}.`;
  if (areAll('unreachable'))
    return `${service} cannot be reached. Whoever runs this Gantry checks its address and this machine's way to it; then try again.`;
  if (areAll('silent')) return `${service} did not answer in time. Try again in a little while.`;
  return `No model at ${service} answered this time. Try again in a little while.`;
}

/** The error that a call ends with when no model answered: it may be tried again as soon as one of the faults passes by itself. */
export function noModelAnswered(
  provider: Provider,
  faults: readonly ModelFault[],
  unpaid: readonly LostAttempt[],
): DependencyFailed | DependencyRefused {
  const { service } = provider;
  const failures = faults.map(({ modelId, error, message }) => ({
    modelId: shownModelId(modelId),
    error,
    message,
  }));
  const options = { cause: faults.at(-1)?.cause, details: { service, failures, unpaid } };
  const ofAccount = faults.filter((fault) => extentOf(fault) === 'account');
  if (ofAccount.length > 0)
    return new DependencyRefused('model-not-connected', remediesFor(ofAccount, provider), options);
  const passing = faults.filter((fault) => extentOf(fault) === 'moment' || fault.kind === 'quota');
  if (passing.length === 0) {
    const isTooLong = faults.every(({ kind }) => kind === 'too-long');
    return new DependencyRefused(
      isTooLong ? 'model-input-too-long' : 'model-refused',
      remediesFor(faults, provider),
      options,
    );
  }
  const retryAfterMs = Math.min(...passing.map(waitFor));
  return new DependencyFailed('model-failed', failedFor(passing, provider, retryAfterMs), {
    ...options,
    retryAfterMs,
    service,
  });
}
