import { WebSocket } from 'ws';
import { preciseNowMs } from './precise-now.ts';

/** What the bench tells the process of its clients, and what it hears back. */
export type ClientsAsk =
  | { readonly kind: 'open'; readonly urls: readonly string[]; readonly until: string }
  | { readonly kind: 'collect' };
export type ClientsAnswer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'received'; readonly atMs: Readonly<Record<string, readonly number[]>> };

const atOnce = 25;
const receivedAtMs: Record<string, number[]> = {};
const sockets: WebSocket[] = [];

/** Resolves at the frame of that type, or when the socket is open where no type is waited for. */
function openSocket(url: string, until: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    sockets.push(socket);
    socket.once('error', reject);
    if (until === '') socket.once('open', () => resolve());
    socket.on('message', (data) => {
      const nowMs = preciseNowMs();
      const { type, seq } = JSON.parse(String(data)) as { readonly type: string; readonly seq?: number };
      if (type === until) resolve();
      if (type !== 'status') return;
      receivedAtMs[String(seq)] ??= [];
      receivedAtMs[String(seq)]?.push(nowMs);
    });
  });
}

async function openAll(urls: readonly string[], until: string): Promise<void> {
  for (let start = 0; start < urls.length; start += atOnce) {
    await Promise.all(urls.slice(start, start + atOnce).map((url) => openSocket(url, until)));
  }
}

function answer(text: ClientsAnswer): void {
  process.send?.(text);
}

process.on('message', async (ask: ClientsAsk) => {
  if (ask.kind === 'collect') {
    for (const socket of sockets.splice(0)) socket.terminate();
    answer({ kind: 'received', atMs: receivedAtMs });
    for (const seq of Object.keys(receivedAtMs)) delete receivedAtMs[seq];
    return;
  }
  await openAll(ask.urls, ask.until);
  answer({ kind: 'opened' });
});
