import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionAnswer, FunctionCall } from '../../core/wire/function-call.ts';
import { giveText } from './give-result.ts';
import { answerByHandler, type NodeHandler } from './node-function/answer-by-handler.ts';

type WebHandler = (request: Request) => Response | Promise<Response>;

/** Answers one request with a module of the app: by `GET`, `POST`, ... or `default.fetch` as the web has it, or by `default(req, res)` as Node has it. */
async function answer(
  module: Readonly<Record<string, unknown>>,
  request: FunctionCall['request'],
): Promise<FunctionAnswer> {
  const web = webHandlerOf(module, request.method);
  if (web !== undefined) return answerOf(await web(webRequest(request)));
  const { default: handler } = module;
  if (typeof handler === 'function') return answerByHandler(handler as NodeHandler, request);
  const isOther = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].some((method) => method in module);
  return plain(isOther ? 405 : 500, isOther ? 'Method not allowed.' : 'This module exports no handler.');
}

function webHandlerOf(module: Readonly<Record<string, unknown>>, method: string): WebHandler | undefined {
  const named = module[method] ?? (method === 'HEAD' ? module.GET : undefined);
  if (typeof named === 'function') return named as WebHandler;
  const fetching = (module.default as { readonly fetch?: unknown } | undefined)?.fetch;
  return typeof fetching === 'function' ? (request) => fetching.call(module.default, request) : undefined;
}

function webRequest({ method, url, headers, body }: FunctionCall['request']): Request {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    headers,
    ...(hasBody && { body: Buffer.from(body, 'base64') }),
  });
}

async function answerOf(response: Response): Promise<FunctionAnswer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: bytes.toString('base64'),
  };
}

function plain(status: number, text: string): FunctionAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers, body: Buffer.from(`${text}\n`).toString('base64') };
}

const [tree = '', artifact = ''] = process.argv.slice(2);
const call = JSON.parse(readFileSync(join(artifact, 'request.json'), 'utf8')) as FunctionCall;
const module = (await import(pathToFileURL(join(tree, call.file)).href)) as Record<string, unknown>;
giveText(JSON.stringify(await answer(module, call.request)));
process.exit();
