import * as z from 'zod';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { missionIdSchema } from '../wire/ids.ts';
import { clientFrameSchema } from '../wire/socket.ts';
import { connectionKey, dropSocket, socketsOf } from './live-sockets.ts';
import { connectionsOf, findGroup } from './socket-group.ts';
import { socketRecordSchema } from './socket-record.ts';

interface Deps {
  readonly records: RecordStore;
  readonly liveFeed: LiveFeed;
}

const connectionSchema = z.strictObject({ mission_id: missionIdSchema });

async function missionOf(
  deps: Deps,
  connectionId: string,
  signal: AbortSignal,
): Promise<MissionId | undefined> {
  return (await deps.records.get(connectionKey(connectionId), connectionSchema, signal))?.value.mission_id;
}

/** Answers a client's ping with the last seq sent; anything else from a client is ignored. */
export const answerSocket =
  (deps: Deps) =>
  async (
    input: { readonly connectionId: string; readonly text: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    if (!isPing(input.text)) return;
    const missionId = await missionOf(deps, input.connectionId, signal);
    if (missionId === undefined) return;
    const seq = await lastSent(deps, missionId, input.connectionId, signal);
    await deps.liveFeed.post(input.connectionId, JSON.stringify({ type: 'pong', seq }), signal);
  };

/** What a socket has had: the group's, or its own while it is served for itself; 0 for one that was dropped. */
async function lastSent(
  deps: Deps,
  missionId: MissionId,
  connectionId: string,
  signal: AbortSignal,
): Promise<number> {
  const group = await findGroup(deps)(missionId, signal);
  if (group !== undefined && connectionsOf(group.value).includes(connectionId)) return group.value.sent;
  const key = { partition: socketsOf(missionId), sort: connectionId };
  return (await deps.records.get(key, socketRecordSchema, signal))?.value.sent ?? 0;
}

function isPing(text: string): boolean {
  try {
    return clientFrameSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** Forgets a socket whose connection ended. */
export const closeSocket =
  (deps: Deps) =>
  async (
    { connectionId }: { readonly connectionId: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const missionId = await missionOf(deps, connectionId, signal);
    if (missionId !== undefined) await dropSocket(deps)(missionId, connectionId, signal);
  };
