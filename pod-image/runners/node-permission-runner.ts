import { dirname, join } from 'node:path';
import { startOf } from '../supervisor/process-tree.ts';
import { nodePermissionInstruments } from './node-permission-instruments.ts';
import { programCommand, stepEnvironment } from './program-command.ts';
import { killGroup, spawnStep } from './spawn-step.ts';
import type { StepPlaces, StepRequest, StepRunner } from './step-runner.ts';
import { findTool, type Toolchain } from './toolchain.ts';

/** Newer than the permission model itself. */
const allowsInspector = process.allowedNodeEnvironmentFlags.has('--allow-inspector');

/**
 * Node's permission model: one process that may read the app and the pod's tools, write its scratch folder, and start nothing. WEAK: the
 * network is not cut, the user is the supervisor's, and the kernel does not help. Runs Node programs only. `browser` is the path of the one that
 * apps are tried in.
 */
export function nodePermissionRunner(toolchain: Toolchain, browser?: string): StepRunner {
  return {
    isolation: 'node-permission',
    measuresCoverage: allowsInspector,
    instruments: browser === undefined ? undefined : nodePermissionInstruments(toolchain, browser),
    async start(request) {
      if (request.program.engine !== 'node') {
        throw new Error("Node's permission model cannot hold this program: install bubblewrap or Docker");
      }
      const places: StepPlaces = {
        ...request.folders,
        podImage: toolchain.podImage,
        node: toolchain.node,
        python: '',
      };
      const command = programCommand(request, places, permissionFlags(request, toolchain));
      const spawned = spawnStep([...dieWithParent(), ...command] as [string, ...string[]], {
        cwd: request.folders.tree,
        env: stepEnvironment(places),
      });
      return {
        output: spawned.output,
        result: spawned.result,
        exited: spawned.exited,
        watched: { kind: 'tree', pid: spawned.pid, startedAt: startOf(spawned.pid) },
        heldBy: 'looks',
        async destroy() {
          killGroup(spawned.pid);
          await spawned.exited;
        },
      };
    },
  };
}

/** Should the supervisor itself be killed: nothing else would end the step then. */
function dieWithParent(): string[] {
  const setpriv = process.platform === 'linux' ? findTool('setpriv') : undefined;
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--no-new-privs'];
}

function permissionFlags({ program, packages, folders }: StepRequest, toolchain: Toolchain): string[] {
  const app = [
    folders.tree,
    folders.artifact,
    folders.scratch,
    ...packages.map((name) => `${toolchain.nodeModules}/${name}`),
    // Where an app finds them: links beside its tree.
    join(dirname(folders.tree), 'node_modules'),
  ];
  const root = dirname(toolchain.podImage);
  const core = program.readsCore === true ? [join(root, 'core'), join(root, 'package.json')] : [];
  const readable = [...app, ...core, toolchain.podImage, toolchain.nodeModules];
  const writable = [folders.scratch, ...(program.makesArtifact ? [folders.artifact] : [])];
  const isTestRunner = program.nodeFlags.includes('--test');
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...writable.map((path) => `--allow-fs-write=${path}`),
    // Native code escapes the model; only programs that run no code of the app ask for it.
    ...(program.needsAddons ? ['--allow-addons', '--allow-worker'] : []),
    ...(program.startsTool === true ? ['--allow-child-process'] : []),
    // A process a file is not allowed here.
    ...(isTestRunner ? ['--test-isolation=none'] : []),
    ...(isTestRunner && allowsInspector ? ['--allow-inspector'] : []),
  ];
}
