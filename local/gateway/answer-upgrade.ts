import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import * as z from 'zod';
import { guardOrigin } from '../../core/access/origin-guard.ts';
import { InputRejected, NotFound } from '../../core/errors.ts';
import { describeFailure, errorBody, rawErrorResponse } from './failure.ts';
import { headerOf } from './header-of.ts';
import { routeHost } from './host-routing.ts';
import { parseTarget, type RequestTarget } from './request-target.ts';
import { createConnectEvent, createSocketIdentity, type SocketIdentity } from './socket-event.ts';
import type { SocketDeps, Sockets } from './sockets.ts';

const connectResultSchema = z.object({
  statusCode: z.number().int().min(200).max(599),
  body: z.string().optional(),
});

interface Admission {
  readonly identity: SocketIdentity;
  readonly target: RequestTarget;
  readonly missionId: string;
}

/** Answers WebSocket upgrades. */
export interface UpgradeAnswerer {
  answer(request: IncomingMessage, socket: Duplex, head: Buffer, requestId: string): Promise<void>;
  /** Resolves when the socket is no longer being let in: open, refused, or unknown. Until then a post to it is `gone`, as on AWS. */
  settled(connectionId: string): Promise<void>;
  /** Hangs up on all that are still being let in. */
  abandon(): void;
}

/** Asks socket-connect before a socket is accepted, and refuses with its status and body. */
export function createUpgradeAnswerer(deps: SocketDeps, sockets: Sockets): UpgradeAnswerer {
  const letIn = createLetIn(deps, sockets);
  const connecting = new Map<string, { readonly socket: Duplex; readonly done: Promise<void> }>();
  return {
    async answer(request, socket, head, requestId) {
      socket.on('error', () => socket.destroy());
      try {
        const admission = admit(request, deps.clock.nowMs());
        const { connectionId } = admission.identity;
        const done = letIn(admission, { request, socket, head, requestId });
        connecting.set(connectionId, { socket, done });
        await done.finally(() => connecting.delete(connectionId));
      } catch (error) {
        const failure = describeFailure(error);
        if (failure.status >= 500) deps.logError(`socket-connect failed (request ${requestId})`, error);
        socket.end(rawErrorResponse(failure.status, errorBody(failure, requestId), requestId));
      }
    },
    settled: async (connectionId) => connecting.get(connectionId)?.done.catch(() => {}),
    abandon() {
      for (const { socket } of connecting.values()) socket.destroy();
    },
  };
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly requestId: string;
}

function createLetIn(deps: SocketDeps, sockets: Sockets) {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: deps.limits.payloadBytes,
  });
  return async (admission: Admission, { request, socket, head, requestId }: Upgrade): Promise<void> => {
    const { identity, ...from } = admission;
    const event = createConnectEvent(
      identity,
      { requestId, nowMs: deps.clock.nowMs() },
      { request, ...from },
    );
    const limitMs = deps.limits.bufferedMs;
    const answer = await deps.invoker.buffered({ functionName: 'socket-connect', event, requestId, limitMs });
    const { statusCode, body } = connectResultSchema.parse(answer);
    if (statusCode !== 200) {
      const failure = {
        status: statusCode,
        code: 'refused',
        message: 'The socket was refused; ask for a new ticket.',
      };
      socket.end(rawErrorResponse(statusCode, body || errorBody(failure, requestId), requestId));
      return;
    }
    let isOpen = false;
    server.handleUpgrade(request, socket, head, (accepted) => {
      isOpen = true;
      sockets.open(accepted, identity);
    });
    // It left meanwhile: the library drops such a socket without a word, and socket-connect has already let it in.
    if (!isOpen) await sockets.leave(identity);
  };
}

function admit(request: IncomingMessage, nowMs: number): Admission {
  const host = routeHost(request.headers.host);
  const target = parseTarget(request.url ?? '/');
  const [root, section, missionId, ...rest] = target.segments;
  const isFeed = root === 'gantry' && section === 'ws' && rest.length === 0;
  if (host.kind !== 'gantry' || !isFeed || !missionId) {
    throw new NotFound('not_found', 'Sockets are at /gantry/ws/{mission_id}.');
  }
  const { method = 'GET' } = request;
  guardOrigin({ method, header: headerOf(request), ownOrigin: host.origin, isPage: false, isUpgrade: true });
  if (!isHandshake(request))
    throw new InputRejected('bad_handshake', 'Open the socket with a WebSocket (version 13) client.');
  const connectionId = randomBytes(11).toString('base64');
  const identity = createSocketIdentity(request, {
    connectionId,
    connectedAtMs: nowMs,
    hostname: host.hostname,
  });
  return { identity, target, missionId };
}

// Checked here and not left to the library, because socket-connect uses up the ticket.
function isHandshake({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    /^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? '')
  );
}
