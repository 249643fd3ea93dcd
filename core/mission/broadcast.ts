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
import { dropSocket, listSockets } from './live-sockets.ts';
import { foldMission } from './mission.ts';
import { projectMission } from './mission-rows.ts';
import type { SocketGroup, StoredGroup } from './socket-group.ts';
import { connectionsOf, findGroup, regrouped, writeGroup } from './socket-group.ts';
import type { SocketRecord } from './socket-record.ts';
import { socketLifeMs } from './socket-record.ts';
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
 * Brings the list row and every socket of a mission up to its events: the sole sender of numbered messages. Events are claimed by a conditional
 * write before they are posted, so two runs never send one twice: once for the group of all sockets that stand equal, and for itself for each
 * that is still on its way there. A socket whose session or key has ended is hung up on. Throws DependencyFailed, to be woken again, while a
 * socket is still connecting, and where another run was first, since that one may know fewer events.
 */
export const broadcast =
  (deps: BroadcastDeps) =>
  async (
    { missionId }: { readonly missionId: MissionId },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const [events, alone, group] = await Promise.all([
      deps.eventLog.read(missionId, { afterSeq: 0 }, signal),
      listSockets(deps)(missionId, signal),
      findGroup(deps)(missionId, signal),
    ]);
    const mission = foldMission(events);
    if (mission === undefined) return;
    const isHeld = asksOnce((ref) => isGrantGood(deps, ref, signal));
    const answer = await serve({ ...deps, missionId, isHeld, events, signal }, { alone, group });
    await projectMission(deps)(viewMission(await withCostSoFar(deps)(mission, signal)), signal);
    if (answer === 'again') {
      throw new DependencyFailed(
        'socket_busy',
        'A socket is still connecting, or is being served by another run.',
        { retryAfterMs: 20 },
      );
    }
  };

/** One run: what it knows of a mission, and with what it serves it. */
interface Run extends BroadcastDeps {
  readonly missionId: MissionId;
  readonly events: readonly ChainedEvent[];
  readonly isHeld: IsHeld;
  readonly signal: AbortSignal;
}

type Alone = StoredRecord<SocketRecord>;

async function serve(
  run: Run,
  { alone, group: found }: { readonly alone: readonly Alone[]; readonly group: StoredGroup | undefined },
): Promise<'done' | 'again'> {
  if (found === undefined && alone.length === 0) return 'done';
  // Nobody is served before the group is here: whoever joins it later has had what it has had.
  const group = await claimGroup(run, found);
  if (group === 'lost') return 'again';
  const members = new Set(connectionsOf(group.value));
  const [joining, left] = [
    alone.filter(({ value }) => !members.has(value.connection_id)),
    alone.filter(({ value }) => members.has(value.connection_id)),
  ];
  const frames = framesAfter(run.events, found?.value.sent ?? run.events.length);
  const [gone, answers] = await Promise.all([
    postToGroup(run, group.value, frames),
    Promise.all(joining.map((socket) => catchUp(run, socket))),
  ]);
  const joined = joining.filter((_, index) => answers[index] === 'joins');
  const regroup = await moveInto(run, group, { gone, joined, left });
  run.signal.throwIfAborted();
  return regroup === 'lost' || answers.includes('again') ? 'again' : 'done';
}

const framesAfter = (events: readonly ChainedEvent[], seq: number): readonly string[] =>
  events.slice(seq).map((event) => JSON.stringify(event));

/** The group at this run's last event; `lost` where another run took it there, or knows more. One whose answer is lost may have been taken. */
async function claimGroup(run: Run, found: StoredGroup | undefined): Promise<StoredGroup | 'lost'> {
  const { missionId, signal, events } = run;
  const { sent, members } = found?.value ?? { sent: -1, members: [] };
  if (sent > events.length) return 'lost';
  if (found !== undefined && sent === events.length) return found;
  signal.throwIfAborted();
  const nowMs = run.clock.nowMs();
  const value = { sent: events.length, members };
  return writeGroup(run)({ before: found, missionId, nowMs }, value, signal).catch(async (error: unknown) => {
    await Promise.allSettled(connectionsOf(value).map((id) => retireSocket(run, id)));
    throw error;
  });
}

