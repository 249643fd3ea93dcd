import { beforeEach } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { callerOfToken, openSession } from '../../../core/access/sessions.ts';
import { issueTicket } from '../../../core/access/socket-tickets.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { broadcast } from '../../../core/mission/broadcast.ts';
import { listSockets } from '../../../core/mission/live-sockets.ts';
import { openSocket } from '../../../core/mission/open-socket.ts';
import { connectionsOf, findGroup } from '../../../core/mission/socket-group.ts';
import type { MissionId, UserId } from '../../../core/wire/ids.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands, userId } from './samples.ts';

const all = commands();
type Ports = ReturnType<typeof makePorts> & { liveFeed: ReturnType<typeof fakeLiveFeed>['liveFeed'] };

/** A mission whose sockets a test opens and serves; made anew before each test. */
export function socketWorld() {
  const world = {} as { feed: ReturnType<typeof fakeLiveFeed>; ports: Ports; missionId: MissionId };
  beforeEach(async () => {
    world.feed = fakeLiveFeed();
    world.ports = { ...makePorts(), liveFeed: world.feed.liveFeed };
    world.missionId = newMissionId();
    await play([], { missionId: world.missionId, deps: world.ports });
  });

  const run = (deps: Ports = world.ports, signal: AbortSignal = never): Promise<void> =>
    broadcast(deps)({ missionId: world.missionId }, { signal });
  const append = (kind: keyof typeof all) =>
    runCommand(world.ports)(
      { missionId: world.missionId, command: all[kind], actor: 'gantry' },
      { signal: never },
    );
  /** What a connection got: the numbers of events, and the types of all else. */
  const seqs = (connectionId: string): unknown[] =>
    world.feed.inbox(connectionId).map((frame) => {
      const { type, seq } = frame as { type: string; seq: number };
      return type === 'status' ? seq : type;
    });
  /** The connections that are served: each for itself, and in the group. */
  const served = async (): Promise<{
    readonly alone: readonly string[];
    readonly group: readonly string[];
  }> => {
    const alone = await listSockets(world.ports)(world.missionId, never);
    const group = await findGroup(world.ports)(world.missionId, never);
    return {
      alone: alone.map(({ value }) => value.connection_id),
      group: connectionsOf(group?.value ?? { members: [] }),
    };
  };

  /** A user with a session of their own. */
  async function enter(id: UserId): Promise<Caller> {
    const username = id === userId ? 'ada' : 'eve';
    const user = {
      id,
      username,
      role: 'member' as const,
      password_hash: null,
      is_disabled: false,
      session_epoch: 0,
      key_epoch: 0,
    };
    const { ports } = world;
    await ports.records.put(
      { partition: 'users', sort: username },
      user,
      { condition: { kind: 'any' } },
      never,
    );
    const { token } = await openSession(ports)(user, never);
    return (await callerOfToken(ports)(token, never)) as Caller;
  }

  async function open(
    connectionId: string,
    after = 0,
    owner: UserId = userId,
    missionId: MissionId = world.missionId,
  ): Promise<Caller> {
    const caller = await enter(owner);
    const { ticket } = await issueTicket(world.ports)(caller, never);
    await openSocket(world.ports)({ connectionId, missionId, ticket, after }, { signal: never });
    return caller;
  }

  return { world, run, append, seqs, served, open };
}
