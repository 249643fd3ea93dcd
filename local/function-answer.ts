import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import type { FunctionRequest } from '../core/wire/function-call.ts';
import type { ServedFile } from './gateway/served-file.ts';

/** What belongs to one connection, or is the gateway's to say. */
const ofConnection = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/**
 * What an app may say about its own answer. Everything else is left out: a header can sign a browser out of every app here, send it to
 * another server or to a password prompt, or contradict what the gateway says.
 */
const allowedInAnswers = new Set([
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'allow',
  'cache-control',
  'content-disposition',
  'content-language',
  'content-security-policy',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'link',
  'location',
  'referrer-policy',
  'retry-after',
  'vary',
  'x-robots-tag',
]);
const isAllowed = (name: string): boolean => allowedInAnswers.has(name) || /^x-app(?:-|$)/.test(name);
/** Apps have no accounts, and what a browser or a terminal sends by mistake is nobody's code to see. */
const secrets = new Set(['authorization', 'cookie']);

/** A request as an app's code may see it. */
export function requestForFunction(request: FunctionRequest): FunctionRequest {
  return {
    ...request,
    headers: without(request.headers, (name) => ofConnection.has(name) || secrets.has(name)),
  };
}

/** A function's answer as it is served, and in plain words why there is none. */
export function answerOfFunction(called: Awaited<ReturnType<LocalWorld['callFunction']>>): ServedFile {
  switch (called.kind) {
    case 'answered': {
      const { status, headers, body } = called.answer;
      const kept = without(headers, (name) => !isAllowed(name));
      return {
        status,
        headers: { 'cache-control': 'no-store', ...kept },
        bytes: Buffer.from(body, 'base64'),
      };
    }
    case 'weak':
      return failure(
        501,
        'isolation_too_weak',
        'Functions of apps run only under Docker or bubblewrap, and this machine has neither. Install bubblewrap, or deploy to Vercel with VERCEL_TOKEN.',
      );
    case 'busy':
      return failure(503, 'functions_busy', 'Too many functions are running. Try again in a moment.', {
        'retry-after': '1',
      });
    case 'failed':
      return failed[called.because]();
  }
}

const failed = {
  time: () => failure(504, 'function_timeout', 'The function did not answer within 10 seconds.'),
  memory: () => failure(500, 'function_memory', 'The function used more than 512 MB.'),
  error: () => failure(500, 'function_failed', 'The function failed before it gave an answer.'),
  handler: () =>
    failure(
      500,
      'function_without_handler',
      "The function exports no handler that answers requests. The app's log says which forms there are.",
    ),
} as const;

function failure(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ServedFile {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    bytes: Buffer.from(JSON.stringify({ error: { code, message } })),
  };
}

function without(
  headers: Readonly<Record<string, string>>,
  isLeftOut: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !isLeftOut(name)),
  );
}
