import type { IncomingMessage, ServerResponse } from 'node:http';
import { InputRejected } from '../../core/errors.ts';
import type { FunctionRequest } from '../../core/wire/function-call.ts';
import { headerOf } from './header-of.ts';
import type { GatewayLimits } from './limits.ts';
import { readBody } from './read-body.ts';
import { filePath, type RequestTarget } from './request-target.ts';
import { type ServedFile, sendFile } from './served-file.ts';

/** Apps by the first label of their host name. Paths are decoded, absolute, without dot segments. */
export interface AppPages {
  serve(hostLabel: string, path: string): Promise<ServedFile>;
  /** Answers by a server function of the app; undefined where none is at that path. */
  call?(
    hostLabel: string,
    path: string,
    request: FunctionRequest,
    signal: AbortSignal,
  ): Promise<ServedFile | undefined>;
}

interface AppDeps {
  readonly apps: AppPages;
  readonly limits: Pick<GatewayLimits, 'bodyBytes'>;
}

interface AppExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: RequestTarget;
  readonly method: string;
}

/** Answers for a hosted app. A path under `api/` is a server function's, whatever the method; everything else is a file that is read. */
export async function answerApp(deps: AppDeps, exchange: AppExchange, label: string): Promise<void> {
  const { request, response, target } = exchange;
  const path = filePath(target.segments);
  const answered = path.startsWith('/api/') ? await callApp(deps, exchange, label, path) : undefined;
  if (answered !== undefined) return sendFile(request, response, answered, { isOwn: false });
  allowOnlyReads(exchange);
  return sendFile(request, response, await deps.apps.serve(label, path), { isOwn: false });
}

async function callApp(
  { apps, limits }: AppDeps,
  { request, response, method }: AppExchange,
  label: string,
  path: string,
): Promise<ServedFile | undefined> {
  if (apps.call === undefined) return undefined;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await readBody(request, { maxBytes: limits.bodyBytes });
  const headers = Object.fromEntries(
    Object.keys(request.headers).map((name) => [name, headerOf(request)(name) ?? '']),
  );
  const asked = { method, url: request.url ?? path, headers, body: body.toString('base64') };
  return apps.call(label, path, asked, gone.signal);
}

/** Refuses what would change a file. */
export function allowOnlyReads({ method, response }: Pick<AppExchange, 'method' | 'response'>): void {
  if (method !== 'GET' && method !== 'HEAD') throw wrongMethod(response, ['GET', 'HEAD']);
}

/** A refusal that says which methods there are. */
export function wrongMethod(response: ServerResponse, allow: readonly string[]): InputRejected {
  response.setHeader('allow', allow.join(', '));
  return new InputRejected('method_not_allowed', `Use ${allow.join(' or ')} here.`, { status: 405 });
}
