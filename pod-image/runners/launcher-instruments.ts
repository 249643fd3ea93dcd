import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, pidsOfUser } from '../supervisor/process-tree.ts';
import { browserCommand, driverCommand, instrumentEnvironment } from './instrument-command.ts';
import { outOfMemoryKills } from './out-of-memory-kills.ts';
import { spawnStep } from './spawn-step.ts';
import type { InstrumentRunner, RunningInstrument } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

/** The launcher counts its users on from the step's. */
const offsets = { browser: 1, driver: 2 } as const;

/** Browser and driver inside the image: each is another user, beside the step's and the supervisor's. */
export function launcherInstruments(
  toolchain: Toolchain,
  { path, stepUid, browser }: { readonly path: string; readonly stepUid: number; readonly browser: string },
): InstrumentRunner {
  return {
    placeOfDownloads: (downloads) => downloads,
    async start(instrument) {
      const { kind, downloads } = instrument;
      const home = kind === 'browser' ? downloads : await makeHome();
      // Others get through to a file whose name they know, and list nothing; the launcher gives the folder away, and once it has only its owner may.
      await chmod(home, 0o711).catch(() => undefined);
      const command =
        instrument.kind === 'browser'
          ? browserCommand(browser, home)
          : driverCommand({ ...toolchain, artifact: instrument.artifact });
      return launch(path, { kind, uid: stepUid + offsets[kind], home, command });
    },
  };
}

const makeHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'gantry-home-'));

function launch(
  path: string,
  {
    kind,
    uid,
    home,
    command,
  }: {
    readonly kind: keyof typeof offsets;
    readonly uid: number;
    readonly home: string;
    readonly command: readonly string[];
  },
): RunningInstrument {
  const kill = `kill-${kind}`;
  const killsBefore = outOfMemoryKills();
  const { child, output, exited } = spawnStep([path, `run-${kind}`, ...command], {
    cwd: '/',
    env: instrumentEnvironment(home),
    stdin: 'pipe',
  });
  const [fromIt, errors] = output as [Readable, Readable];
  return {
    toIt: child.stdin as Writable,
    fromIt,
    errors,
    exited: exited.then((exit) => ({ ...exit, isOutOfMemory: outOfMemoryKills() > killsBefore })),
    watched: { kind: 'user', uid, launcher: path, kill },
    heldBy: 'looks',
    async destroy() {
      await killUser(path, kill, uid);
      await exited;
    },
  };
}

/** A user is killed whole, again until nobody is left: one that forks meanwhile is caught by the next kill. */
export async function killUser(launcher: string, kill: string, uid: number): Promise<void> {
  for (;;) {
    spawnSync(launcher, [kill], { env: {}, timeout: 5_000 });
    if (pidsOfUser(uid).filter((pid) => isAlive(pid)).length === 0) return;
    await sleep(2);
  }
}
