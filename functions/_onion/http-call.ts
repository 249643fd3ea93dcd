import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Caller } from '../../core/access/sessions.ts';
import { InputRejected, NotFound } from '../../core/errors.ts';
import type { RatedBucket } from '../../core/limit/take-tokens.ts';
import type { BoundEndpoint } from './endpoint.ts';

/** A request on its way through the onion: each layer adds what it knows. */
export interface HttpEvent extends APIGatewayProxyEvent {
  endpoint?: BoundEndpoint;
  rated?: readonly RatedBucket[];
  caller?: Caller;
  found?: unknown;
  query?: unknown;
  input?: unknown;
  /** The mission that the answer tells of, for the log. */
  answered?: unknown;
}

/** The endpoint of an event by method and resource, as API Gateway matched it. */
export function matchEndpoint(endpoints: readonly BoundEndpoint[], event: HttpEvent): BoundEndpoint {
  const found = endpoints.find(
    ({ route }) => route.method === event.httpMethod && route.path === event.resource,
  );
  if (found !== undefined) return found;
  throw new NotFound('route_not_found', `There is no ${event.httpMethod} ${event.path}; see /docs.`);
}

/** A header by its lower-case name, whatever case it was sent in. */
export function headerOf(event: Pick<HttpEvent, 'headers'>, name: string): string | undefined {
  const key = Object.keys(event.headers ?? {}).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : event.headers[key];
}

/** The query checked by the route's schema. */
export function readQuery(endpoint: BoundEndpoint, event: HttpEvent): unknown {
  return check(endpoint.route.query, event.queryStringParameters ?? {}, 'query');
}

/** The body's bytes as they were sent. */
export function bodyBytes(event: Pick<HttpEvent, 'body' | 'isBase64Encoded'>): Buffer {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}

const maxBodyBytes = 1024 * 1024;

/** The body as JSON, whatever its content type, checked by the route's schema; an empty one counts as `{}`. */
export function readBody(endpoint: BoundEndpoint, event: HttpEvent): unknown {
  const { body: schema } = endpoint.route;
  if (schema === undefined) return undefined;
  const bytes = bodyBytes(event);
  if (bytes.length > maxBodyBytes) {
    throw new InputRejected('body_too_large', 'A body may be 1 MB at most.', { status: 413 });
  }
  return check(schema, parseJson(bytes.toString('utf8')), 'body');
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputRejected('json_invalid', 'The body is not valid JSON.', { cause });
  }
}

function check(schema: z.ZodType, value: unknown, where: 'query' | 'body'): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  const first = issues[0];
  const at = first === undefined || first.path === '' ? '' : ` at ${first.path}`;
  throw new InputRejected(
    'input_invalid',
    `The ${where} does not fit${at}: ${(first?.message ?? 'it is invalid').replace(/\.$/, '')}.`,
    {
      cause: parsed.error,
      details: { issues },
    },
  );
}
