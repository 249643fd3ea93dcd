import middy from '@middy/core';
import type { APIGatewayProxyResult, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { answerError } from './answer-error.ts';
import { logsCall } from './call-log.ts';
import type { HttpEvent } from './http-call.ts';
import { requireEdge } from './require-edge.ts';

/** A WebSocket event; `$connect` also carries its headers and its query. */
export type SocketEvent = APIGatewayProxyWebsocketEventV2 & {
  readonly headers?: HttpEvent['headers'];
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
};

type SocketWork = (event: SocketEvent, options: { readonly signal: AbortSignal }) => Promise<void>;

/** The onion of the WebSocket functions: 200 lets a connection in, an error's own status refuses it. */
export function socketFunction(bind: () => SocketWork) {
  let work: SocketWork | undefined;
  return middy<SocketEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 500 })
    .use(
      logsCall(({ requestContext, queryStringParameters }: SocketEvent) => ({
        request_id: requestContext.requestId,
        call: requestContext.routeKey,
        // The ticket stands beside it, and stays out.
        mission: queryStringParameters?.mission_id,
      })),
    )
    .use({
      onError: (request) => {
        request.response = answerError(request.error, request.event.requestContext.requestId);
      },
    })
    .use({
      // A connection that is open came in by the edge already.
      before: ({ event }) => {
        if (event.requestContext.eventType === 'CONNECT') requireEdge({ headers: event.headers ?? {} });
      },
    })
    .handler(async (event: SocketEvent, _context: unknown, { signal }: { readonly signal: AbortSignal }) => {
      work ??= bind();
      await work(event, { signal });
      return { statusCode: 200, body: '' };
    });
}
