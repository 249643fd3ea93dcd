import type { FunctionTable } from '../../../local/gateway/invoke-function.ts';
import { table } from './fixture-gateway.ts';

/** What the tests read of a socket's event. */
export interface SocketEvent {
  readonly requestContext: {
    readonly connectionId: string;
    readonly routeKey: string;
    readonly eventType: string;
  };
  readonly queryStringParameters: Record<string, string>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Socket functions that let everybody in and keep what they were told. */
export function recordSockets(overrides: Parameters<typeof table>[0] = {}): {
  functions: FunctionTable;
  events: SocketEvent[];
} {
  const events: SocketEvent[] = [];
  const record = async (event: SocketEvent) => {
    events.push(event);
    return { statusCode: 200 };
  };
  const names = ['socket-connect', 'socket-message', 'socket-disconnect'];
  return {
    functions: table({ ...Object.fromEntries(names.map((name) => [name, record])), ...overrides }),
    events,
  };
}

/** The route keys of events, in order. */
export const kinds = (events: readonly SocketEvent[]) => events.map((event) => event.requestContext.routeKey);
/** The connection that an event is of. */
export const idOf = (event: SocketEvent | undefined): string => event?.requestContext.connectionId ?? '';
