import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, vi } from 'vitest';
import { sharedInstallation, useInstalled } from '../../aws/rig/installed.ts';
import { adminPassword } from './admin-password.ts';
import { temporaryFolder } from './folders.ts';
import { addMembers } from './members.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const compileCache = join(repository, 'node_modules/.cache/gantry-e2e');
/** Whole missions on a busy machine take their time, and nothing here measures it. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

/** Gantry as its users run it: a process of its own, reached over HTTP and WebSocket alone. */
export interface Product {
  readonly port: number;
  readonly home: string;
  readonly pid: number;
  /** What a person is called here, where names are shared with other files. */
  usernameOf?(name: string): string;
  /** All that it has printed. */
  output(): string;
  /** SIGKILL, as when the power fails; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface ProductOptions {
  readonly home: string;
  /** Left out, the machine chooses a free one. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Nothing of the test run's own environment decides how the product behaves, but the isolation and the browser that a run is meant to try. */
function cleanEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'GANTRY_ISOLATION', 'GANTRY_BROWSER'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Starts the product on a home folder and resolves when it answers /health. */
export async function startProduct({ home, port = 0, env = {} }: ProductOptions): Promise<Product> {
  const child = spawn(process.execPath, ['--conditions=gantry-local', 'local/main.ts'], {
    cwd: repository,
    env: {
      ...cleanEnvironment(),
      PORT: String(port),
      // A start takes half the processor time when another start has compiled the same source.
      NODE_COMPILE_CACHE: compileCache,
      GANTRY_HOME: home,
      GANTRY_ADMIN_PASSWORD: adminPassword,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const orphaned = (): void => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  const gone = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      process.off('exit', orphaned);
      resolve(code);
    });
  });
  const output = keepOutput(child);
  const givenPort = await whenListening(child, output);
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return gone;
  };
  return {
    port: givenPort,
    home,
    pid: child.pid ?? 0,
    output,
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

function keepOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}

async function whenListening(child: ChildProcess, output: () => string): Promise<number> {
  for (let waits = 0; waits < 1_200; waits += 1) {
    const port = /Gantry runs at http:\/\/localhost:(\d+)/.exec(output())?.[1];
    if (port !== undefined && (await answersHealth(Number(port)))) return Number(port);
    if (child.exitCode !== null) throw new Error(`the product ended before it listened:\n${output()}`);
    await sleep(25);
  }
  child.kill('SIGKILL');
  throw new Error(`the product does not listen:\n${output()}`);
}

async function answersHealth(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
  return answer?.status === 200;
}

/** One world of the two, as a test file sees it: where it is, who is known there, and how it ends. */
export interface ProductSetting {
  /** Known before the product is, so that a test may be for one of the two alone. */
  readonly world: 'local' | 'aws';
  readonly current: Product;
  /** Ends the product as told and starts it again on the same home and port. */
  restart(how: 'kill' | 'stop'): Promise<Product>;
}

/**
 * Registers the hooks that run one product for a whole test file, or, in the project that has an installation on AWS, make people of the file's
 * own there; `members` are users beside `admin`, with their own names as passwords.
 * `env` is asked when the product starts, since stand-ins get their ports late.
 */
export function useProduct(
  options: {
    readonly members?: readonly string[];
    readonly env?: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  } = {},
): ProductSetting {
  const installation = sharedInstallation();
  if (installation !== undefined) return useInstalled(installation, options);
  const home = temporaryFolder();
  let product: Product | undefined;
  const running = (): Product => {
    if (product === undefined) throw new Error('the product has not been started');
    return product;
  };
  const start = async (port?: number): Promise<Product> => {
    product = await startProduct({
      home,
      env: (await options.env?.()) ?? {},
      ...(port !== undefined && { port }),
    });
    return product;
  };
  beforeAll(async () => {
    await addMembers(home, options.members ?? []);
    await start();
  });
  afterAll(async () => {
    await product?.stop();
  });
  return {
    world: 'local',
    get current() {
      return running();
    },
    async restart(how) {
      const { port } = running();
      await running()[how]();
      return start(port);
    },
  };
}
