import { WebSocket } from 'ws';
import { terminalStatuses } from '../../core/wire/mission.ts';
import type { ServerFrame } from '../../core/wire/socket.ts';
import { serverFrameSchema } from '../../core/wire/socket.ts';
import { isTerminal, linePrinter } from '../terminal.ts';
import { progressTeller } from './tell-progress.ts';

const maxReconnects = 20;

/**
 * Prints each stage of a mission as it happens, the files as they are written and the pod's log, until the mission has ended. Comes back with
 * `after` when the socket is lost.
 */
export async function showProgress(
  origin: string,
  missionId: string,
  newTicket: () => Promise<string>,
): Promise<void> {
  const tell = progressTeller({ startedAtMs: Date.now(), isLive: isTerminal() });
  const print = linePrinter();
  let seq = 0;
  const show = (frame: ServerFrame): boolean => {
    print(tell(frame, Date.now()));
    if (frame.type !== 'status') return false;
    seq = frame.seq;
    return (terminalStatuses as readonly string[]).includes(frame.status);
  };
  for (let reconnect = 0; reconnect < maxReconnects; reconnect += 1) {
    const url = `${origin.replace(/^http/, 'ws')}/gantry/ws/${missionId}?ticket=${await newTicket()}&after=${seq}`;
    if (await follow(url, show)) return;
    print({ lines: [], now: '' });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Follows one socket; answers whether the mission ended on it. */
function follow(url: string, show: (frame: ServerFrame) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let hasEnded = false;
    socket.on('message', (data) => {
      const frame = serverFrameSchema.safeParse(JSON.parse(String(data)));
      if (!frame.success || !show(frame.data)) return;
      hasEnded = true;
      socket.close();
    });
    socket.on('error', () => socket.close());
    socket.on('close', () => resolve(hasEnded));
  });
}
