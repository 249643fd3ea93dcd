import * as z from 'zod';
import type { FailedEnd } from '../wire/event.ts';
import type { Failure } from '../wire/mission.ts';
import { splitCause } from './service-words.ts';

/** What the state machine caught, if anything: the error's name, its cause, and the state it came from. */
export const caughtSchema = z.strictObject({ name: z.string(), cause: z.string(), step: z.string() });
export type Caught = z.infer<typeof caughtSchema>;

/** What an error that reached the state machine's Catch means for people. */
export function explainCaught({ name, cause, step: state }: Caught): {
  readonly failure: Failure;
  readonly endsAs: FailedEnd;
} {
  const step = state.replaceAll(/(?<=.)([A-Z])/g, '-$1').toLowerCase();
  const said = splitCause(causeMessage(cause));
  const failure = { kind: 'provider', step, ...said } as const;
  switch (name) {
    case 'PolicyDenied':
      return { failure: { ...failure, kind: 'policy' }, endsAs: 'BLOCKED' };
    case 'BudgetSpent':
      return { failure: { ...failure, kind: 'budget' }, endsAs: 'BLOCKED' };
    case 'PodLost':
    case 'PodInterrupted':
    case 'States.HeartbeatTimeout':
      return {
        failure: { ...failure, message: 'The pod was lost more than twice. Retry the mission.' },
        endsAs: 'FAILED',
      };
    default:
      return explainEnd(name, failure);
  }
}

/** What Step Functions and Lambda call a function that took too long. */
const timeouts = new Set([
  'States.Timeout',
  'Sandbox.Timedout',
  'Lambda.ClientExecutionTimeoutException',
  'TimeoutError',
]);
/** What Lambda calls a function that ended in the midst of its work: what it says then is for its log. */
const crashes = new Set(['Runtime.ExitError', 'Lambda.Unknown']);

function explainEnd(
  name: string,
  failure: Failure,
): { readonly failure: Failure; readonly endsAs: FailedEnd } {
  const { step } = failure;
  if (timeouts.has(name)) {
    const message = `The stage ${step} took too long. Retry the mission.`;
    return { failure: { ...failure, message, excerpt: '' }, endsAs: 'TIMEOUT' };
  }
  const isSilent = failure.message === '' || crashes.has(name);
  const message = isSilent ? `The stage ${step} failed (${name}). Retry the mission.` : failure.message;
  return { failure: { ...failure, message }, endsAs: 'FAILED' };
}

const lambdaCauseSchema = z.object({ errorMessage: z.string() });

/** Lambda wraps its error as JSON; elsewhere the cause is the message itself. */
function causeMessage(cause: string): string {
  if (!cause.startsWith('{')) return cause;
  try {
    return lambdaCauseSchema.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
