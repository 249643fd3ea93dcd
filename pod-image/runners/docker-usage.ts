import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import * as z from 'zod';
import { noUsage, type Usage } from '../supervisor/process-tree.ts';

const lookMs = 50;
const answerMs = 2_000;

const statsSchema = z.object({
  memory_stats: z.object({
    usage: z.number().default(0),
    stats: z.record(z.string(), z.number()).default({}),
  }),
  pids_stats: z.object({ current: z.number().default(0) }),
});

type Endpoint = { readonly socketPath: string } | { readonly host: string; readonly port: number };

interface Container {
  readonly docker: string;
  readonly env: Readonly<Record<string, string>>;
  readonly name: string;
}

/** Asks the engine a few times a second what a container uses; nothing is known before the first answer. */
export function followUsage(container: Container): {
  readonly usage: () => Usage;
  readonly stop: () => void;
} {
  const ended = new AbortController();
  let last = noUsage;
  let timer: NodeJS.Timeout | undefined;
  const look = async (endpoint: Endpoint): Promise<void> => {
    last = (await readUsage(endpoint, container.name, ended.signal)) ?? last;
    if (!ended.signal.aborted) timer = setTimeout(look, lookMs, endpoint);
  };
  void findEndpoint(container).then((endpoint) => {
    if (endpoint !== undefined && !ended.signal.aborted) void look(endpoint);
  });
  return {
    usage: () => last,
    stop() {
      clearTimeout(timer);
      ended.abort();
    },
  };
}

const endpoints = new Map<string, Promise<Endpoint | undefined>>();

/** Where the engine of the client's current context listens; asked once for each environment. */
function findEndpoint({ docker, env }: Container): Promise<Endpoint | undefined> {
  const key = JSON.stringify(env);
  const known = endpoints.get(key) ?? askForEndpoint(docker, env);
  endpoints.set(key, known);
  return known;
}

async function askForEndpoint(
  docker: string,
  env: Readonly<Record<string, string>>,
): Promise<Endpoint | undefined> {
  const args = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'];
  const { stdout } = await promisify(execFile)(docker, args, { env, timeout: answerMs }).catch(() => ({
    stdout: '',
  }));
  return parseEndpoint(stdout.trim());
}

function parseEndpoint(address: string): Endpoint | undefined {
  const local = /^(?:unix|npipe):\/\/(.+)$/.exec(address)?.[1];
  if (local !== undefined) return { socketPath: local };
  const [, host, port] = /^tcp:\/\/([^/:]+):(\d+)$/.exec(address) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

/** Undefined when the engine does not answer, or not yet knows the container. */
async function readUsage(endpoint: Endpoint, name: string, ended: AbortSignal): Promise<Usage | undefined> {
  const path = `/containers/${name}/stats?stream=false&one-shot=true`;
  const signal = AbortSignal.any([ended, AbortSignal.timeout(answerMs)]);
  const { promise, resolve } = Promise.withResolvers<string>();
  request({ ...endpoint, path, signal }, async (response) => {
    resolve(await buffer(response).then(String, () => ''));
  })
    .on('error', () => resolve(''))
    .end();
  return parseStats(await promise);
}

function parseStats(text: string): Usage | undefined {
  try {
    const { memory_stats: memory, pids_stats: pids } = statsSchema.parse(JSON.parse(text));
    // Pages of files can be dropped at any time; v1 and v2 name them differently.
    const files = memory.stats.inactive_file ?? memory.stats.total_inactive_file ?? 0;
    return { memoryBytes: Math.max(0, memory.usage - files), processes: pids.current };
  } catch {
    return undefined;
  }
}
