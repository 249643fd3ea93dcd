import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { worldName } from '#world';
import type { LocalWorld } from '../../adapters/worlds/local-world.ts';
import { openLocalWorld } from '../../adapters/worlds/local-world.ts';
import { makeApiKey, requireApiKey, revokeApiKey } from '../../core/access/api-keys.ts';
import { changeUser } from '../../core/access/change-user.ts';
import type { Caller } from '../../core/access/sessions.ts';
import { openSession } from '../../core/access/sessions.ts';
import { addUser, findUser } from '../../core/access/users.ts';
import { appRecordSchema } from '../../core/app/app.ts';
import { claimApp } from '../../core/app/app-records.ts';
import { saveConversation } from '../../core/chat/conversations.ts';
import { createMission } from '../../core/mission/create-mission.ts';
import type { Role } from '../../core/wire/http.ts';
import { appIdSchema, conversationIdSchema } from '../../core/wire/ids.ts';
import type { Route, RouteName } from '../../core/wire/routes.ts';
import { routes, streamingFunctions } from '../../core/wire/routes.ts';
import { functionTable } from '../../local/function-table.ts';
import { installLambdaStreaming } from '../../local/gateway/lambda-streaming.ts';

const signal = AbortSignal.timeout(60_000);
const home = mkdtempSync(join(tmpdir(), 'gantry-functions-'));
const owner = { token: '', params: {} as Record<string, string> };
const other = { token: '' };
/** Everybody who may knock, and what they send for it. */
const headers: Record<Who, string | undefined> = {
  nobody: undefined,
  junk: `Bearer ${'A'.repeat(43)}`,
  expired: undefined,
  disabled: undefined,
  other: undefined,
  owner: undefined,
  admin: undefined,
  'read key': undefined,
  'build key': undefined,
  'revoked key': undefined,
  'admin’s key': undefined,
};
type Who =
  | 'nobody'
  | 'junk'
  | 'expired'
  | 'disabled'
  | 'other'
  | 'owner'
  | 'admin'
  | 'read key'
  | 'build key'
  | 'revoked key'
  | 'admin’s key';
let world: LocalWorld;

beforeAll(async () => {
  // Rates have tests of their own.
  for (const name of ['READ', 'BUILD', 'KEY_READ', 'KEY_BUILD', 'ADDRESS', 'SIGN_IN'])
    vi.stubEnv(`GANTRY_RATE_${name}`, '1000000');
  installLambdaStreaming();
  world = await openLocalWorld({
    home,
    isolation: 'node-permission',
    allowsWeakPod: false,
    services: { github: undefined, vercel: undefined, bedrock: undefined },
    origin: () => 'http://localhost:1',
    onAppended: () => {},
    onMailbox: () => {},
    onStopped: () => {},
    liveFeed: { post: async () => 'gone', close: async () => {} },
    workflow: {
      start: async () => 'started',
      stop: async () => {},
      succeedTask: async () => 'gone',
      failTask: async () => 'gone',
      heartbeatTask: async () => 'gone',
    },
  });
  const ana = await signedIn('ana');
  owner.token = ana.token;
  other.token = (await signedIn('ben')).token;
  owner.params = await things(ana.caller);
  await knockers(ana.caller);
});

async function knockers(caller: Caller): Promise<void> {
  const bearer = (token: string): string => `Bearer ${token}`;
  const weekAgo = { ...world, clock: { nowMs: () => Date.now() - 8 * 24 * 60 * 60 * 1_000 } };
  const user = await findUser(world)('ana', signal);
  if (user === undefined) throw new Error('There is no ana.');
  const keyOf = async (scopes: readonly ('read' | 'build')[]) =>
    makeApiKey(world)({ caller, name: 'test', scopes }, signal);
  const revoked = await keyOf(['build', 'read']);
  await revokeApiKey(world)(await requireApiKey(world)(caller, revoked.id, signal), signal);
  const gone = await signedIn('gus');
  await changeUser(world)({ username: 'gus', change: { is_disabled: true } }, { signal });
  headers.expired = bearer((await openSession(weekAgo)(user, signal)).token);
  headers.disabled = bearer(gone.token);
  headers.other = bearer(other.token);
  headers.owner = bearer(owner.token);
  const root = await signedIn('root', 'admin');
  headers.admin = bearer(root.token);
  const rootKey = { caller: root.caller, name: 'test', scopes: ['build', 'read'] as const };
  headers['admin’s key'] = bearer((await makeApiKey(world)(rootKey, signal)).key);
  headers['read key'] = bearer((await keyOf(['read'])).key);
  headers['build key'] = bearer((await keyOf(['build'])).key);
  headers['revoked key'] = bearer(revoked.key);
}

afterAll(() => {
  vi.unstubAllEnvs();
  world.close();
  rmSync(home, { recursive: true, force: true });
});

