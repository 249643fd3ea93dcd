import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DependencyFailed } from '../../core/errors.ts';
import { diskFull, isDiskFull } from './disk-full.ts';
import { postgresPackage, zodPackage } from './postgres-package.ts';
import { socketNames } from './twin-request.ts';

/** A process that has a database open, and where it is spoken to. */
export interface Twin {
  readonly pid: number;
  readonly appSocket: string;
  readonly ownerSocket: string;
  /** Resolves when the process is gone, however it went. */
  readonly gone: Promise<void>;
  /** Closes the database and ends the process. */
  end(): Promise<void>;
}

/** How a database is opened. */
export interface TwinOptions {
  /** A statement is ended when it runs longer. */
  readonly statementMs: number;
  /** How long to wait for another process that has the folder open. */
  readonly waitMs?: number;
  /** Where its sockets are made, for the group that this folder has; left out, for this user alone. */
  readonly socketFolder?: string;
}

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
/** How long a process that goes may still hold the folder. */
const lockMs = 10_000;
const endMs = 10_000;
/** Memory of Postgres itself: 320 MB, beyond which a statement is refused and nothing else happens. */
const memoryPages = 5_120;

/** Without the optimising compiler of WebAssembly, which takes several hundred MB for a few milliseconds. */
export const engineFlags = ['--liftoff-only', `--wasm-max-mem-pages=${memoryPages}`, '--no-warnings'];

/** Opens a database folder in a process of its own, which ends with this one; it may write its folder and its sockets, and nothing else. */
export async function startTwin(
  folder: string,
  { statementMs, waitMs = lockMs, socketFolder }: TwinOptions,
): Promise<Twin> {
  const sockets = await makeSocketFolder(socketFolder);
  const place = await realpath(folder);
  const child = spawn(
    process.execPath,
    [
      ...engineFlags,
      ...permissionFlags(place, sockets),
      join(here, 'twin-main.ts'),
      ...[
        '--folder',
        place,
        '--sockets',
        sockets,
        '--statement-ms',
        String(statementMs),
        '--wait-ms',
        String(waitMs),
      ],
    ],
    { cwd: root, env: {}, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) => {
    child.once('close', resolve).once('error', () => resolve());
  }).then(() => rm(sockets, { recursive: true, force: true }));
  child.stdin.on('error', () => undefined);
  await untilReady(child, place);
  return {
    pid: child.pid ?? 0,
    appSocket: join(sockets, socketNames.app),
    ownerSocket: join(sockets, socketNames.owner),
    gone,
    end: async () => {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Short, because a socket's path may have only about a hundred characters, and nobody else's to look into but a group's that is meant to. */
async function makeSocketFolder(shared: string | undefined): Promise<string> {
  const folder = await realpath(await mkdtemp(join(shared ?? tmpdir(), 'gantry-db-')));
  if (shared !== undefined) {
    await chown(folder, -1, (await stat(shared)).gid);
    // The app's socket in there is anybody's who gets to it, the owner's is not.
    await chmod(folder, 0o710);
  }
  return folder;
}

async function untilReady(
  child: ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream },
  folder: string,
): Promise<void> {
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-4_000);
  });
  const ready = once(child.stdout, 'data');
  const failed = once(child, 'close');
  const first = await Promise.race([ready.then(() => 'ready'), failed.then(() => 'failed')]);
  if (first === 'failed') throw await notOpened(folder, said.trim() || 'its process ended');
}

async function notOpened(folder: string, said: string): Promise<DependencyFailed> {
  const cause = new Error(said);
  if (await isDiskFull(folder)) return diskFull(cause);
  return new DependencyFailed(
    'database_unreachable',
    "The app's database does not open. Try again in a moment.",
    { cause },
  );
}

function permissionFlags(folder: string, sockets: string): string[] {
  const readable = [
    folder,
    sockets,
    here,
    join(root, 'core'),
    join(root, 'package.json'),
    postgresPackage,
    zodPackage,
  ];
  return [
    '--permission',
    '--allow-worker',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...[folder, sockets].map((path) => `--allow-fs-write=${path}`),
  ];
}
