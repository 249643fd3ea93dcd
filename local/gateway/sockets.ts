import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Clock } from '../../core/ports/clock.ts';
import type { LiveFeed } from '../../core/ports/live-feed.ts';
import { maxFrameBytes } from '../../core/wire/socket.ts';
import type { Invoker } from './invoke-function.ts';
import type { GatewayLimits } from './limits.ts';
import { createDisconnectEvent, createMessageEvent, type SocketIdentity } from './socket-event.ts';

/** What sockets need. */
export interface SocketDeps {
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly limits: GatewayLimits;
  readonly logError: (what: string, error: unknown) => void;
}

/** The open sockets: accepted and not closed. */
export interface Sockets {
  /** Takes an accepted socket; from here its messages go to socket-message in order, and its end, once, to socket-disconnect. */
  open(socket: WebSocket, identity: SocketIdentity): void;
  /** Tells socket-disconnect of a socket that was let in but had left before it was open. */
  leave(identity: SocketIdentity): Promise<void>;
  readonly liveFeed: LiveFeed;
  isOpen(connectionId: string): boolean;
  /** Closes all and resolves when socket-disconnect has heard of each. */
  closeAll(): Promise<void>;
}

const goingAway = 1001;
const tooManyMessages = 1008;
const messageTooBig = 1009;
const neverOpened = 1006;

/** Holds the open sockets and posts to them. */
export function createSockets(deps: SocketDeps): Sockets {
  const { limits } = deps;
  const open = new Map<string, WebSocket>();
  const ends = new Set<Promise<void>>();
  let isClosing = false;
  const keepAlive = startKeepAlive(open, limits.pingMs);

  const leave = (identity: SocketIdentity, code = neverOpened, reason = ''): Promise<void> =>
    tell(deps, 'socket-disconnect', (moment) => createDisconnectEvent(identity, moment, { code, reason }));

  return {
    open(socket, identity) {
      open.set(identity.connectionId, socket);
      if (isClosing) socket.close(goingAway);
      const handled = handleMessages(deps, socket, identity);
      socket.on('error', () => socket.terminate());
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      ends.add(ended);
      socket.once('close', async (code, reason) => {
        open.delete(identity.connectionId);
        await handled();
        await leave(identity, code, reason.toString());
        ends.delete(ended);
        resolve();
      });
    },
    leave: (identity) => leave(identity),
    liveFeed: createLiveFeed(open, limits.unsentBytes),
    isOpen: (connectionId) => open.get(connectionId)?.readyState === WebSocket.OPEN,
    async closeAll() {
      isClosing = true;
      clearInterval(keepAlive);
      for (const socket of open.values()) socket.close(goingAway, 'Gantry is stopping.');
      const impatience = setTimeout(() => {
        for (const socket of open.values()) socket.terminate();
      }, limits.closeGraceMs);
      await Promise.all(ends);
      clearTimeout(impatience);
    },
  };
}

function createLiveFeed(open: ReadonlyMap<string, WebSocket>, unsentBytes: number): LiveFeed {
  return {
    async post(connectionId, frame, signal) {
      signal.throwIfAborted();
      const sizeBytes = Buffer.byteLength(frame);
      if (sizeBytes > maxFrameBytes)
        throw new RangeError(`A frame of ${sizeBytes} bytes is over ${maxFrameBytes}.`);
      const socket = open.get(connectionId);
      if (socket?.readyState !== WebSocket.OPEN) return 'gone';
      if (socket.bufferedAmount + sizeBytes > unsentBytes) {
        socket.terminate();
        return 'gone';
      }
      // Not awaited: a reader that is slow must not hold up the others, and the bound above ends it.
      socket.send(frame);
      return 'posted';
    },
    async close(connectionId, signal) {
      signal.throwIfAborted();
      open.get(connectionId)?.close(goingAway);
    },
  };
}

/** Hands messages on one at a time; the returned function resolves when all that arrived are handled. */
function handleMessages(deps: SocketDeps, socket: WebSocket, identity: SocketIdentity): () => Promise<void> {
  let queued = 0;
  let last = Promise.resolve();
  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const bytes = data as Buffer;
    if (bytes.length > deps.limits.messageBytes) return socket.close(messageTooBig);
    if (queued >= deps.limits.queuedMessages)
      return socket.close(tooManyMessages, 'Too many messages at once.');
    queued += 1;
    last = last.then(async () => {
      await tell(deps, 'socket-message', (moment) =>
        createMessageEvent(identity, moment, { bytes, isBinary }),
      );
      queued -= 1;
    });
  });
  return () => last;
}

/** Calls a function whose answer nobody reads; a failure is only logged, as on API Gateway. */
async function tell(
  { invoker, clock, limits, logError }: SocketDeps,
  functionName: string,
  makeEvent: (moment: { readonly requestId: string; readonly nowMs: number }) => object,
): Promise<void> {
  const requestId = randomUUID();
  try {
    const event = makeEvent({ requestId, nowMs: clock.nowMs() });
    await invoker.buffered({ functionName, event, requestId, limitMs: limits.bufferedMs });
  } catch (error) {
    logError(`${functionName} failed (request ${requestId})`, error);
  }
}

function startKeepAlive(open: ReadonlyMap<string, WebSocket>, pingMs: number): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>();
  return setInterval(() => {
    for (const socket of open.values()) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.once('pong', () => silent.delete(socket));
      socket.ping();
    }
  }, pingMs).unref();
}
