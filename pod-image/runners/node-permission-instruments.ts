import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { startOf } from '../supervisor/process-tree.ts';
import { browserProgram } from './browser-program.ts';
import {
  browserCommand,
  browserEnvironment,
  driverCommand,
  instrumentEnvironment,
} from './instrument-command.ts';
import { killGroup, type SpawnedStep, spawnStep } from './spawn-step.ts';
import type { Instrument, InstrumentRunner, RunningInstrument } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

/**
 * The browser in its own sandbox, and the driver under Node's permission model. WEAK: both are the supervisor's user, the network is cut by the
 * browser's flags alone, and on macOS and Windows only the head of each is counted. A browser that cannot start its own sandbox, as none can for
 * root, does not start.
 */
export function nodePermissionInstruments(toolchain: Toolchain, browser: string): InstrumentRunner {
  return {
    placeOfDownloads: (downloads) => downloads,
    async start(instrument) {
      const home = await mkdtemp(join(tmpdir(), 'gantry-instrument-'));
      const isDriver = instrument.kind === 'driver';
      const program = browserProgram(browser);
      const command = isDriver
        ? driverCommand({ ...toolchain, artifact: instrument.artifact }, driverFlags(toolchain, instrument))
        : browserCommand(program, home, false);
      const spawned = spawnStep(command as [string, ...string[]], {
        cwd: home,
        env: isDriver ? instrumentEnvironment(home) : browserEnvironment(home, program),
        ...(isDriver ? { stdin: 'pipe' } : { extra: ['pipe'] }),
      });
      return runningInstrument(spawned, instrument.kind, home);
    },
  };
}

/** Where Playwright looks, while it is loaded, whether it is on Windows after all. */
const placesOfWsl = ['/proc/sys/fs/binfmt_misc/WSLInterop', '/run/WSL'];

/** It reads our own code, the artifact and downloads, writes nothing and starts nothing. */
function driverFlags(
  { podImage, nodeModules }: Toolchain,
  { artifact, downloads }: Extract<Instrument, { kind: 'driver' }>,
): string[] {
  const root = dirname(podImage);
  const readable = [podImage, join(root, 'core'), join(root, 'package.json'), nodeModules, ...placesOfWsl];
  return ['--permission', ...[...readable, artifact, downloads].map((path) => `--allow-fs-read=${path}`)];
}

function runningInstrument(
  { child, pid, output, exited }: SpawnedStep,
  kind: Instrument['kind'],
  home: string,
): RunningInstrument {
  const [said, errors] = output as [Readable, Readable];
  if (kind === 'browser') said.resume();
  // A browser reads what it is told on descriptor 3, and answers on 4.
  const [toIt, fromIt] =
    kind === 'driver' ? [child.stdin, said] : ([child.stdio[3], child.stdio[4]] as readonly unknown[]);
  for (const stream of [toIt, fromIt]) (stream as Readable).on('error', () => undefined);
  return {
    toIt: toIt as Writable,
    fromIt: fromIt as Readable,
    errors,
    exited,
    watched: { kind: 'tree', pid, startedAt: startOf(pid) },
    heldBy: 'looks',
    async destroy() {
      // Once it is gone its number may be somebody else's.
      if (child.exitCode === null && child.signalCode === null) {
        killGroup(pid);
        // Windows has no process groups: what its head leaves there ends with its pipes.
        child.kill('SIGKILL');
      }
      await exited;
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
