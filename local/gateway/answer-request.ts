import type { IncomingMessage, ServerResponse } from 'node:http';
import { guardOrigin } from '../../core/access/origin-guard.ts';
import { NotFound } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Route } from '../../core/wire/routes.ts';
import { type AppPages, allowOnlyReads, answerApp, wrongMethod } from './answer-app.ts';
import { headerOf } from './header-of.ts';
import { type Addressee, routeHost } from './host-routing.ts';
import type { Invoker } from './invoke-function.ts';
import { createResponseStream } from './lambda-streaming.ts';
import type { GatewayLimits } from './limits.ts';
import { matchRoute, type RouteMatch } from './match-route.ts';
import { createProxyEvent } from './proxy-event.ts';
import { readBody } from './read-body.ts';
import { filePath, parseTarget, type RequestTarget } from './request-target.ts';
import { sendProxyResult, setHead } from './respond.ts';
import { type ServedFile, sendFile } from './served-file.ts';

/** Repositories at /git/OWNER/NAME.git/PATH, read-only; `path` has no leading slash, `authorization` is the header as it came. */
export interface GitPages {
  serve(owner: string, name: string, path: string, authorization: string | undefined): Promise<ServedFile>;
}

/** The console and the pages of pull requests; undefined where there is none. */
export interface Pages {
  serve(path: string): Promise<ServedFile | undefined> | ServedFile | undefined;
}

/** What the answering of requests needs. */
export interface AnswerDeps {
  readonly invoker: Invoker;
  readonly streaming: ReadonlySet<string>;
  readonly apps: AppPages;
  readonly git: GitPages;
  readonly pages: Pages;
  readonly clock: Clock;
  readonly limits: GatewayLimits;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly target: RequestTarget;
  readonly method: string;
}

type GantryHost = Extract<Addressee, { kind: 'gantry' }>;

/** Answers one request, or throws before anything was sent (a GantryError where the caller is to blame). */
export const answerRequest =
  (deps: AnswerDeps) =>
  async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
    const host = routeHost(request.headers.host);
    const target = parseTarget(request.url ?? '/');
    const exchange = { request, response, requestId, target, method: request.method ?? 'GET' };
    if (host.kind === 'app') return answerApp(deps, exchange, host.label);
    return answerGantry(deps, exchange, host);
  };

async function answerGantry(deps: AnswerDeps, exchange: Exchange, host: GantryHost): Promise<void> {
  const { request, response, method, target } = exchange;
  const match = matchRoute(method, target.segments);
  const isPage = match.kind === 'matched' ? match.route.access === 'public' : target.segments[0] !== 'git';
  guardOrigin({ method, header: headerOf(request), ownOrigin: host.origin, isPage, isUpgrade: false });
  switch (match.kind) {
    case 'matched':
      return answerRoute(deps, exchange, host, match);
    case 'wrong-method':
      throw wrongMethod(response, match.allow);
    case 'unknown':
      return sendFile(request, response, await findFile(deps, exchange), { isOwn: true });
    default:
      return match satisfies never;
  }
}

async function answerRoute(
  deps: AnswerDeps,
  { request, response, requestId, target }: Exchange,
  { hostname }: GantryHost,
  { route, parameters }: Extract<RouteMatch, { kind: 'matched' }>,
): Promise<void> {
  const body = await readBody(request, { maxBytes: deps.limits.bodyBytes });
  const nowMs = deps.clock.nowMs();
  const event = createProxyEvent({ request, route, parameters, target, hostname, body, requestId, nowMs });
  if (!deps.streaming.has(route.owner)) {
    sendProxyResult(response, await deps.invoker.buffered(invocationOf(route, deps.limits.bufferedMs)));
    return;
  }
  const stream = createResponseStream(response, (head) => setHead(response, head));
  await deps.invoker.streaming(invocationOf(route, deps.limits.streamingMs), stream);

  function invocationOf({ owner }: Route, limitMs: number) {
    return { functionName: owner, event, requestId, limitMs };
  }
}

async function findFile({ git, pages }: AnswerDeps, exchange: Exchange): Promise<ServedFile> {
  const path = filePath(exchange.target.segments);
  const repository = /^\/git\/([^/]+)\/([^/]+)\.git\/(.+)$/.exec(path);
  if (repository) {
    const [, owner = '', name = '', file = ''] = repository;
    allowOnlyReads(exchange);
    return git.serve(owner, name, file, exchange.request.headers.authorization);
  }
  const page = await pages.serve(path);
  if (!page)
    throw new NotFound('not_found', 'There is nothing at this address. See /docs for what there is.');
  allowOnlyReads(exchange);
  return page;
}
