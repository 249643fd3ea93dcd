import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { InputRejected } from '../../core/errors.ts';
import { describeFailure, errorBody, rawErrorResponse } from './failure.ts';
import type { GatewayLimits } from './limits.ts';
import { declaresTooMuch } from './read-body.ts';

/** Gets each request, also where only a refusal is left to say. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server with our time limits, whose own refusals (broken, slow or oversized requests) have the contract's error form. */
export function createHttpServer(
  limits: GatewayLimits,
  onRequest: RequestListener,
  onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Server {
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
    // Refused by us instead, in the contract's form.
    requireHostHeader: false,
    // Offers of other protocols (h2c) are to be ignored, not refused.
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
  });
  const answers = new WeakMap<Duplex, ServerResponse>();
  const listener: RequestListener = (request, response) => {
    answers.set(request.socket, response);
    response.on('error', () => response.destroy());
    onRequest(request, response);
  };
  server.on('request', listener);
  server.on('checkContinue', (request, response) => {
    if (!declaresTooMuch(request, limits.bodyBytes)) response.writeContinue();
    listener(request, response);
  });
  server.on('checkExpectation', listener);
  server.on('upgrade', onUpgrade);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const answer = answers.get(socket);
    // Inside an unfinished answer another one would be taken for its body.
    const isBetweenAnswers =
      !answer || answer.writableFinished || (answer.socket === socket && !answer.headersSent);
    if (isBetweenAnswers) refuseBroken(error, socket);
    else socket.destroy();
  });
  return server;
}

/** Node could not read the request, or it came too slowly. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const failure = describeFailure(brokenRequest(error.code));
  socket.end(rawErrorResponse(failure.status, errorBody(failure, requestId), requestId), () =>
    socket.destroy(),
  );
}

function brokenRequest(code: string | undefined): InputRejected {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new InputRejected('request_timeout', 'Send the whole request faster.', { status: 408 });
    case 'HPE_HEADER_OVERFLOW':
      return new InputRejected('headers_too_large', 'Send fewer or shorter headers.', { status: 431 });
    default:
      return new InputRejected('bad_request', 'Send a valid HTTP/1.1 request.');
  }
}
