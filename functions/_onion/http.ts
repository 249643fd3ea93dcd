import type { Readable } from 'node:stream';
import type { MiddlewareObj } from '@middy/core';
import middy from '@middy/core';
import { executionModeStandard } from '@middy/core/Standard';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { Context } from 'aws-lambda';
import { checkPolicy } from '../../core/access/route-policy.ts';
import type { SessionDeps } from '../../core/access/sessions.ts';
import { resolveCaller } from '../../core/access/sessions.ts';
import { NotFound } from '../../core/errors.ts';
import type { Route } from '../../core/wire/routes/route.ts';
import { answerError } from './answer-error.ts';
import { bufferBody } from './buffer-body.ts';
import { logsCall } from './call-log.ts';
import { challengeOf } from './challenge.ts';
import { clientAddress } from './client-address.ts';
import { functionConfig } from './config.ts';
import { dataHeaders } from './data-headers.ts';
import type { BoundEndpoint, EndpointCall, SentReply } from './endpoint.ts';
import { findThing } from './find-thing.ts';
import { guardsOrigin } from './guard-origin.ts';
import type { HttpEvent } from './http-call.ts';
import { matchEndpoint, readBody, readQuery } from './http-call.ts';
import { ownOriginOf } from './own-origin.ts';
import { limitsAddress, limitsCaller, rateHeadersOf } from './rate-limit.ts';
import { bodyBytes, headerOf } from './read-body.ts';
import { requireEdge } from './require-edge.ts';

/** What a REST function is made of: its endpoints, and what verifies a caller. Made at the first request, not at import. */
export interface HttpBinding {
  readonly endpoints: readonly BoundEndpoint[];
  readonly access: SessionDeps;
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string | Readable;
  readonly isBase64Encoded?: boolean;
}

type HttpMiddleware = MiddlewareObj<HttpEvent, HttpAnswer>;

/** How long verifying a caller and finding what a path names may take. */
const lookUpMs = 10_000;

/** The onion of every REST function, from the outside in: errors in the contract's form, the edge (403), route, the address's rate (429), caller (401), the caller's rate (429), thing (404), input (400). */
export function httpFunction(bind: () => HttpBinding) {
  return onion(bind, executionModeStandard);
}

/** The same onion for functions whose answers stream; buffered where the API in front cannot stream. */
export function streamingHttpFunction(bind: () => HttpBinding) {
  return onion(
    bind,
    functionConfig().responseStreaming ? executionModeStreamifyResponse : executionModeStandard,
  );
}

function onion(bind: () => HttpBinding, executionMode: typeof executionModeStandard) {
  let bound: HttpBinding | undefined;
  const binding = (): HttpBinding => {
    bound ??= bind();
    return bound;
  };
  return middy<HttpEvent, HttpAnswer>({ timeoutEarlyInMillis: 500, executionMode })
    .use(logsCall(namesOf))
    .use(answersErrors())
    .use({ before: ({ event }) => requireEdge(event) })
    .use(matchesRoute(binding))
    .use(guardsOrigin())
    .use(limitsAddress())
    .use(verifiesCaller(binding))
    .use(limitsCaller())
    .use(findsThing())
    .use(readsInput())
    .handler(answers(executionMode === executionModeStreamifyResponse));
}

function answersErrors(): HttpMiddleware {
  return {
    onError: (request) => {
      const answered = answerError(request.error, requestIdOf(request.event));
      const headers = {
        ...answered.headers,
        ...challengeOf(request.event, request.error),
        ...rateHeadersOf(request.event),
      };
      request.response = { ...answered, headers };
    },
  };
}

function namesOf(event: HttpEvent) {
  const { method = event.httpMethod, path = 'unknown' } = event.endpoint?.route ?? {};
  return {
    request_id: requestIdOf(event),
    call: `${method} ${path}`,
    mission: event.pathParameters?.mission_id ?? event.answered,
  };
}

