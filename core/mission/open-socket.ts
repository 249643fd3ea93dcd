import type { SessionDeps } from '../access/sessions.ts';
import { redeemTicket } from '../access/socket-tickets.ts';
import { NotFound } from '../errors.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { MissionId } from '../wire/ids.ts';
import { readMission } from './append-facts.ts';
import { connectionKey, socketsOf } from './live-sockets.ts';
import type { SocketRecord } from './socket-record.ts';
import { socketLifeMs } from './socket-record.ts';

/**
 * Opens a socket on a mission for the owner of a ticket. It cannot post to a connection that is only being made, so it stores the socket and
 * inserts a join record in the mission's own order; broadcast answers that with the replay and `ready`.
 */
export const openSocket =
  (deps: SessionDeps & { readonly eventLog: EventLog }) =>
  async (
    input: {
      readonly connectionId: string;
      readonly missionId: MissionId;
      readonly ticket: string;
      readonly after: number;
    },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const heldBy = await redeemTicket(deps)(input.ticket, signal);
    const mission = await readMission(deps)(input.missionId, { signal });
    if (mission.request.owner !== heldBy.user_id)
      throw new NotFound('mission_not_found', 'There is no such mission.');
    const now = deps.clock.nowMs();
    const socket: SocketRecord = {
      connection_id: input.connectionId,
      mission_id: input.missionId,
      held_by: heldBy,
      sent: input.after,
      is_ready: false,
      opened_at_ms: now,
    };
    const options = { condition: { kind: 'any' }, expiresAtMs: now + socketLifeMs } as const;
    await deps.records.put(
      connectionKey(input.connectionId),
      { mission_id: input.missionId },
      options,
      signal,
    );
    await deps.records.put(
      { partition: socketsOf(input.missionId), sort: input.connectionId },
      socket,
      options,
      signal,
    );
    await deps.eventLog.join(input.missionId, input.connectionId, signal);
  };
