import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type * as z from 'zod';
import { isGantryError } from '../../core/errors.ts';

const maxBodyBytes = 32 * 1024 * 1024;

/** One request of an API whose wire is spoken here. */
export interface WireCall {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A method, a path with groups, and what answers there. */
export type WireRoute = readonly [
  method: string,
  path: RegExp,
  answer: (call: WireCall, ...groups: readonly string[]) => Promise<WireAnswer> | WireAnswer,
];

/** What an API says no with, in the words of the system that it stands for. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly code: string;
  /** What the system tells beside its words. */
  readonly more: Readonly<Record<string, unknown>>;
  constructor(status: number, code: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** An API: its routes, and the form that its refusals have. */
export interface WireApi {
  readonly admits: (headers: IncomingHttpHeaders) => boolean;
  readonly routes: readonly WireRoute[];
  readonly refusal: (refused: Pick<ApiRefusal, 'status' | 'code' | 'message' | 'more'>) => WireAnswer;
  /** What an unknown or missing token is told. */
  readonly unknownToken: ApiRefusal;
}

/** Answers one request of an API; failures of ours are 500 and a line in the log. */
export async function answerWire(
  api: WireApi,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { status, body } = await dispatch(api, request, gone.signal).catch((error: unknown) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) log(`${request.method} ${request.url?.split('?')[0]}: ${String(error)}`);
    return api.refusal(refusal);
  });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function dispatch(api: WireApi, request: IncomingMessage, signal: AbortSignal): Promise<WireAnswer> {
  const { method = '', headers } = request;
  if (!api.admits(headers)) throw api.unknownToken;
  const url = new URL(request.url ?? '/', 'http://hosts');
  const path = decode(url.pathname);
  for (const [wanted, pattern, answer] of api.routes) {
    const match = method === wanted ? pattern.exec(path) : null;
    if (match === null) continue;
    const body = await readWire(request);
    return answer({ method, path, query: url.searchParams, headers, body, signal }, ...match.slice(1));
  }
  throw new ApiRefusal(404, 'not_found', 'Not Found');
}

/** The body of a request. */
export async function readWire(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes)
    throw new ApiRefusal(413, 'too_large', `Send at most ${maxBodyBytes} bytes.`);
  return buffer(request);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ApiRefusal(400, 'bad_request', 'The path is not well encoded.');
  }
}

const statuses: Readonly<Record<string, number>> = { InputRejected: 422, NotFound: 404, Conflict: 409 };

function refusalOf(error: unknown): Pick<ApiRefusal, 'status' | 'code' | 'message' | 'more'> {
  if (error instanceof ApiRefusal) return error;
  const status = isGantryError(error) ? (statuses[error.name] ?? 500) : 500;
  if (status < 500 && isGantryError(error))
    return { status, code: error.code, message: error.message, more: {} };
  return { status: 500, code: 'internal_error', message: 'Internal Server Error', more: {} };
}

/** A body as its schema reads it; what it cannot read is refused with the status that the API has for that. */
export function readBody<T>(call: WireCall, schema: z.ZodType<T>, status: number): T {
  const refuse = (why: string) => new ApiRefusal(status, 'bad_request', why);
  let json: unknown;
  try {
    json = JSON.parse(call.body.toString('utf8'));
  } catch {
    throw refuse('Problems parsing JSON');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw refuse(`Validation Failed: ${parsed.error.issues[0]?.message ?? ''}`);
  return parsed.data;
}