function requestIdOf(event: HttpEvent): string {
  return event.requestContext?.requestId ?? 'unknown';
}

function matchesRoute(binding: () => HttpBinding): HttpMiddleware {
  return {
    before: (request) => {
      request.event.endpoint = matchEndpoint(binding().endpoints, request.event);
    },
  };
}

function verifiesCaller(binding: () => HttpBinding): HttpMiddleware {
  return {
    before: async (request) => {
      const { event } = request;
      const route = event.endpoint?.route;
      if (route === undefined || route.access === 'public') return;
      const caller = await resolveCaller(binding().access)(
        headerOf(event, 'authorization'),
        AbortSignal.timeout(lookUpMs),
        route.takesConnections && `${ownOriginOf(event)}${route.path}`,
      );
      checkPolicy(route, caller);
      event.caller = caller;
    },
  };
}

function findsThing(): HttpMiddleware {
  return {
    before: async ({ event }) => {
      const { endpoint, caller } = event;
      if (endpoint === undefined) return;
      event.found = await findThing(endpoint, caller, paramsOf(event), AbortSignal.timeout(lookUpMs));
    },
  };
}

function readsInput(): HttpMiddleware {
  return {
    before: async ({ event }) => {
      if (event.endpoint === undefined) return;
      event.query = readQuery(event.endpoint, event);
      event.input = await readBody(event.endpoint, event);
    },
  };
}

function paramsOf(event: HttpEvent): Readonly<Record<string, string>> {
  return (event.pathParameters ?? {}) as Record<string, string>;
}

const answers =
  (streams: boolean) =>
  (event: HttpEvent, context: Context, { signal }: { readonly signal: AbortSignal }): Promise<HttpAnswer> =>
    answer(event, context, { signal, streams });

async function answer(
  event: HttpEvent,
  context: Context,
  { signal, streams }: { readonly signal: AbortSignal; readonly streams: boolean },
): Promise<HttpAnswer> {
  const { endpoint } = event;
  if (endpoint === undefined) throw new NotFound('route_not_found', 'There is no such route.');
  const call = {
    caller: event.caller,
    params: paramsOf(event),
    query: event.query,
    body: event.input,
    found: event.found,
    address: clientAddress(event, functionConfig().edgeSecret),
    rawBody: () => bodyBytes(event),
    header: (name: string) => headerOf(event, name),
    requestId: requestIdOf(event),
    origin: ownOriginOf(event),
    remainingMs: () => context.getRemainingTimeInMillis(),
  } as unknown as EndpointCall<Route, unknown>;
  const reply = await bufferBody(await endpoint.run(call, { signal }), streams);
  event.answered = missionOf(reply);
  const answered = answerOf(reply, endpoint, requestIdOf(event));
  return { ...answered, headers: { ...answered.headers, ...rateHeadersOf(event) } };
}

function missionOf(reply: SentReply): unknown {
  if ('json' in reply) return (reply.json as { readonly mission_id?: unknown } | null)?.mission_id;
  return 'missionId' in reply ? reply.missionId : undefined;
}

function answerOf(reply: SentReply, endpoint: BoundEndpoint, requestId: string): HttpAnswer {
  const statusCode = reply.status ?? endpoint.route.success.status;
  const headers = { ...dataHeaders, 'x-request-id': requestId };
  if ('json' in reply) {
    return {
      statusCode,
      headers: { ...headers, 'content-type': 'application/json', ...reply.headers },
      body: JSON.stringify(reply.json),
    };
  }
  if ('body' in reply) {
    const { body, contentType, isBase64Encoded = false } = reply;
    return {
      statusCode,
      headers: { ...headers, 'content-type': contentType, ...reply.headers },
      body,
      isBase64Encoded,
    };
  }
  const onward = 'location' in reply && { location: reply.location };
  return { statusCode, headers: { ...headers, ...onward }, body: '' };
}
