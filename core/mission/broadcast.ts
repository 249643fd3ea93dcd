import type { GrantRef } from '../access/grants.ts';
import { isGrantGood } from '../access/grants.ts';
import { withCostSoFar } from '../budget/cost-so-far.ts';
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
/** Less than a Lambda has left when its work is aborted. */
const retireMs = 800;

/**
 * Brings the list row and every socket of a mission up to its events: the sole sender of numbered messages. Each socket's events are claimed by
 * a conditional write before they are posted, so two runs never send one twice; a socket whose session or key has ended is hung up on. Throws DependencyFailed, to be woken again, while a
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
    const told = { ...deps, isHeld: asksOnce((ref) => isGrantGood(deps, ref, signal)) };
    const answers = await Promise.all(sockets.map((socket) => catchUp(told, socket, events, frames, signal)));
    await projectMission(deps)(viewMission(await withCostSoFar(deps)(mission, signal)), signal);
    if (answers.includes('again')) {
      throw new DependencyFailed(
        'socket_busy',
        'A socket is still connecting, or is being served by another run.',
        { retryAfterMs: 20 },
      );
    }
  };

type IsHeld = (ref: GrantRef) => Promise<boolean>;

/** Many sockets of one session are one question. */
function asksOnce(isHeld: IsHeld): IsHeld {
  const answers = new Map<string, Promise<boolean>>();
  return (ref) => {
    const answer = answers.get(ref.grant_id) ?? isHeld(ref);
    answers.set(ref.grant_id, answer);
    return answer;
  };
}

type CatchUp = 'done' | 'again';

async function catchUp(
  deps: BroadcastDeps & { readonly isHeld: IsHeld },
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
  if (!(await deps.isHeld(value.held_by))) {
    await retireSocket(deps, value);
    return 'done';
  }
  const expiresAtMs = value.opened_at_ms + socketLifeMs;
  const condition = { kind: 'revision', revision: socket.revision } as const;
  signal.throwIfAborted();
  const claim = await deps.records
    .put(socket.key, { ...value, sent: last, is_ready: true }, { condition, expiresAtMs }, signal)
    .catch((error: unknown) => retireAfter(deps, value, error));
  if (claim === 'lost') return 'again';
  const posted = await postInOrder(deps.liveFeed, value.connection_id, todo, signal);
  if (posted === 'all') return 'done';
  const isConnecting =
    posted === 'none' && !value.is_ready && deps.clock.nowMs() - value.opened_at_ms < connectingMs;
  if (!isConnecting) {
    await retireSocket(deps, value);
    signal.throwIfAborted();
    return 'done';
  }
  const unclaim = { kind: 'revision', revision: claim.revision } as const;
  await deps.records.put(socket.key, value, { condition: unclaim, expiresAtMs }, signal);
  return 'again';
}

/** `none` when the first one found the socket gone, so that nothing arrived; a post that fails may have arrived, and counts as `some`. */
async function postInOrder(
  liveFeed: LiveFeed,
  connectionId: string,
  frames: readonly string[],
  signal: AbortSignal,
): Promise<'all' | 'some' | 'none'> {
  for (const [index, frame] of frames.entries()) {
    const answer = await liveFeed.post(connectionId, frame, signal).catch(() => 'failed' as const);
    if (answer !== 'posted') return index === 0 && answer === 'gone' ? 'none' : 'some';
  }
  return 'all';
}

/** A claim whose answer was lost may stand, and then nobody else would send what it covers. */
async function retireAfter(deps: BroadcastDeps, socket: SocketRecord, error: unknown): Promise<never> {
  await retireSocket(deps, socket).catch(() => undefined);
  throw error;
}

/**
 * Hangs up on a socket whose claimed events did not all get through: its client returns with `after`. In a time of its own, because what
 * made the post fail may be that ours is over; and both are tried, since either makes the client return or be forgotten.
 */
async function retireSocket(deps: BroadcastDeps, { mission_id, connection_id }: SocketRecord): Promise<void> {
  const signal = AbortSignal.timeout(retireMs);
  const [dropped, closed] = await Promise.allSettled([
    dropSocket(deps)(mission_id, connection_id, signal),
    deps.liveFeed.close(connection_id, signal),
  ]);
  if (closed.status === 'rejected') throw closed.reason;
  if (dropped.status === 'rejected') throw dropped.reason;
}
