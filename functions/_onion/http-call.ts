import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Caller } from '../../core/access/sessions.ts';
import { InputRejected, NotFound } from '../../core/errors.ts';
import type { RatedBucket } from '../../core/limit/take-tokens.ts';
import type { BoundEndpoint } from './endpoint.ts';
import { parseBody } from './read-body.ts';

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

/** The query checked by the route's schema. */
export function readQuery(endpoint: BoundEndpoint, event: HttpEvent): unknown {
  return checkInput(endpoint.route.query, event.queryStringParameters ?? {}, 'query');
}

/** The body, checked by the route's schema. */
export async function readBody(endpoint: BoundEndpoint, event: HttpEvent): Promise<unknown> {
  const { route } = endpoint;
  return route.body && checkInput(route.body, await parseBody(event, route), 'body');
}

/** Input checked by a route's schema; InputRejected says where and why. */
export function checkInput(schema: z.ZodType, value: unknown, where: 'query' | 'body'): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  const first = issues[0];
  const at = first === undefined || first.path === '' ? '' : ` at ${first.path}`;
  throw new InputRejected(
    'input_invalid',
    `The ${where} is not valid${at}: ${(first?.message ?? 'it is invalid').replace(/\.$/, '')}.`,
    {
      cause: parsed.error,
      details: { issues },
    },
  );
}