async function signedIn(
  username: string,
  role: Role = 'member',
): Promise<{ readonly token: string; readonly caller: Caller }> {
  const user = await addUser(world)({ username, password: 'a password', role }, signal);
  const { token } = await openSession(world)(user, signal);
  return { token, caller: { id: user.id, username, role: user.role, sessionId: 'none' } };
}

/** One of each thing that a path can name, all of one owner. */
async function things(caller: Caller): Promise<Record<string, string>> {
  const input = {
    caller,
    voiceMemo: 'a calculator',
    plan: null,
    appSlug: undefined,
    deploy: true,
    publish: true,
    idempotencyKey: undefined,
  };
  const mission = await createMission(world)(input, { signal });
  const conversationId = conversationIdSchema.parse(world.ids.make('cnv'));
  const conversation = {
    conversation_id: conversationId,
    owner: caller.id,
    turns: [],
    plan: null,
    mission_id: null,
    request: '',
    confirmed: [],
  };
  await saveConversation(world)(conversation, undefined, signal);
  const appId = appIdSchema.parse(world.ids.make('app'));
  const names = { ownerName: caller.username, name: 'todo', description: '' };
  const repository = await world.codeHost.ensureRepository({ appId, ...names }, signal);
  const proposal = {
    repository: repository.fullName,
    missionId: mission.missionId,
    branch: `gantry/${mission.missionId}`,
    parentBranch: repository.defaultBranch,
    title: 'Todo',
    body: '',
    commitMessage: 'Todo',
    files: [{ path: 'index.html', content: 'hi' }],
    isDraft: false,
  };
  const { number } = await world.codeHost.ensurePullRequest(proposal, signal);
  const app = appRecordSchema.parse({
    app_id: appId,
    owner: caller.id,
    owner_name: caller.username,
    slug: 'todo',
    title: 'Todo',
    stack: 'static',
    born_of: mission.missionId,
    created_at: new Date(0).toISOString(),
    project_id: null,
    stable_url: null,
    repository: repository.fullName,
    default_branch: repository.defaultBranch,
    repo_url: null,
    clone_url: null,
    live_mission: null,
    versions: [],
    missions: [mission.missionId],
  });
  await claimApp(world)(app, signal);
  const { id } = await makeApiKey(world)({ caller, name: 'ci', scopes: ['read'] }, signal);
  return {
    mission_id: mission.missionId,
    conversation_id: conversationId,
    slug: 'todo',
    number: String(number),
    key_id: id,
    user_id: caller.id,
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Calls a route's function as API Gateway does. */
async function call(
  route: Route,
  authorization: string | undefined,
  body: string,
  params = owner.params,
  query: Record<string, string> | null = null,
  more: Record<string, string> = {},
): Promise<Answer> {
  const { handler } = await functionTable[route.owner]();
  const names = [...route.path.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? '');
  const event = {
    resource: route.path,
    path: route.path,
    httpMethod: route.method,
    headers: { ...more, ...(authorization !== undefined && { Authorization: authorization }) },
    queryStringParameters: query,
    pathParameters: Object.fromEntries(names.map((name) => [name, params[name]])),
    requestContext: { requestId: 'req-1', identity: { sourceIp: '127.0.0.1' } },
    body,
    isBase64Encoded: false,
  };
  const context = { getRemainingTimeInMillis: () => 30_000 };
  return streamingFunctions.has(route.owner)
    ? streamed(handler as never, event, context)
    : buffered(
        await (
          handler as unknown as (
            event: object,
            context: object,
          ) => Promise<{ statusCode: number; body: string }>
        )(event, context),
      );
}

function buffered(answer: { readonly statusCode: number; readonly body: string }): Answer {
  return { status: answer.statusCode, body: answer.body };
}

async function streamed(
  handler: (event: object, stream: Writable, context: object) => Promise<void>,
  event: object,
  context: object,
): Promise<Answer> {
  const chunks: string[] = [];
  const head = { statusCode: 0 };
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  const { HttpResponseStream } = (
    globalThis as unknown as { awslambda: { HttpResponseStream: { from: unknown } } }
  ).awslambda;
  const real = HttpResponseStream.from;
  HttpResponseStream.from = (given: Writable, metadata: { statusCode: number }) => {
    head.statusCode = metadata.statusCode;
    return given;
  };
  try {
    await handler(event, stream, context);
  } finally {
    HttpResponseStream.from = real;
  }
  return { status: head.statusCode, body: chunks.join('') };
}

const table = Object.entries<Route>(routes) as [RouteName, Route][];
const guarded = table.filter(([, route]) => route.access !== 'public');
const owned = table.filter(([, route]) => route.access === 'owner');
const code = (answer: Answer): string => (JSON.parse(answer.body) as { error: { code: string } }).error.code;

const whos = Object.keys(headers) as Who[];
const letIn = 400;
const worthless: ReadonlySet<Who> = new Set(['nobody', 'junk', 'expired', 'disabled', 'revoked key']);
/** What the table's policy means for a caller who sends what no route takes: whoever is let in is told of that, and nothing is done. */
function expectedStatus(route: Route, who: Who): number {
  if (route.access === 'public') return letIn;
  if (worthless.has(who)) return 401;
  return who.endsWith(' key') ? statusOfKey(route, who) : statusOfSession(route, who);
}
function statusOfSession({ access }: Route, who: Who): number {
  if (access === 'admin') return who === 'admin' ? letIn : 403;
  return access === 'user' || who === 'owner' ? letIn : 404;
}
/** The owner's keys have one scope each; an admin's has both, and is no more than a member's all the same. */
function statusOfKey({ access, scope }: Route, who: Who): number {
  if (who !== 'admin’s key') return `${scope} key` === who ? letIn : 403;
  if (scope === 'none') return 403;
  return access === 'owner' ? 404 : letIn;
}
const rows = table.flatMap(([name, route]) =>
  whos.map((who) => [name, who, expectedStatus(route, who)] as const),
);

const codes: Readonly<Record<number, RegExp>> = {
  400: /^(json|input)_invalid$/,
  401: /^unauthenticated$/,
  403: /^(session_needed|scope_missing|admins_only)$/,
  404: /_not_found$/,
};

describe('who may call what', () => {
  it('runs in the local world', () => {
    expect(worldName).toBe('local');
  });

  it.each(rows)('%s answers %s with %i', async (name, who, status) => {
    const answer = await call(routes[name], headers[who], '{not json', owner.params, { surprise: '1' });
    expect([answer.status, code(answer)]).toEqual([status, expect.stringMatching(codes[status] ?? /^$/)]);
    expect(answer.body).not.toContain('ana');
  });

  it.each(guarded)('%s refuses other forms of a token', async (_name, route) => {
    for (const junk of ['Bearer x', 'Basic YTpi', owner.token, ''])
      expect((await call(route, junk, '{}')).status).toBe(401);
  });

  it.each(table)('%s refuses what another origin’s page sends', async (_name, route) => {
    const knock = (more: Record<string, string>) =>
      call(route, headers.admin, '{not json', owner.params, { surprise: '1' }, more);
    const host = 'gantry.example';
    const refused: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' },
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      ...(route.method === 'GET'
        ? []
        : [
            { host, Origin: 'https://evil.example' },
            { host, Origin: 'null' },
          ]),
    ];
    for (const more of refused) {
      const answer = await knock(more);
      expect([answer.status, code(answer)]).toEqual([403, 'cross_origin']);
    }
    const own: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-origin', origin: `https://${host}` },
      { host, origin: `https://${host}` },
      { host: 'api.example', 'x-gantry-viewer-host': host, origin: `https://${host}` },
      { host: 'localhost:5050', origin: 'http://localhost:5050' },
    ];
    for (const more of own) expect((await knock(more)).status).not.toBe(403);
  });

  it('lets a person follow a link to a page, and to nothing that needs a caller', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await call(routes.health, undefined, '', {}, null, link)).status).toBe(200);
    expect((await call(routes.me, headers.owner, '', {}, null, link)).status).toBe(403);
  });

  it.each(owned)('%s answers 404 for an id that is none', async (_name, route) => {
    const params = { mission_id: '../x', conversation_id: 'cnv_', slug: '%00', number: '-1', key_id: 'key_' };
    expect((await call(route, `Bearer ${owner.token}`, '{}', params)).status).toBe(404);
  });

  it.each(guarded.filter(([, route]) => route.body !== undefined))(
    '%s refuses a field that it does not know',
    async (_name, route) => {
      const bearer = route.access === 'admin' ? headers.admin : headers.owner;
      const answer = await call(route, bearer, '{"surprise":1}');
      expect(answer.status).toBe(400);
      expect(code(answer)).toBe('input_invalid');
    },
  );

  it('refuses a body over 1 MB', async () => {
    const answer = await call(
      routes.architect,
      `Bearer ${owner.token}`,
      JSON.stringify({ voice_memo: 'x'.repeat(1024 * 1024) }),
    );
    expect([answer.status, code(answer)]).toEqual([413, 'body_too_large']);
  });

  it('lets the owner read', async () => {
    expect((await call(routes.status, `Bearer ${owner.token}`, '')).status).toBe(200);
    expect((await call(routes.readApp, `Bearer ${owner.token}`, '')).status).toBe(200);
    expect((await call(routes.conversation, `Bearer ${owner.token}`, '')).status).toBe(200);
  });

  it('ends a session at sign-out', async () => {
    const { token } = await signedIn('eve');
    expect((await call(routes.me, `Bearer ${token}`, '')).status).toBe(200);
    expect((await call(routes.signOut, `Bearer ${token}`, '')).status).toBe(204);
    expect((await call(routes.me, `Bearer ${token}`, '')).status).toBe(401);
  });
});
