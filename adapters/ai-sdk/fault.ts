import { kindInWords, waitTold, withWait } from '../../core/model/fault-words.ts';
import type { FaultKind, FaultReading } from '../../core/model/model-fault.ts';
import { networkCode, networkWords, neverConnected } from '../node/network-code.ts';
import { providerWords } from '../node/provider-words.ts';
import { FellSilent } from '../node/silence-watch.ts';
import { faultOfError, ServerFault } from './http-fault.ts';

const kindsByStatus: Readonly<Record<number, FaultKind>> = {
  400: 'parameters',
  401: 'credentials',
  402: 'payment',
  403: 'access',
  404: 'unknown-model',
  405: 'unknown-model',
  410: 'unknown-model',
  413: 'too-long',
  422: 'parameters',
  429: 'throttled',
  // 502 and 504 come from whoever stands before a server that may have read everything.
  503: 'overloaded',
  529: 'overloaded',
};

/** Names in an event of a stream, which has no status. */
const kindsByType: Readonly<Record<string, FaultKind>> = {
  authentication_error: 'credentials',
  invalid_api_key: 'credentials',
  billing_error: 'payment',
  permission_error: 'access',
  not_found_error: 'unknown-model',
  model_not_found: 'unknown-model',
  request_too_large: 'too-long',
  rate_limit_error: 'throttled',
  rate_limit_exceeded: 'throttled',
  overloaded_error: 'overloaded',
};

/** A local server whose machine is too small for the model says so with a status of its own choice. */
const tooSmall = /more system memory|out of memory|failed to load model/i;

function kindOfServer({ status, type, message }: ServerFault): FaultKind {
  const told = kindInWords(`${message} ${type ?? ''}`) ?? (tooSmall.test(message) ? 'parameters' : undefined);
  return told ?? kindsByType[type ?? ''] ?? kindsByStatus[status ?? 0] ?? 'broken';
}

function kindOf(error: Error): FaultKind {
  if (error instanceof ServerFault) return kindOfServer(error);
  if (error instanceof FellSilent) return 'silent';
  if (neverConnected.has(networkCode(error))) return 'unreachable';
  return 'broken';
}

const nameOf = (error: Error): string =>
  error instanceof ServerFault
    ? (error.type ?? (error.status === undefined ? error.name : `HTTP ${error.status}`))
    : error.name;

/** Reads whatever a door of this folder threw; `secrets` are what it had shown to the server. */
export function readServerFault(thrown: unknown, secrets: readonly string[]): FaultReading {
  const error = faultOfError(thrown);
  const nowMs = Date.now();
  const waitMs = waitTold(error instanceof ServerFault ? error.headers : {}, error.message, nowMs);
  return {
    ...withWait(kindOf(error), waitMs, nowMs),
    error: nameOf(error),
    message: providerWords(networkWords(error), secrets),
  };
}
