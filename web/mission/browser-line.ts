import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import type { KeepPorts } from './keep-line.ts';

/** The line to a mission as a browser has it: tickets from the API, a WebSocket on the same origin. */
export function browserLine(missionId: string): KeepPorts {
  return {
    ticket: async () => (await call('socketTicket', { body: {} })).ticket,
    isFinal: (error) => error instanceof ApiError && error.status === 401,
    open: ({ ticket, after }, on) => {
      const query = new URLSearchParams({ ticket, after: String(after) });
      const socket = new WebSocket(
        `${location.origin.replace(/^http/, 'ws')}/gantry/ws/${encodeURIComponent(missionId)}?${query}`,
      );
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') on.text(event.data);
      });
      socket.addEventListener('close', () => on.closed());
      return {
        send: (text) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: () => socket.close(),
      };
    },
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  };
}