/** Posts to all members side by side; answers who is gone. */
async function postToGroup(
  run: Run,
  { members }: SocketGroup,
  frames: readonly string[],
): Promise<Set<string>> {
  if (frames.length === 0) return new Set();
  const gone = await Promise.all(
    members.map(async ({ held_by, connections }) => {
      if (!(await run.isHeld(held_by))) return connections;
      const posted = await Promise.all(
        connections.map((id) => postInOrder(run.liveFeed, id, frames, run.signal)),
      );
      return connections.filter((_, index) => posted[index] !== 'all');
    }),
  );
  await Promise.all(gone.flat().map((id) => retireSocket(run, id)));
  return new Set(gone.flat());
}

/** Takes sockets into the group that stand where it does, and out of it who is gone; only then nobody serves the new ones for themselves any more. */
async function moveInto(
  run: Run,
  before: StoredGroup,
  {
    gone,
    joined,
    left,
  }: {
    readonly gone: ReadonlySet<string>;
    readonly joined: readonly Alone[];
    readonly left: readonly Alone[];
  },
): Promise<'done' | 'lost'> {
  const { missionId, signal } = run;
  if (joined.length > 0 || gone.size > 0) {
    const value = regrouped(before.value, { gone, joined: joined.map((socket) => socket.value) });
    const written = await writeGroup(run)({ before, missionId, nowMs: run.clock.nowMs() }, value, signal);
    if (written === 'lost') return 'lost';
  }
  await Promise.all([...joined, ...left].map(({ key }) => run.records.remove(key, { kind: 'any' }, signal)));
  return 'done';
}

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

type CatchUp = 'joins' | 'done' | 'again';

/** Serves a socket for itself: it joins the group where it has then had all that the group has. */
async function catchUp(run: Run, socket: Alone): Promise<CatchUp> {
  const { value } = socket;
  const { signal, events } = run;
  const last = Math.max(value.sent, events.length);
  const caughtUp = last === events.length ? 'joins' : 'done';
  const todo = [...framesAfter(events, value.sent)];
  if (!value.is_ready) todo.push(JSON.stringify({ type: 'ready', seq: last }));
  if (todo.length === 0) return caughtUp;
  if (!(await run.isHeld(value.held_by))) {
    await retireSocket(run, value.connection_id);
    return 'done';
  }
  const expiresAtMs = value.opened_at_ms + socketLifeMs;
  const condition = { kind: 'revision', revision: socket.revision } as const;
  signal.throwIfAborted();
  const claim = await run.records
    .put(socket.key, { ...value, sent: last, is_ready: true }, { condition, expiresAtMs }, signal)
    .catch((error: unknown) => retireAfter(run, value, error));
  if (claim === 'lost') return 'again';
  const posted = await postInOrder(run.liveFeed, value.connection_id, todo, signal);
  if (posted === 'all') return caughtUp;
  const isConnecting =
    posted === 'none' && !value.is_ready && run.clock.nowMs() - value.opened_at_ms < connectingMs;
  if (!isConnecting) {
    await retireSocket(run, value.connection_id);
    signal.throwIfAborted();
    return 'done';
  }
  const unclaim = { kind: 'revision', revision: claim.revision } as const;
  await run.records.put(socket.key, value, { condition: unclaim, expiresAtMs }, signal);
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
async function retireAfter(run: Run, { connection_id }: SocketRecord, error: unknown): Promise<never> {
  await retireSocket(run, connection_id).catch(() => undefined);
  throw error;
}

/**
 * Hangs up on a socket whose claimed events did not all get through: its client returns with `after`. In a time of its own, because what
 * made the post fail may be that ours is over; and both are tried, since either makes the client return or be forgotten.
 */
async function retireSocket(run: Run, connectionId: string): Promise<void> {
  const signal = AbortSignal.timeout(retireMs);
  const [dropped, closed] = await Promise.allSettled([
    dropSocket(run)(run.missionId, connectionId, signal),
    run.liveFeed.close(connectionId, signal),
  ]);
  if (closed.status === 'rejected') throw closed.reason;
  if (dropped.status === 'rejected') throw dropped.reason;
}
