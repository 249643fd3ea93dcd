import { InputRejected, Unauthenticated } from '../../core/errors.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import { connectQuerySchema } from '../../core/wire/socket.ts';
import type { SocketEvent } from './socket.ts';

/** What a `$connect` asks for; without a ticket there is no caller. */
export function readConnect(event: SocketEvent): {
  readonly connectionId: string;
  readonly missionId: MissionId;
  readonly ticket: string;
  readonly after: number;
} {
  const query = event.queryStringParameters ?? {};
  if (!query.ticket)
    throw new Unauthenticated(
      'ticket_missing',
      'Get a ticket with POST /gantry/ws-ticket and send it as ?ticket=.',
    );
  const parsed = connectQuerySchema.safeParse(query);
  if (!parsed.success) {
    throw new InputRejected('query_invalid', 'Connect to /gantry/ws/{mission_id}?ticket=T&after=SEQ.', {
      cause: parsed.error,
    });
  }
  const { mission_id: missionId, ticket, after } = parsed.data;
  return { connectionId: event.requestContext.connectionId, missionId, ticket, after };
}
