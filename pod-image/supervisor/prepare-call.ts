import { chmod } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { withRouteParameters } from '../../core/pod/function-routes.ts';
import type { FunctionCall, FunctionOutcome } from '../../core/wire/function-call.ts';
import { functionAnswerSchema } from '../../core/wire/function-call.ts';
import { defaultPodLimits, type PodLimits } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../programs/pod-program.ts';
import type { RunningStep, StepRequest, StepRunner } from '../runners/step-runner.ts';
import { judgeStep } from './judge-step.ts';
import { followStep, type StepOutcome } from './run-step.ts';
import { fitsSocket, listenInFolder, passOnSocket } from './sandbox-sockets.ts';
import { watchThread } from './watch-step.ts';
import { createWorkFolder, type WorkFolder, writeFiles } from './work-folder.ts';

export type Engine = ProcessProgram['engine'];

/** A request is answered within ten seconds or not at all. */
const limits: PodLimits = {
  ...defaultPodLimits,
  wall_ms: 10_000,
  processes: 256,
  output_bytes: 256 * 1024,
};
const mostLogLines = 200;
/** Where a function's process asks for its request. */
const callSocket = 'call';
const nameInFolder = (name: string): string => `socket-${name}`;
const longestName = nameInFolder('n'.repeat(20));

const shared = {
  kind: 'process',
  makesArtifact: false,
  mustGiveResult: true,
  needsAddons: false,
  startsTool: false,
  nodeFlags: [],
  inputs: () => ({ paths: [] }),
} satisfies Partial<ProcessProgram>;

const callers: Readonly<Record<Engine, ProcessProgram>> = {
  node: { ...shared, engine: 'node', script: 'programs/call-node-function.ts' },
  python: { ...shared, engine: 'python', script: 'programs/call_python_function.py' },
};

export const engineOf = (file: string): Engine => (file.endsWith('.py') ? 'python' : 'node');

/** A sandbox in which an engine waits for one request, and has seen nothing of any app. */
export interface PreparedCall {
  /** When its process is gone, whether it was asked or not. */
  readonly gone: Promise<unknown>;
  /** When it waits, so that nothing is left to start. */
  readonly waits: Promise<void>;
  /** Answers the one request; everything of the sandbox is gone when this resolves. */
  call(call: FunctionCall, ending: AbortSignal): Promise<FunctionOutcome>;
  discard(): Promise<void>;
}

/** Starts a sandbox before it is known what it is for; undefined where the request must lie there when it starts. */
export async function prepareCall(runner: StepRunner, engine: Engine): Promise<PreparedCall | undefined> {
  // An engine of containers may stand on another machine, where a socket of this one leads nowhere.
  if (runner.isolation === 'docker') return undefined;
  const work = await createWorkFolder();
  const { artifact } = work.folders;
  if (!fitsSocket(artifact, longestName)) {
    await work.remove();
    return undefined;
  }
  // The kernel tells every user of the machine where sockets are; in there is the sandbox's user alone, and who started it.
  if (runner.isolation === 'bubblewrap') await chmod(artifact, 0o700);
  const asked = Promise.withResolvers<Socket>();
  const door = await listenInFolder(artifact, callSocket, asked.resolve);
  const clear = async (): Promise<void> => {
    door.close();
    await work.remove();
  };
  const request = await stepRequest(work, engine);
  await watchThread().sees;
  const running = await runner.start(request).catch(async (error: unknown) => {
    await clear();
    throw error;
  });
  return {
    gone: running.exited,
    waits: asked.promise.then(() => undefined),
    call: async (call, ending) => {
      const opened: { close(): void }[] = [];
      try {
        await prepareFolders(work, call, opened).catch(stopAndThrow(running));
        void asked.promise.then((socket) => socket.end(messageOf(call, artifactInside(runner, artifact))));
        return withRemark(call, await followCall(running, request, ending));
      } finally {
        for (const socket of opened) socket.close();
        await clear();
      }
    },
    discard: async () => {
      await running.destroy();
      await clear();
    },
  };
}

const stopAndThrow =
  (running: RunningStep) =>
  async (error: unknown): Promise<never> => {
    await running.destroy();
    throw error;
  };

