import { existsSync, realpathSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bubblewrapInstruments } from './bubblewrap-instruments.ts';
import { coreArguments, openFolders, type SandboxDeps, startSandbox } from './bubblewrap-sandbox.ts';
import { findControlGroups, placeOfThisProcess } from './control-group.ts';
import { programCommand, stepEnvironment } from './program-command.ts';
import type { StepPlaces, StepRequest, StepRunner } from './step-runner.ts';
import type { Toolchain } from './toolchain.ts';

const places: StepPlaces = {
  tree: '/pod/tree',
  artifact: '/pod/artifact',
  scratch: '/tmp',
  podImage: '/gantry/pod-image',
  node: '/gantry/node',
  python: '/usr/bin/python3',
};

/** Steps, browser, driver and database of one supervisor are users beside each other. */
const usersOfPod = 4;

/**
 * Namespaces of its own for every step (users, processes, network, ...), a root that is read-only and holds Node, the system's
 * libraries and the app, and nothing else. The supervisor stands outside. Linux only; works as root and not. `browser` is the path of the one
 * that apps are tried in.
 */
export function bubblewrapRunner(
  toolchain: Toolchain,
  { groupPlace = placeOfThisProcess(), browser }: BubblewrapOptions = {},
): StepRunner {
  const isRoot = process.getuid?.() === 0;
  // As root a user namespace would map to the host's root: a real other user is stronger, and is what the process limit counts.
  const firstUid = isRoot ? 20_000 + (process.pid % 10_000) * usersOfPod : 1_000;
  let groups: { readonly found: ReturnType<typeof findControlGroups> } | undefined;
  const deps: SandboxDeps = {
    isRoot,
    get groups() {
      groups ??= { found: findControlGroups(groupPlace) };
      return groups.found;
    },
  };
  return {
    isolation: 'bubblewrap',
    measuresCoverage: true,
    async start(request) {
      if (request.program.engine === 'python' && !existsSync(places.python))
        throw new Error(
          `this machine has no Python 3 at ${places.python}: install it, then retry the mission`,
        );
      if (isRoot) await chown(request.folders.artifact, firstUid, firstUid);
      return startSandbox(deps, {
        uid: firstUid,
        environment: stepEnvironment(places),
        shown: appArguments(request, toolchain),
        command: programCommand(request, places),
        limits: request.limits,
      });
    },
    instruments:
      browser === undefined ? undefined : bubblewrapInstruments(deps, { toolchain, browser, firstUid }),
  };
}

interface BubblewrapOptions {
  readonly groupPlace?: Parameters<typeof findControlGroups>[0];
  readonly browser?: string | undefined;
}

function appArguments({ program, packages, folders }: StepRequest, toolchain: Toolchain): string[] {
  const bindArtifact = program.makesArtifact ? '--bind' : '--ro-bind';
  // Without it no process finds another one's memory or descriptors: all of a step's are of one user.
  const processes = program.collectsApart === true ? ['--dir', '/proc'] : ['--proc', '/proc'];
  const python = existsSync(places.python) ? ['--ro-bind', realpathSync(places.python), places.python] : [];
  return [
    ...openFolders(['/gantry', '/pod', '/pod/node_modules']),
    ...python,
    ...processes,
    ...['--ro-bind', toolchain.node, places.node],
    ...['--ro-bind', toolchain.podImage, places.podImage],
    ...['--ro-bind', toolchain.nodeModules, '/gantry/node_modules'],
    ...(program.readsCore === true ? coreArguments(toolchain) : []),
    ...packageArguments(packages),
    ...['--ro-bind', folders.tree, places.tree, bindArtifact, folders.artifact, places.artifact],
    ...['--chdir', places.tree, '--remount-ro', '/'],
  ];
}

/** Links, so that a package finds what it needs itself where it really lies, and an app finds only what it may import. */
function packageArguments(packages: readonly string[]): string[] {
  const scopes = new Set(packages.filter((name) => name.includes('/')).map((name) => dirname(name)));
  return [
    ...openFolders([...scopes].map((scope) => `/pod/node_modules/${scope}`)),
    ...packages.flatMap((name) => ['--symlink', `/gantry/node_modules/${name}`, `/pod/node_modules/${name}`]),
  ];
}
