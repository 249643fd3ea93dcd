import * as z from 'zod';
import type { GrantRef } from '../access/grants.ts';
import { grantRefSchema } from '../access/grants.ts';
import type { RecordKey, RecordStore, StoredRecord } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import type { SocketRecord } from './socket-record.ts';
import { socketLifeMs } from './socket-record.ts';

/** The sockets of a mission that have had all events up to `sent`: one write moves them all on. */
const socketGroupSchema = z.strictObject({
  sent: z.number().int().nonnegative(),
  members: z.array(z.strictObject({ held_by: grantRefSchema, connections: z.array(z.string()) })),
});
export type SocketGroup = z.infer<typeof socketGroupSchema>;
export type StoredGroup = StoredRecord<SocketGroup>;

interface Deps {
  readonly records: RecordStore;
}

const groupKey = (missionId: MissionId): RecordKey => ({
  partition: `socket-group#${missionId}`,
  sort: 'ready',
});

/** A mission's group, or undefined where no socket was ever ready. */
export const findGroup =
  (deps: Deps) =>
  (missionId: MissionId, signal: AbortSignal): Promise<StoredGroup | undefined> =>
    deps.records.get(groupKey(missionId), socketGroupSchema, signal);

/** Writes a group where it is still as it was read; `lost` where another run was first. It lasts as long as a socket that is made now. */
export const writeGroup =
  (deps: Deps) =>
  async (
    { before, missionId, nowMs }: { before: StoredGroup | undefined; missionId: MissionId; nowMs: number },
    value: SocketGroup,
    signal: AbortSignal,
  ): Promise<StoredGroup | 'lost'> => {
    const condition =
      before === undefined
        ? ({ kind: 'absent' } as const)
        : ({ kind: 'revision', revision: before.revision } as const);
    const key = groupKey(missionId);
    const expiresAtMs = nowMs + socketLifeMs;
    const written = await deps.records.put(key, value, { condition, expiresAtMs }, signal);
    return written === 'lost' ? 'lost' : { key, value, revision: written.revision };
  };

/** The connections of all members. */
export const connectionsOf = ({ members }: Pick<SocketGroup, 'members'>): readonly string[] =>
  members.flatMap(({ connections }) => connections);

/** A group without those that are gone, and with those that have come up to it, under the grant that each is held by. */
export function regrouped(
  { sent, members }: SocketGroup,
  { gone, joined }: { readonly gone: ReadonlySet<string>; readonly joined: readonly SocketRecord[] },
): SocketGroup {
  const byGrant = new Map<string, { held_by: GrantRef; connections: string[] }>();
  const add = (heldBy: GrantRef, connections: readonly string[]): void => {
    const found = byGrant.get(heldBy.grant_id) ?? { held_by: heldBy, connections: [] };
    byGrant.set(heldBy.grant_id, { ...found, connections: [...found.connections, ...connections] });
  };
  for (const { held_by, connections } of members)
    add(
      held_by,
      connections.filter((id) => !gone.has(id)),
    );
  for (const { held_by, connection_id } of joined) add(held_by, [connection_id]);
  return { sent, members: [...byGrant.values()].filter(({ connections }) => connections.length > 0) };
}
