import type * as z from 'zod';
import { isGantryError } from '../../core/errors.ts';
import { causeWithoutSecrets, withoutSecrets } from '../node/without-secrets.ts';
import { unreachable, vercelFault } from './fault.ts';

/** How to reach Vercel, and how long to wait for it. */
export interface VercelConfig {
  /** Asked for at each request where it is a function, so that a rotated one is taken up. */
  readonly token: string | ((signal: AbortSignal) => Promise<string>);
  /** Id (`team_…`) or slug of the team that owns the projects; the token's own account when left out. */
  readonly team?: string;
  readonly apiUrl?: string;
  /** Longest time for one request. */
  readonly requestTimeoutMs?: number;
  /** Longest wait for a deployment to be ready, and again for it to stand at the stable address. */
  readonly readyTimeoutMs?: number;
  readonly pollIntervalMs?: number;
}

export interface VercelRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with its query, ids already encoded. */
  readonly path: string;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** What must not come back in an answer or an error, whatever Vercel quotes. */
  readonly hidden?: readonly string[];
}

/** Sends one request; answers what the schema makes of a success and throws a typed error for all else. */
export type Vercel = <T>(request: VercelRequest, schema: z.ZodType<T>) => Promise<T>;

const addressOf = ({ apiUrl, team }: VercelConfig, request: VercelRequest): URL => {
  const url = new URL(request.path, apiUrl ?? 'https://api.vercel.com');
  if (team !== undefined) url.searchParams.set(team.startsWith('team_') ? 'teamId' : 'slug', team);
  return url;
};

const bodyOf = (request: VercelRequest): Pick<RequestInit, 'body' | 'headers'> => {
  if (request.bytes !== undefined)
    return { body: new Uint8Array(request.bytes), headers: { 'content-type': 'application/octet-stream' } };
  if (request.json === undefined) return {};
  return { body: JSON.stringify(request.json), headers: { 'content-type': 'application/json' } };
};

const readJson = (text: string): unknown => {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return text;
  }
};

/** A shorter one stands in too many words, of which the answer is made. */
const leastHiddenLength = 6;
const hiddenIn = ({ hidden = [] }: VercelRequest): readonly string[] =>
  hidden.filter((secret) => secret.length >= leastHiddenLength);

const withoutQuery = (path: string): string => path.replace(/\?.*$/s, '');

/** A way to send requests that end with `signal` or their own timeout. */
export function connect(config: VercelConfig, signal: AbortSignal): Vercel {
  let shown = '';
  const exchange = async (request: VercelRequest): Promise<unknown> => {
    shown = typeof config.token === 'string' ? config.token : await config.token(signal);
    const body = bodyOf(request);
    const response = await fetch(addressOf(config, request), {
      method: request.method,
      ...body,
      headers: { ...body.headers, ...request.headers, authorization: `Bearer ${shown}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(config.requestTimeoutMs ?? 20_000)]),
    });
    // Before anything is made of it: some services quote what they refuse.
    const answer = readJson(withoutSecrets(await response.text(), [shown, ...hiddenIn(request)]));
    if (!response.ok) {
      const { method, path } = request;
      const { status, headers } = response;
      throw vercelFault({ method, path: withoutQuery(path), status, headers, body: answer });
    }
    return answer;
  };

  return async (request, schema) => {
    try {
      return schema.parse(await exchange(request));
    } catch (error) {
      signal.throwIfAborted();
      throw isGantryError(error)
        ? error
        : unreachable({ cause: causeWithoutSecrets(error, [shown, ...hiddenIn(request)]) });
    }
  };
}
