import { kindInWords, waitTold, withWait } from '../../../core/model/fault-words.ts';
import type { FaultKind, FaultReading } from '../../../core/model/model-fault.ts';
import type { Provider } from '../../../core/model/no-model-answered.ts';
import { networkCode, networkWords, neverConnected } from '../../node/network-code.ts';
import { providerWords } from '../../node/provider-words.ts';
import { FellSilent } from '../../node/silence-watch.ts';

/** Amazon Bedrock, and what people do about its faults. */
export const bedrockProvider: Provider = {
  service: 'Amazon Bedrock',
  remedies: {
    credentials:
      'Amazon Bedrock did not accept the credentials. Give Gantry AWS credentials that may call bedrock:InvokeModelWithResponseStream (AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or an AWS_BEARER_TOKEN_BEDROCK that has not expired) and a region (AWS_REGION), then try again.',
    payment:
      "The AWS account has no valid payment method for this model. Whoever owns the account adds a card in AWS's Billing console, waits two minutes, and tries again.",
    access:
      "Gantry's role may not use these models. Allow it bedrock:InvokeModelWithResponseStream on them, or name other models in GANTRY_MODEL_IDS.",
    subscription:
      'The AWS account has no subscription to this model yet. Whoever owns the account opens the model once in the Amazon Bedrock console (Model catalog), or allows the role aws-marketplace:Subscribe and aws-marketplace:ViewSubscriptions; it takes up to 15 minutes.',
    form: "Anthropic's use case form is missing for this AWS account. Whoever owns the account fills it in once, in the Amazon Bedrock console under Model catalog at any Claude model; it takes up to 15 minutes.",
    profile:
      "This model is only reached through an inference profile. Put the profile's id into GANTRY_MODEL_IDS: the model's own with `global.`, `us.` or `eu.` before it.",
    'unknown-model':
      'Amazon Bedrock does not know this model in this region, or offers it no longer. Correct GANTRY_MODEL_IDS or AWS_REGION.',
    parameters:
      'Amazon Bedrock refuses how this model is asked. Name another model in GANTRY_MODEL_IDS, or correct what models.yaml says of this one.',
    quota:
      'Ask AWS for more in the Service Quotas console (Amazon Bedrock, tokens per day), or name another model in GANTRY_MODEL_IDS.',
  },
};

const kindsByName: Readonly<Record<string, FaultKind>> = {
  CredentialsProviderError: 'credentials',
  TokenProviderError: 'credentials',
  ExpiredTokenException: 'credentials',
  ExpiredToken: 'credentials',
  UnrecognizedClientException: 'credentials',
  InvalidSignatureException: 'credentials',
  IncompleteSignature: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  AccessDeniedException: 'access',
  ResourceNotFoundException: 'unknown-model',
  ValidationException: 'parameters',
  ServiceQuotaExceededException: 'quota',
  ThrottlingException: 'throttled',
  ServiceUnavailableException: 'overloaded',
  ModelNotReadyException: 'overloaded',
};

/** What Bedrock says under a name that stands for other things, too. */
const kindsInItsWords: readonly (readonly [FaultKind, RegExp])[] = [
  [
    'credentials',
    /^(?:region is missing|could not load credentials|no identity)|bearer token|api key is valid/i,
  ],
  ['form', /use case (?:details|form)/i],
  ['subscription', /aws-marketplace:|marketplace subscription/i],
  // Its apostrophe is a typographer's.
  ['profile', /on-demand throughput isn.t supported|support on-demand throughput/i],
  [
    'unknown-model',
    /model identifier is invalid|isn.t (?:supported|available) in this region|end of its life/i,
  ],
  ['access', /operation not allowed|don.t have access to the model/i],
];

const kindInItsWords = (words: string): FaultKind | undefined =>
  kindInWords(words) ?? kindsInItsWords.find(([, pattern]) => pattern.test(words))?.[0];

function kindOf(error: unknown, name: string, words: string): FaultKind {
  if (error instanceof FellSilent) return 'silent';
  if (neverConnected.has(networkCode(error))) return 'unreachable';
  const byName = kindsByName[name];
  return byName === 'credentials' ? byName : (kindInItsWords(words) ?? byName ?? 'broken');
}

const headersOf = (error: unknown): Readonly<Record<string, string>> =>
  (error as { readonly $response?: { readonly headers?: Record<string, string> } }).$response?.headers ?? {};

/** Reads an error of the SDK, or one of ours about its stream. */
export function readBedrockFault(error: unknown): FaultReading {
  const name = error instanceof Error ? error.name : 'Error';
  const words = error instanceof Error ? networkWords(error) : String(error);
  const nowMs = Date.now();
  const waitMs = waitTold(headersOf(error), words, nowMs);
  return {
    ...withWait(kindOf(error, name, words), waitMs, nowMs),
    error: name,
    message: providerWords(words),
  };
}