/** The same with a request that lies there from the start, as a file. */
export async function callAtOnce(
  runner: StepRunner,
  call: FunctionCall,
  ending: AbortSignal,
): Promise<FunctionOutcome> {
  const work = await createWorkFolder();
  const { artifact } = work.folders;
  const opened: { close(): void }[] = [];
  try {
    await prepareFolders(work, call, opened);
    const content = messageOf(call, artifactInside(runner, artifact));
    await writeFiles(artifact, [{ path: 'request.json', content }]);
    const request = await stepRequest(work, engineOf(call.file));
    await watchThread().sees;
    return withRemark(call, await followCall(await runner.start(request), request, ending));
  } finally {
    for (const socket of opened) socket.close();
    await work.remove();
  }
}

const stepRequest = async (work: WorkFolder, engine: Engine): Promise<StepRequest> => ({
  program: callers[engine],
  inputs: [],
  packages: [],
  folders: await work.foldersForStep(),
  limits,
});

/** Puts the app's files and its sockets where the sandbox sees them; what was opened is the caller's to close, also after a failure. */
async function prepareFolders(
  { folders }: WorkFolder,
  { files, sockets = {} }: FunctionCall,
  opened: { close(): void }[],
): Promise<void> {
  for (const [name, target] of Object.entries(sockets))
    opened.push(await passOnSocket(folders.artifact, nameInFolder(name), target));
  await writeFiles(
    folders.tree,
    files
      .filter(({ path }) => !isRootModule(path))
      .map(({ path, bytes }) => ({ path, content: Buffer.from(bytes, 'base64') })),
  );
}

/** A module at the root itself is none that functions find: Vercel would take it for a server, so that it is not given one. */
const isRootModule = (path: string): boolean => /^[^/]+\.(?:[cm]?[jt]s|py)$/.test(path);

/** Says of a function that found no module why, where that lies at the root. */
function withRemark({ files }: FunctionCall, outcome: FunctionOutcome): FunctionOutcome {
  if (outcome.kind === 'answered' || outcome.log === undefined) return outcome;
  const said = outcome.log.join('\n');
  const missed = files.find(
    ({ path }) =>
      isRootModule(path) &&
      (said.includes(`'${path.replace(/\.py$/, '')}'`) || said.includes(`/pod/tree/${path}'`)),
  );
  if (missed === undefined) return outcome;
  const remark = `${missed.path} lies at the root of the app, where functions find no modules: move it into a folder, such as lib/.`;
  return { ...outcome, log: [...outcome.log, remark].slice(-mostLogLines) };
}

/** Where the step finds that folder: in a root of its own, or where it lies. */
const artifactInside = (runner: StepRunner, folder: string): string =>
  runner.isolation === 'bubblewrap' || runner.isolation === 'docker' ? '/pod/artifact' : folder;

/** What the function's process is told. */
function messageOf({ file, request, environment = {} }: FunctionCall, folder: string): string {
  const withSockets = (value: string): string =>
    value.replaceAll(/\{socket:([a-z0-9-]{1,20})\}/g, (_, name: string) => join(folder, nameInFolder(name)));
  return JSON.stringify({
    file,
    request: { ...request, url: withRouteParameters(file, request.url) },
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, withSockets(value)]),
    ),
  });
}

async function followCall(
  running: RunningStep,
  request: StepRequest,
  ending: AbortSignal,
): Promise<FunctionOutcome> {
  const startedMs = performance.now();
  const outcome = await followStep(
    running,
    { name: 'build', programName: 'call-function', request },
    {
      ending,
      logs: { write: () => undefined, flush: async () => undefined },
      startedMs,
      deadlineMs: startedMs + limits.wall_ms,
      usedOutputBytes: 0,
    },
  );
  const log = linesOf(outcome);
  return { ...judgeCall(outcome), ...(log.length > 0 && { log }) };
}

function judgeCall({ report, isOutOfMemory, result }: StepOutcome): FunctionOutcome {
  const because = judgeStep(report, isOutOfMemory);
  if (because === 'time' || because === 'memory') return { kind: 'failed', because };
  return because === undefined ? readAnswer(result) : { kind: 'failed', because: 'error' };
}

const linesOf = ({ report }: StepOutcome): string[] =>
  report.log_tail === '' ? [] : report.log_tail.split('\n').slice(-mostLogLines);

/** What the app's code says of itself is checked like any input. */
function readAnswer(text: string): FunctionOutcome {
  try {
    const said: unknown = JSON.parse(text);
    if (said !== null && typeof said === 'object' && 'missing' in said)
      return { kind: 'failed', because: 'handler' };
    return { kind: 'answered', answer: functionAnswerSchema.parse(said) };
  } catch {
    return { kind: 'failed', because: 'error' };
  }
}
