import * as z from 'zod';
import { grantRefSchema } from '../access/grants.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { missionIdSchema } from '../wire/ids.ts';

/** A socket of a mission: `sent` is the last seq that was claimed for it. */
export const socketRecordSchema = z.strictObject({
  connection_id: z.string(),
  mission_id: missionIdSchema,
  /** The session or API key that it was opened under, and with which it ends. */
  held_by: grantRefSchema,
  sent: z.number().int().nonnegative(),
  is_ready: z.boolean(),
  opened_at_ms: z.number(),
});
export type SocketRecord = z.infer<typeof socketRecordSchema>;

/** A connection lasts two hours at most, as API Gateway has it. */
export const socketLifeMs: number = 2 * 60 * 60 * 1_000;
const maxSockets = 1_000;

/** The partition that holds a mission's sockets. */
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

/** Every socket of a mission. */
export const listSockets =
  (deps: { readonly records: RecordStore }) => (missionId: MissionId, signal: AbortSignal) =>
    deps.records.list(socketsOf(missionId), { limit: maxSockets }, socketRecordSchema, signal);

/** Posts an unnumbered frame to every ready socket of a mission; whoever cannot take it is left to the next numbered one. */
export const postFrame =
  (deps: { readonly records: RecordStore; readonly liveFeed: LiveFeed }) =>
  async (missionId: MissionId, frame: unknown, signal: AbortSignal): Promise<void> => {
    const sockets = await listSockets(deps)(missionId, signal);
    const text = JSON.stringify(frame);
    await Promise.all(
      sockets
        .filter((socket) => socket.value.is_ready)
        .map((socket) => deps.liveFeed.post(socket.value.connection_id, text, signal)),
    );
  };
