import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import type { FunctionRequest } from '../core/wire/function-call.ts';
import { answerOfFunction, requestForFunction } from './function-answer.ts';
import type { AppPages } from './gateway/answer-app.ts';
import type { ServedFile } from './gateway/served-file.ts';

type HostedWorld = Pick<LocalWorld, 'hostedApps' | 'callFunction'>;
type HostedFile = NonNullable<Awaited<ReturnType<HostedWorld['hostedApps']['readFile']>>>;

const requestMs = 10_000;
/** A function has ten seconds of its own, and may wait for its isolation to start and to be cleared away. */
const callMs = 20_000;

/** Serves deployments and promoted apps by host name; they are public, and a missing file is 404. */
export function createAppPages(world: () => HostedWorld): AppPages {
  return {
    serve: async (label, path) => {
      const signal = AbortSignal.timeout(requestMs);
      const at = await world().hostedApps.lookUpHost(label, signal);
      if (at.kind === 'unknown') return plainNotFound('There is no app at this address.');
      if (at.kind === 'taken-down') return plainText(410, 'This app was taken down by its owner.');
      if (at.kind === 'not-live-yet')
        return plainNotFound(`${at.title} is not live yet: its pull request waits for approval.`);
      const file = await world().hostedApps.readFile(at.artifactSha256, path, signal);
      const served = file === undefined ? plainNotFound('Not found.') : plainFile(file);
      return withHeaders(world().hostedApps, at.artifactSha256, path, served, signal);
    },
    call: async (label, path, request, signal) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
      return callHosted(world(), { label, path, request }, limit);
    },
  };
}

const plainFile = ({ bytes, contentType }: HostedFile): ServedFile => ({
  status: 200,
  headers: { 'content-type': contentType, 'cache-control': 'no-cache' },
  bytes,
});

/** What the tree says to browsers holds over what a function says. */
async function withHeaders(
  hostedApps: HostedWorld['hostedApps'],
  artifactSha256: string,
  path: string,
  served: ServedFile,
  signal: AbortSignal,
): Promise<ServedFile> {
  const headers = await hostedApps.readHeaders(artifactSha256, path, signal);
  return { ...served, headers: { ...served.headers, ...headers } };
}

async function callHosted(
  { hostedApps, callFunction }: HostedWorld,
  asked: { readonly label: string; readonly path: string; readonly request: FunctionRequest },
  signal: AbortSignal,
): Promise<ServedFile | undefined> {
  const at = await hostedApps.lookUpHost(asked.label, signal);
  if (at.kind !== 'live') return undefined;
  const found = await hostedApps.readFunction(at.artifactSha256, asked.path, signal);
  if (found === undefined) return undefined;
  const files = found.files.map(({ path, bytes }) => ({
    path,
    bytes: Buffer.from(bytes).toString('base64'),
  }));
  const request = requestForFunction(asked.request);
  const called = await callFunction({ file: found.file, files, request }, at, signal);
  if (isHelper(found.file, called)) return undefined;
  return withHeaders(hostedApps, at.artifactSha256, asked.path, answerOfFunction(called), signal);
}

/** A Python file without a handler is a module that functions import, as on Vercel. */
const isHelper = (file: string, called: Awaited<ReturnType<HostedWorld['callFunction']>>): boolean =>
  file.endsWith('.py') && called.kind === 'failed' && called.because === 'handler';

const plainNotFound = (text: string): ServedFile => plainText(404, text);

const plainText = (status: number, text: string): ServedFile => ({
  status,
  // As Vercel says it, so that it is told from a function's own 404.
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-gantry-error': 'NOT_FOUND' },
  bytes: Buffer.from(`${text}\n`),
});
