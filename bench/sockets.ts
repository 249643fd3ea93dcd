import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { callerOfToken, openSession } from '../core/access/sessions.ts';
import { issueTicket } from '../core/access/socket-tickets.ts';
import { findUser } from '../core/access/users.ts';
import { printFigure, quantile, rounded } from './figure.ts';
import type { BenchWorld } from './open-bench-world.ts';
import { preciseNowMs } from './precise-now.ts';
import { finishMission, startMission } from './run-mission.ts';
import type { ClientsAnswer, ClientsAsk } from './socket-clients.ts';

const count = 500;
/** As many as a mission has, and about as large. */
const bareFrames = 12;
const bareGapMs = 60;
const lastFramesMs = 300;

/**
 * From asking for an event's append to its arrival at each of 500 sockets of one mission, while that mission builds and ships; against a bare
 * broadcast of frames as large, from the same process to the same 500 clients, which are a process of their own.
 */
export async function benchSockets(bench: BenchWorld): Promise<void> {
  const clients = fork(fileURLToPath(new URL('socket-clients.ts', import.meta.url)));
  try {
    const live = await measureMission(bench, clients);
    const bare = await measureBare(clients);
    const [p99, bareP99] = [quantile(live.latencies, 0.99), quantile(bare, 0.99)];
    printFigure({
      figure: 'append-to-socket-p99',
      value: rounded(p99 / bareP99),
      unit: 'of a bare ws broadcast',
      limit: 2,
      limit_is: 'at most',
      sockets: count,
      missions: 1,
      events: live.events,
      frames: live.latencies.length,
      p50_ms: rounded(quantile(live.latencies, 0.5)),
      p99_ms: rounded(p99),
      bare_p50_ms: rounded(quantile(bare, 0.5)),
      bare_p99_ms: rounded(bareP99),
    });
  } finally {
    clients.kill();
  }
}

async function measureMission(
  bench: BenchWorld,
  clients: ChildProcess,
): Promise<{ readonly latencies: number[]; readonly events: number }> {
  const { probes } = bench;
  const written = Promise.withResolvers<void>();
  probes.beforeDraft = written.promise;
  const missionId = await startMission(bench);
  const tickets = await manyTickets(bench);
  const base = `${bench.origin.replace('http', 'ws')}/gantry/ws/${missionId}?ticket=`;
  await openAll(clients, { kind: 'open', urls: tickets.map((ticket) => base + ticket), until: 'ready' });
  probes.appendedAtMs.clear();
  written.resolve();
  await finishMission(bench, missionId);
  await sleep(lastFramesMs);
  const received = await collect(clients);
  const latencies = [...probes.appendedAtMs].flatMap(([seq, appendedMs]) => {
    const arrived = received[String(seq)] ?? [];
    if (arrived.length !== count) throw new Error(`${arrived.length} of ${count} sockets got event ${seq}.`);
    return arrived.map((atMs) => atMs - appendedMs);
  });
  return { latencies, events: probes.appendedAtMs.size };
}

async function manyTickets({ world }: BenchWorld): Promise<string[]> {
  const signal = AbortSignal.timeout(10_000);
  const admin = await findUser(world)('admin', signal);
  if (admin === undefined) throw new Error('The bench has no admin.');
  const { token } = await openSession(world)(admin, signal);
  const caller = await callerOfToken(world)(token, signal);
  if (caller === undefined) throw new Error('The bench’s session is none.');
  const issue = async (): Promise<string> => (await issueTicket(world)(caller, signal)).ticket;
  return Promise.all(Array.from({ length: count }, issue));
}

async function measureBare(clients: ChildProcess): Promise<number[]> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const urls = Array.from({ length: count }, () => `ws://127.0.0.1:${port}`);
  await openAll(clients, { kind: 'open', urls, until: '' });
  const sentAtMs: number[] = [];
  for (let seq = 0; seq < bareFrames; seq += 1) {
    sentAtMs.push(preciseNowMs());
    const frame = JSON.stringify({ type: 'status', seq, padding: 'x'.repeat(900) });
    for (const socket of server.clients) socket.send(frame);
    await sleep(bareGapMs);
  }
  await sleep(lastFramesMs);
  const received = await collect(clients);
  server.close();
  return sentAtMs.flatMap((atMs, seq) => (received[String(seq)] ?? []).map((arrived) => arrived - atMs));
}

async function openAll(clients: ChildProcess, ask: ClientsAsk): Promise<void> {
  const answered = once(clients, 'message', { signal: AbortSignal.timeout(30_000) });
  clients.send(ask);
  await answered;
}

async function collect(clients: ChildProcess): Promise<Readonly<Record<string, readonly number[]>>> {
  const answered = once(clients, 'message', { signal: AbortSignal.timeout(10_000) });
  clients.send({ kind: 'collect' } satisfies ClientsAsk);
  const [answer] = (await answered) as [ClientsAnswer];
  return answer.kind === 'received' ? answer.atMs : {};
}
