import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headerMaps, localStage, queryMaps, requestTime, sourceIp } from './proxy-event.ts';
import type { RequestTarget } from './request-target.ts';

/** What stays the same over a socket's life. */
export interface SocketIdentity {
  readonly connectionId: string;
  readonly connectedAtMs: number;
  readonly hostname: string;
  readonly sourceIp: string;
  readonly userAgent: string | null;
}

interface Moment {
  readonly requestId: string;
  readonly nowMs: number;
}

/** The `$connect` event of API Gateway's WebSocket API; `mission_id` stands beside ticket and after, as the edge puts it there on AWS. */
export function createConnectEvent(
  identity: SocketIdentity,
  moment: Moment,
  from: { readonly request: IncomingMessage; readonly target: RequestTarget; readonly missionId: string },
): object {
  const others = from.target.query.filter(([name]) => name !== 'mission_id');
  return {
    ...headerMaps(from.request),
    ...queryMaps([...others, ['mission_id', from.missionId]]),
    requestContext: requestContext(identity, moment, { routeKey: '$connect', eventType: 'CONNECT' }),
    isBase64Encoded: false,
  };
}

/** The event of a message; binary ones come in base64. */
export function createMessageEvent(
  identity: SocketIdentity,
  moment: Moment,
  message: { readonly bytes: Buffer; readonly isBinary: boolean },
): object {
  const context = requestContext(identity, moment, { routeKey: '$default', eventType: 'MESSAGE' });
  return {
    requestContext: { ...context, messageId: randomUUID() },
    body: message.bytes.toString(message.isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: message.isBinary,
  };
}

/** The event of a socket that has closed, for whatever reason. */
export function createDisconnectEvent(
  identity: SocketIdentity,
  moment: Moment,
  closed: { readonly code: number; readonly reason: string },
): object {
  const context = requestContext(identity, moment, { routeKey: '$disconnect', eventType: 'DISCONNECT' });
  return {
    headers: { Host: identity.hostname },
    multiValueHeaders: { Host: [identity.hostname] },
    requestContext: { ...context, disconnectStatusCode: closed.code, disconnectReason: closed.reason },
    isBase64Encoded: false,
  };
}

/** The identity of a socket that asks to be let in. */
export function createSocketIdentity(
  request: IncomingMessage,
  known: { readonly connectionId: string; readonly connectedAtMs: number; readonly hostname: string },
): SocketIdentity {
  return { ...known, sourceIp: sourceIp(request), userAgent: request.headers['user-agent'] ?? null };
}

function requestContext(
  identity: SocketIdentity,
  { requestId, nowMs }: Moment,
  kind: { readonly routeKey: string; readonly eventType: string },
): object {
  return {
    ...kind,
    extendedRequestId: requestId,
    requestTime: requestTime(nowMs),
    messageDirection: 'IN',
    stage: localStage,
    connectedAt: identity.connectedAtMs,
    requestTimeEpoch: nowMs,
    identity: { sourceIp: identity.sourceIp, userAgent: identity.userAgent },
    requestId,
    domainName: identity.hostname,
    connectionId: identity.connectionId,
    apiId: localStage,
  };
}
