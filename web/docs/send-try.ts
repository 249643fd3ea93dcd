import { readSession } from '../api/session.ts';
import type { Operation } from './open-api.ts';

/** What somebody filled in to try a route. */
export interface Attempt {
  readonly values: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back. */
export interface Answer {
  readonly status: string;
  readonly isGood: boolean;
  readonly ms: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

/** The address of an attempt: path parameters in their places, the given query parameters behind. */
export function addressOf(operation: Operation, values: Attempt['values']): string {
  const path = operation.path.replaceAll(/\{([a-z_]+)\}/g, (_whole, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  );
  const query = operation.parameters
    .filter(({ place, name }) => place === 'query' && (values[name] ?? '') !== '')
    .map(({ name }): [string, string] => [name, values[name] ?? '']);
  return query.length === 0 ? path : `${path}?${new URLSearchParams(query)}`;
}

/** The given header parameters; a value that is none is the browser's to refuse. */
const headersOf = (operation: Operation, values: Attempt['values']): readonly (readonly [string, string])[] =>
  operation.parameters
    .filter(({ place, name }) => place === 'header' && (values[name] ?? '') !== '')
    .map(({ name }) => [name, values[name] ?? '']);

/** The same as a command for a terminal, without the token: commands are kept in histories. */
export function curlOf(operation: Operation, attempt: Attempt, origin: string): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return [
    `curl -X ${operation.method} ${quoted(origin + addressOf(operation, attempt.values))}`,
    ...(operation.isPublic ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...headersOf(operation, attempt.values).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(attempt.body === '' ? [] : ["-H 'content-type: application/json'", `-d ${quoted(attempt.body)}`]),
  ].join(' \\\n  ');
}

const shownHeaders: ReadonlySet<string> = new Set([
  'content-type',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'x-request-id',
]);

/** Calls the route for real, with this tab's session, and answers whatever came. */
export async function sendTry(operation: Operation, attempt: Attempt, signal: AbortSignal): Promise<Answer> {
  const begun = performance.now();
  const token = readSession()?.token;
  const response = await fetch(addressOf(operation, attempt.values), {
    method: operation.method,
    redirect: 'manual',
    signal,
    headers: {
      ...Object.fromEntries(headersOf(operation, attempt.values)),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(attempt.body !== '' && { 'content-type': 'application/json' }),
    },
    ...(attempt.body !== '' && { body: attempt.body }),
  });
  const text = await response.text();
  return {
    status:
      response.type === 'opaqueredirect'
        ? 'It redirects the browser'
        : `${response.status} ${response.statusText}`,
    isGood: response.ok || response.type === 'opaqueredirect',
    ms: performance.now() - begun,
    headers: [...response.headers].filter(([name]) => shownHeaders.has(name)),
    text: pretty(text),
  };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
