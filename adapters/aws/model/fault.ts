import { DependencyFailed, DependencyRefused, isGantryError } from '../../../core/errors.ts';
import type { LostAttempt } from '../../../core/ports/model.ts';
import { withoutSecrets } from '../../node/without-secrets.ts';

/** Why one model of the list gave no answer. `account`: no other model would, either; `model`: another one may; `moment`: this one may, later. */
export interface ModelFault {
  readonly modelId: string;
  readonly error: string;
  readonly message: string;
  readonly extent: 'account' | 'model' | 'moment';
}

const accountErrors = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationTokenException',
]);
const modelErrors = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ValidationException',
  'ServiceQuotaExceededException',
]);

/** What Bedrock says instead of asking a model, beside what no other call would change. */
const refusedForNow = new Set([
  'ThrottlingException',
  'ServiceUnavailableException',
  'ModelNotReadyException',
]);
/** Node's, for a connection that never came to be. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const retryAfterThrottlingMs = 15_000;
const retryAfterMs = 3_000;

const extentOf = (name: string, message: string): ModelFault['extent'] => {
  if (accountErrors.has(name) || /^(region is missing|could not load credentials|no identity)/i.test(message))
    return 'account';
  return modelErrors.has(name) ? 'model' : 'moment';
};

/** True where no model can have read anything; an error that leaves it open, such as silence, may have cost something. */
export function isUnbilled(error: unknown): boolean {
  const { error: name, extent } = modelFault('', error);
  return extent !== 'moment' || refusedForNow.has(name) || neverConnected.has(codeOf(error));
}

/** Node's code; of a stream over HTTP/2 it is that of the connection beneath. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const beneath = codeOf(error.cause);
  return beneath === '' && 'code' in error ? String(error.code) : beneath;
}

/** Reads an error of the SDK; account numbers are masked and what was signed with is taken out, because a fault's words may reach the mission's owner. */
export function modelFault(modelId: string, error: unknown): ModelFault {
  const name = isGantryError(error) ? error.code : error instanceof Error ? error.name : 'Error';
  const text = error instanceof Error ? error.message : String(error);
  const message = withoutSecrets(text, [])
    .replace(/\b\d{12}\b/g, '************')
    .slice(0, 300);
  return {
    modelId,
    error: name,
    message,
    extent: extentOf(name, text),
  };
}

const howToConnect =
  'Give Gantry AWS credentials that may call bedrock:InvokeModelWithResponseStream (AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK) and a region (AWS_REGION), then try again.';
const howToGetAccess =
  'Open these models for the account in the Amazon Bedrock console and allow bedrock:InvokeModelWithResponseStream on them, or name others in GANTRY_MODEL_IDS.';

/** The error that a converse ends with when no model answered: retryable as soon as one of the faults is of the moment. */
export function noModelAnswered(
  faults: readonly ModelFault[],
  unpaid: readonly LostAttempt[],
  cause: unknown,
): DependencyFailed | DependencyRefused {
  const details = {
    failures: faults.map(({ modelId, error, message }) => ({ modelId, error, message })),
    unpaid,
  };
  if (faults.some((fault) => fault.extent === 'account'))
    return new DependencyRefused(
      'bedrock-not-connected',
      `Amazon Bedrock did not accept the credentials. ${howToConnect}`,
      { cause, details },
    );
  if (faults.every((fault) => fault.extent === 'model'))
    return new DependencyRefused(
      'bedrock-refused',
      `No Bedrock model of the list takes this call. ${howToGetAccess}`,
      { cause, details },
    );
  const isThrottled = faults.some((fault) => fault.error === 'ThrottlingException');
  return new DependencyFailed(
    'bedrock-failed',
    'No Bedrock model of the list answered this time. Try again in a little while.',
    {
      cause,
      details,
      retryAfterMs: isThrottled ? retryAfterThrottlingMs : retryAfterMs,
    },
  );
}
