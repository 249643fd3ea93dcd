import * as z from 'zod';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { MissionId } from '../wire/ids.ts';
import { missionIdSchema } from '../wire/ids.ts';
import { clientFrameSchema } from '../wire/socket.ts';
import { connectionKey, dropSocket, socketRecordSchema, socketsOf } from './live-sockets.ts';

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
    const key = { partition: socketsOf(missionId), sort: input.connectionId };
    const socket = await deps.records.get(key, socketRecordSchema, signal);
    await deps.liveFeed.post(
      input.connectionId,
      JSON.stringify({ type: 'pong', seq: socket?.value.sent ?? 0 }),
      signal,
    );
  };

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
