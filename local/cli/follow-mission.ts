import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyFailed } from '../../core/errors.ts';
import { eventsSchema, ticketSchema } from '../../core/wire/http.ts';
import { terminalStatuses } from '../../core/wire/mission.ts';
import type { ServerFrame } from '../../core/wire/socket.ts';
import { serverFrameSchema } from '../../core/wire/socket.ts';
import type { Connection } from './connection.ts';

/** Gantry may be away this long, such as while it starts again. */
const patienceMs = 5 * 60_000;
const firstWaitMs = 500;
const longestWaitMs = 10_000;
/** A socket is asked for a sign of life this often, and is lost after two without one. */
const pingMs = 20_000;

/** Where a follower stands. */
interface Place {
  seq: number;
  hasEnded: boolean;
  /** When the last frame or answer came. */
  heardAtMs: number;
}

/**
 * Hands over each frame of a mission until it has ended, or `signal` is aborted. A socket that is lost is opened again where it broke off; what
 * happened meanwhile, and where no socket gets through, is read from the events.
 */
export async function followMission(
  gantry: Connection,
  missionId: string,
  { onFrame, signal }: { readonly onFrame: (frame: ServerFrame) => void; readonly signal: AbortSignal },
): Promise<void> {
  const place: Place = { seq: 0, hasEnded: false, heardAtMs: Date.now() };
  const take = (frame: ServerFrame): void => {
    place.heardAtMs = Date.now();
    if (frame.type === 'status') {
      if (frame.seq <= place.seq) return;
      place.seq = frame.seq;
      place.hasEnded = (terminalStatuses as readonly string[]).includes(frame.status);
    }
    onFrame(frame);
  };
  let waitMs = firstWaitMs;
  while (!place.hasEnded && !signal.aborted) {
    const before = place.heardAtMs;
    await followOnce(gantry, missionId, { place, take, signal });
    if (place.hasEnded || signal.aborted) return;
    waitMs = place.heardAtMs > before ? firstWaitMs : Math.min(waitMs * 2, longestWaitMs);
    if (Date.now() - place.heardAtMs > patienceMs) throw lost(gantry, missionId);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

const lost = ({ origin }: Connection, missionId: string): DependencyFailed =>
  new DependencyFailed(
    'connection_lost',
    `Gantry has not answered at ${origin} for five minutes. The mission goes on there; see it later with gantry status ${missionId}.`,
  );

interface Following {
  readonly place: Place;
  readonly take: (frame: ServerFrame) => void;
  readonly signal: AbortSignal;
}

/** One socket from its opening to its end, and what the events tell beyond it. */
async function followOnce(gantry: Connection, missionId: string, following: Following): Promise<void> {
  const { place, take, signal } = following;
  try {
    const { ticket } = await gantry.call('socketTicket', { body: {}, signal }, ticketSchema);
    const query = new URLSearchParams({ ticket, after: String(place.seq) });
    await listen(`${gantry.origin.replace(/^http/, 'ws')}/gantry/ws/${missionId}?${query}`, following);
    if (place.hasEnded || signal.aborted) return;
    const input = { params: { mission_id: missionId }, query: { after: place.seq }, signal };
    for (const event of (await gantry.call('missionEvents', input, eventsSchema)).events)
      if (event.type === 'status') take(serverFrameSchema.parse(event));
  } catch (error) {
    if (!signal.aborted && !isPassing(error)) throw error;
  }
}

/** Whether it may well be gone in a moment: no answer, or one that asks to come back. */
const isPassing = (error: unknown): boolean =>
  error instanceof Error && ['DependencyFailed', 'RateLimited'].includes(error.name);

/** Listens on one socket until it closes, the mission ends or it is told to stop. */
function listen(url: string, { place, take, signal }: Following): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let silentPings = 0;
    const ping = setInterval(() => {
      if (silentPings >= 2) return finish();
      silentPings += 1;
      if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}');
    }, pingMs);
    const finish = (): void => {
      clearInterval(ping);
      signal.removeEventListener('abort', finish);
      socket.close();
      resolve();
    };
    signal.addEventListener('abort', finish);
    socket.addEventListener('message', ({ data }) => {
      silentPings = 0;
      const frame = readFrame(String(data));
      if (frame !== undefined) take(frame);
      if (place.hasEnded) finish();
    });
    socket.addEventListener('error', finish);
    socket.addEventListener('close', finish);
  });
}

/** A frame that this version knows. */
function readFrame(data: string): ServerFrame | undefined {
  try {
    return serverFrameSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}
