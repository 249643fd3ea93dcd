import type * as z from 'zod';
import { DependencyFailed, type GantryError, InputRejected } from '../../core/errors.ts';
import type { RouteName } from '../../core/wire/routes.ts';
import { routes } from '../../core/wire/routes.ts';
import { readAnswer, readError } from './read-answer.ts';
import { version } from './version.ts';

const requestMs = 30_000;

/** How a request proves who sends it. */
export interface Credentials {
  readonly token: () => Promise<string | undefined>;
  /** Another token after the server refused this one; throws where there is none to be had. */
  readonly renew: (refused: string) => Promise<string>;
  /** What to say where that one is refused too. */
  readonly refusal?: () => GantryError;
}

export interface CallInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly accept?: string;
  /** How long the whole answer may take; 30 s unless said. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A Gantry that answers, wherever it is. */
export interface Connection {
  readonly origin: string;
  /** The answer of a route, as text or JSON; throws its error in its own words. */
  readonly call: <S extends z.ZodType>(name: RouteName, input: CallInput, schema: S) => Promise<z.infer<S>>;
  /** The answer itself, for what streams and what is no JSON. */
  readonly request: (name: RouteName, input: CallInput) => Promise<Response>;
}

/** Speaks to a Gantry through the one route table. */
export function connect({
  origin,
  credentials,
  signal,
}: {
  readonly origin: string;
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
}): Connection {
  const request = async (name: RouteName, input: CallInput): Promise<Response> => {
    const token = await credentials.token();
    const first = await send(origin, { name, input, token, signal });
    if (first.status !== 401 || token === undefined) return answered(first);
    await first.body?.cancel();
    const second = await send(origin, { name, input, token: await credentials.renew(token), signal });
    if (second.status === 401 && credentials.refusal !== undefined) throw credentials.refusal();
    return answered(second);
  };
  return {
    origin,
    request,
    call: async (name, input, schema) => {
      const response = await request(name, input);
      if (response.status === 204) return readAnswer(schema, undefined);
      const body: unknown = await readBody(response);
      // What took more than a moment has its error in a 200.
      const late = readError(500, body, null);
      if (late !== undefined) throw late;
      return readAnswer(schema, body);
    },
  };
}

interface Sent {
  readonly name: RouteName;
  readonly input: CallInput;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

async function send(origin: string, { name, input, token, signal }: Sent): Promise<Response> {
  const { method, path } = routes[name];
  const { body, accept = 'application/json', timeoutMs = requestMs } = input;
  const url = origin + fillPath(path, input.params) + queryOf(input.query);
  const signals = [signal, AbortSignal.timeout(timeoutMs), ...(input.signal ? [input.signal] : [])];
  try {
    return await fetch(url, {
      method,
      headers: {
        accept,
        'user-agent': userAgent,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A password or a session never goes on to where a server points.
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    });
  } catch (cause) {
    throw signal.aborted || input.signal?.aborted ? cause : unreachable(origin, cause);
  }
}

const unreachable = (origin: string, cause: unknown): DependencyFailed =>
  new DependencyFailed(
    'unreachable',
    `Gantry does not answer at ${origin}. Check the address, and that it is running.`,
    { cause },
  );

async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  const error = readError(response.status, await readBody(response), response.headers.get('retry-after'));
  if (error !== undefined) throw error;
  throw new DependencyFailed(
    'not_gantry',
    `${new URL(response.url).origin} answered ${response.status}, which is not an answer of Gantry. Check the address.`,
  );
}

/** JSON where it is JSON, else text; a body that breaks off is no answer. */
async function readBody(response: Response): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    throw unreachable(new URL(response.url).origin, cause);
  });
  if (!(response.headers.get('content-type') ?? '').startsWith('application/json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A path with its places filled; a dot-segment would lead to another route. */
export function fillPath(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{([a-z0-9_]+)\}/g, (_whole, name: string) => {
    const value = params[name] ?? '';
    if (/^\.{0,2}$/.test(value))
      throw new InputRejected('name_invalid', `"${value}" is no name of anything here.`);
    return encodeURIComponent(value);
  });
}

function queryOf(query: CallInput['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] satisfies [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/** Sessions are listed with the door that they came in by. */
const userAgent = `gantry-cli/${version()} (${process.platform})`;
