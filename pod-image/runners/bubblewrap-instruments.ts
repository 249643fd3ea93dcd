import { existsSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { browserProgram } from './browser-program.ts';
import {
  coreArguments,
  openFolders,
  type RunningSandbox,
  type SandboxDeps,
  startSandbox,
} from './bubblewrap-sandbox.ts';
import {
  browserCommand,
  browserEnvironment,
  driverCommand,
  instrumentEnvironment,
} from './instrument-command.ts';
import { type InstrumentRunner, instrumentLimits, type RunningInstrument } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

const home = '/tmp';
const downloadsPlace = '/downloads';
const places = { node: '/gantry/node', podImage: '/gantry/pod-image', artifact: '/pod/artifact' } as const;
/** Pages without fonts show boxes; those of the system are read, and what finds them. */
const fonts = ['/etc/fonts', '/usr/share/fonts', '/usr/share/fontconfig', '/usr/local/share/fonts'];

/** Browser and driver in sandboxes of their own; as root each is another user of the machine's. */
export function bubblewrapInstruments(
  deps: SandboxDeps,
  {
    toolchain,
    browser,
    firstUid,
  }: { readonly toolchain: Toolchain; readonly browser: string; readonly firstUid: number },
): InstrumentRunner {
  const uids = { browser: firstUid + 1, driver: firstUid + 2 } as const;
  const shared = { environment: instrumentEnvironment(home), limits: instrumentLimits };
  return {
    placeOfDownloads: () => downloadsPlace,
    async start(instrument) {
      const { kind, downloads } = instrument;
      const uid = uids[kind];
      if (kind === 'driver') {
        const shown = driverArguments(toolchain, instrument.artifact, downloads);
        const command = driverCommand(places);
        return talkingOverStandard(startSandbox(deps, { ...shared, uid, shown, command, stdin: 'pipe' }));
      }
      if (deps.isRoot) await chown(downloads, uid, uid);
      const program = browserProgram(browser);
      const shown = browserArguments(program, downloads);
      const command = browserCommand(program, home);
      const environment = browserEnvironment(home, program);
      return talkingOverPipes(
        startSandbox(deps, { ...shared, environment, uid, shown, command, hasReturn: true }),
      );
    },
  };
}

function driverArguments(toolchain: Toolchain, artifact: string, downloads: string): string[] {
  return [
    ...openFolders(['/gantry', '/pod']),
    ...['--proc', '/proc'],
    ...['--ro-bind', toolchain.node, places.node],
    ...['--ro-bind', toolchain.podImage, places.podImage],
    ...coreArguments(toolchain),
    ...['--ro-bind', toolchain.nodeModules, '/gantry/node_modules'],
    ...['--ro-bind', artifact, places.artifact, '--ro-bind', downloads, downloadsPlace],
    ...['--chdir', home, '--remount-ro', '/'],
  ];
}

function browserArguments(program: string, downloads: string): string[] {
  const folder = dirname(program);
  const isInLibraries = /^\/(?:usr\/)?lib(?:64)?\//.test(folder);
  const readable = [...fonts, ...(isInLibraries ? [] : [folder])].filter(existsSync);
  return [
    ...openFolders(['/usr/share', '/usr/local', '/usr/local/share', ...parentsOf(folder)]),
    ...['--proc', '/proc'],
    ...readable.flatMap((path) => ['--ro-bind', path, path]),
    ...['--bind', downloads, downloadsPlace],
    ...['--chdir', home, '--remount-ro', '/'],
  ];
}

/** From the root down, a folder's own name left out: that is bound. */
function parentsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === '/' ? [] : [...parentsOf(parent), parent];
}

function talkingOverStandard(sandbox: RunningSandbox): RunningInstrument {
  const [fromIt, errors] = sandbox.output as [Readable, Readable];
  return instrumentOf(sandbox, { toIt: sandbox.child.stdin as Writable, fromIt, errors });
}

/** A browser reads what it is told on descriptor 3, and answers on 4. */
function talkingOverPipes(sandbox: RunningSandbox): RunningInstrument {
  const [output, errors] = sandbox.output as [Readable, Readable];
  output.resume();
  const [, , , toIt, fromIt] = sandbox.child.stdio as readonly unknown[] as readonly Duplex[];
  return instrumentOf(sandbox, { toIt: toIt as Duplex, fromIt: fromIt as Duplex, errors });
}

function instrumentOf(
  { exited, watched, heldBy, destroy }: RunningSandbox,
  pipes: Pick<RunningInstrument, 'toIt' | 'fromIt' | 'errors'>,
): RunningInstrument {
  for (const stream of Object.values(pipes)) stream.on('error', () => undefined);
  return { exited, watched, heldBy, destroy, ...pipes };
}
