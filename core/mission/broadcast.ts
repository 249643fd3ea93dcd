import { DependencyFailed } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { ChainedEvent } from '../wire/event.ts';
import type { MissionId } from '../wire/ids.ts';
import type { SocketRecord } from './live-sockets.ts';
import { dropSocket, listSockets, socketLifeMs } from './live-sockets.ts';
import { foldMission } from './mission.ts';
import { projectMission } from './mission-rows.ts';
import { viewMission } from './view-mission.ts';

export interface BroadcastDeps {
  readonly eventLog: EventLog;
  readonly records: RecordStore;
  readonly liveFeed: LiveFeed;
  readonly clock: Clock;
}

/** A socket that is younger than this may still be connecting, and cannot be posted to until it has. */
const connectingMs = 10_000;

/**
 * Brings the list row and every socket of a mission up to its events: the sole sender of numbered messages. Each socket's events are claimed by
 * a conditional write before they are posted, so two runs never send one twice. Throws DependencyFailed, to be woken again, while a
 * socket is still connecting, and where another run was first, since that one may know fewer events.
 */
export const broadcast =
  (deps: BroadcastDeps) =>
  async (
    { missionId }: { readonly missionId: MissionId },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const [events, sockets] = await Promise.all([
      deps.eventLog.read(missionId, { afterSeq: 0 }, signal),
      listSockets(deps)(missionId, signal),
    ]);
    const mission = foldMission(events);
    if (mission === undefined) return;
    const frames = events.map((event) => JSON.stringify(event));
    const answers = await Promise.all(sockets.map((socket) => catchUp(deps, socket, events, frames, signal)));
    await projectMission(deps)(viewMission(mission), signal);
    if (answers.includes('again')) {
      throw new DependencyFailed(
        'socket_busy',
        'A socket is still connecting, or is being served by another run.',
        { retryAfterMs: 20 },
      );
    }
  };

type CatchUp = 'done' | 'again';

async function catchUp(
  deps: BroadcastDeps,
  socket: StoredRecord<SocketRecord>,
  events: readonly ChainedEvent[],
  frames: readonly string[],
  signal: AbortSignal,
): Promise<CatchUp> {
  const { value } = socket;
  const last = Math.max(value.sent, events.length);
  const todo = frames.slice(value.sent);
  if (!value.is_ready) todo.push(JSON.stringify({ type: 'ready', seq: last }));
  if (todo.length === 0) return 'done';
  const expiresAtMs = value.opened_at_ms + socketLifeMs;
  const condition = { kind: 'revision', revision: socket.revision } as const;
  const claim = await deps.records.put(
    socket.key,
    { ...value, sent: last, is_ready: true },
    { condition, expiresAtMs },
    signal,
  );
  if (claim === 'lost') return 'again';
  for (const [index, frame] of todo.entries()) {
    if ((await deps.liveFeed.post(value.connection_id, frame, signal)) === 'posted') continue;
    const isConnecting =
      index === 0 && !value.is_ready && deps.clock.nowMs() - value.opened_at_ms < connectingMs;
    if (!isConnecting) {
      await dropSocket(deps)(value.mission_id, value.connection_id, signal);
      await deps.liveFeed.close(value.connection_id, signal);
      return 'done';
    }
    const unclaim = { kind: 'revision', revision: claim.revision } as const;
    await deps.records.put(socket.key, value, { condition: unclaim, expiresAtMs }, signal);
    return 'again';
  }
  return 'done';
}
