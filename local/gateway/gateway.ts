import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/ports/clock.ts';
import type { LiveFeed } from '../../core/ports/live-feed.ts';
import { printFault } from '../terminal.ts';
import { type AnswerDeps, answerRequest } from './answer-request.ts';
import { createUpgradeAnswerer } from './answer-upgrade.ts';
import { describeFailure } from './failure.ts';
import { createHttpServer, type RequestListener } from './http-server.ts';
import { createInvoker, type FunctionTable } from './invoke-function.ts';
import { CallerLeft, installLambdaStreaming } from './lambda-streaming.ts';
import { defaultLimits, type GatewayLimits } from './limits.ts';
import { closeServers, listenOnLoopback } from './loopback.ts';
import { sendFailure } from './respond.ts';
import { createSockets } from './sockets.ts';

/** What the gateway is put together from. */
export interface GatewayOptions extends Pick<AnswerDeps, 'streaming' | 'apps' | 'git' | 'pages'> {
  readonly functions: FunctionTable;
  /** 0 takes a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly limits?: Partial<GatewayLimits>;
  /** Where the inside of a failure goes; standard error if left out. */
  readonly logError?: (what: string, error: unknown) => void;
}

/** API Gateway and the edge, on one port of this machine. */
export interface Gateway {
  listen(): Promise<{ readonly port: number }>;
  readonly liveFeed: LiveFeed;
  /** Resolves when a socket is no longer being let in; until then its posts are `gone`. */
  connectSettled(connectionId: string): Promise<void>;
  /** Stops listening, lets requests and sockets end for a moment, and tells socket-disconnect of every socket. */
  close(): Promise<void>;
}

/** Makes a gateway; defines the global `awslambda`, and imports each function at its first call. */
export function createGateway(options: GatewayOptions): Gateway {
  installLambdaStreaming();
  const limits = { ...defaultLimits, ...options.limits };
  const { clock, functions, logError = logToStandardError } = options;
  const invoker = createInvoker({ functions, clock });
  const socketDeps = { invoker, clock, limits, logError };
  const sockets = createSockets(socketDeps);
  const upgrades = createUpgradeAnswerer(socketDeps, sockets);
  const onRequest = createRequestListener({ ...options, invoker, limits }, logError);
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    void upgrades.answer(request, socket, head, randomUUID());
  };
  let servers: readonly Server[] = [];
  return {
    async listen() {
      const listening = await listenOnLoopback(
        () => createHttpServer(limits, onRequest, onUpgrade),
        options.port,
      );
      servers = listening.servers;
      return { port: listening.port };
    },
    liveFeed: sockets.liveFeed,
    connectSettled: (connectionId) => upgrades.settled(connectionId),
    async close() {
      upgrades.abandon();
      await Promise.all([closeServers(servers, limits.closeGraceMs), sockets.closeAll()]);
    },
  };
}

function createRequestListener(
  deps: AnswerDeps,
  logError: (what: string, error: unknown) => void,
): RequestListener {
  const answer = answerRequest(deps);
  return (request, response) => {
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    answer(request, response, requestId).catch((error: unknown) => {
      const isWorthLogging = describeFailure(error).status >= 500 && !isHangUp(request, error);
      if (isWorthLogging) {
        logError(`${request.method} ${pathOf(request)} failed (request ${requestId})`, error);
      }
      sendFailure(request, response, error, { requestId, limits: deps.limits });
    });
  };
}

// What reading from or writing to a caller that left ends with.
const hangUps: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
]);
const isHangUp = (request: IncomingMessage, error: unknown): boolean =>
  request.socket.destroyed &&
  (error instanceof CallerLeft || (error instanceof Error && 'code' in error && hangUps.has(error.code)));

// Without the query, which may hold a ticket.
const pathOf = (request: IncomingMessage): string => request.url?.split('?', 1)[0] ?? '';

function logToStandardError(what: string, error: unknown): void {
  printFault(error instanceof Error ? `${what}: ${error.stack}` : `${what}: ${String(error)}`);
}
