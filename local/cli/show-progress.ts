import { WebSocket } from 'ws';
import { terminalStatuses } from '../../core/wire/mission.ts';
import type { ServerFrame } from '../../core/wire/socket.ts';
import { serverFrameSchema } from '../../core/wire/socket.ts';

const maxReconnects = 20;

/** Prints each stage of a mission as it happens, and the pod's log under it, until the mission has ended. Comes back with `after` when the socket is lost. */
export async function showProgress(
  origin: string,
  missionId: string,
  newTicket: () => Promise<string>,
): Promise<void> {
  const startedAtMs = Date.now();
  let seq = 0;
  const show = (frame: ServerFrame): boolean => {
    const seconds = `${((Date.now() - startedAtMs) / 1_000).toFixed(1)} s`.padStart(8);
    if (frame.type === 'log')
      for (const line of frame.lines) console.log(`${' '.repeat(10)}${frame.step} | ${line}`);
    if (frame.type !== 'status') return false;
    seq = frame.seq;
    console.log(`${seconds}  ${frame.status.padEnd(12)} ${frame.message}`);
    return (terminalStatuses as readonly string[]).includes(frame.status);
  };
  for (let reconnect = 0; reconnect < maxReconnects; reconnect += 1) {
    const url = `${origin.replace(/^http/, 'ws')}/gantry/ws/${missionId}?ticket=${await newTicket()}&after=${seq}`;
    if (await follow(url, show)) return;
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
