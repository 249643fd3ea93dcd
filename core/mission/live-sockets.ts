import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { connectionsOf, findGroup } from './socket-group.ts';
import { socketRecordSchema } from './socket-record.ts';

const maxSockets = 1_000;

/** The partition that holds the sockets of a mission that are not of its group yet. */
export const socketsOf = (missionId: MissionId): string => `sockets#${missionId}`;
/** Where a connection's mission is found by its id. */
export const connectionKey = (
  connectionId: string,
): { readonly partition: string; readonly sort: string } => ({
  partition: `connection#${connectionId}`,
  sort: 'mission',
});

/** Forgets a socket. */
export const dropSocket =
  (deps: { readonly records: RecordStore }) =>
  async (missionId: MissionId, connectionId: string, signal: AbortSignal): Promise<void> => {
    await deps.records.remove(
      { partition: socketsOf(missionId), sort: connectionId },
      { kind: 'any' },
      signal,
    );
    await deps.records.remove(connectionKey(connectionId), { kind: 'any' }, signal);
  };

/** The sockets of a mission that are served each for itself. */
export const listSockets =
  (deps: { readonly records: RecordStore }) => (missionId: MissionId, signal: AbortSignal) =>
    deps.records.list(socketsOf(missionId), { limit: maxSockets }, socketRecordSchema, signal);

/** Posts an unnumbered frame to every ready socket of a mission; whoever cannot take it is left to the next numbered one. */
export const postFrame =
  (deps: { readonly records: RecordStore; readonly liveFeed: LiveFeed }) =>
  async (missionId: MissionId, frame: unknown, signal: AbortSignal): Promise<void> => {
    const [alone, group] = await Promise.all([
      listSockets(deps)(missionId, signal),
      findGroup(deps)(missionId, signal),
    ]);
    const ready = alone.flatMap(({ value }) => (value.is_ready ? [value.connection_id] : []));
    // One that is about to join stands in both.
    const connections = new Set([...ready, ...connectionsOf(group?.value ?? { members: [] })]);
    const text = JSON.stringify(frame);
    await Promise.all([...connections].map((id) => deps.liveFeed.post(id, text, signal)));
  };
