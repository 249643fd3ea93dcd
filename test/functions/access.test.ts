import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worldName } from '#world';
import type { LocalWorld } from '../../adapters/worlds/local-world.ts';
import { openLocalWorld } from '../../adapters/worlds/local-world.ts';
import type { Caller } from '../../core/access/sessions.ts';
import { openSession } from '../../core/access/sessions.ts';
import { addUser } from '../../core/access/users.ts';
import { appRecordSchema } from '../../core/app/app.ts';
import { claimApp } from '../../core/app/app-records.ts';
import { saveConversation } from '../../core/chat/conversations.ts';
import { createMission } from '../../core/mission/create-mission.ts';
import { appIdSchema, conversationIdSchema } from '../../core/wire/ids.ts';
import type { Route, RouteName } from '../../core/wire/routes.ts';
import { routes, streamingFunctions } from '../../core/wire/routes.ts';
import { functionTable } from '../../local/function-table.ts';
import { installLambdaStreaming } from '../../local/gateway/lambda-streaming.ts';

const signal = AbortSignal.timeout(60_000);
const home = mkdtempSync(join(tmpdir(), 'gantry-functions-'));
const owner = { token: '', params: {} as Record<string, string> };
const other = { token: '' };
let world: LocalWorld;

beforeAll(async () => {
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
});

afterAll(() => {
  world.close();
  rmSync(home, { recursive: true, force: true });
});

async function signedIn(username: string): Promise<{ readonly token: string; readonly caller: Caller }> {
  const user = await addUser(world)({ username, password: 'a password', role: 'member' }, signal);
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
  const app = appRecordSchema.parse({
    app_id: appIdSchema.parse(world.ids.make('app')),
    owner: caller.id,
    owner_name: caller.username,
    slug: 'todo',
    title: 'Todo',
    stack: 'static',
    born_of: mission.missionId,
    created_at: new Date(0).toISOString(),
    project_id: null,
    stable_url: null,
    repository: null,
    default_branch: null,
    repo_url: null,
    clone_url: null,
    live_mission: null,
    versions: [],
    missions: [mission.missionId],
  });
  await claimApp(world)(app, signal);
  return { mission_id: mission.missionId, conversation_id: conversationId, slug: 'todo', number: '1' };
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
): Promise<Answer> {
  const { handler } = await functionTable[route.owner]();
  const names = [...route.path.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1] ?? '');
  const event = {
    resource: route.path,
    path: route.path,
    httpMethod: route.method,
    headers: authorization === undefined ? {} : { Authorization: authorization },
    queryStringParameters: null,
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

describe('who may call what', () => {
  it('runs in the local world', () => {
    expect(worldName).toBe('local');
  });

  it.each(guarded)('%s refuses a caller without a token, whatever the body', async (_name, route) => {
    const answer = await call(route, undefined, '{not json');
    expect([answer.status, code(answer)]).toEqual([401, 'unauthenticated']);
  });

  it.each(guarded)('%s refuses junk for a token', async (_name, route) => {
    for (const junk of ['Bearer x', `Bearer ${'A'.repeat(43)}`, 'Basic YTpi', owner.token]) {
      expect((await call(route, junk, '{}')).status).toBe(401);
    }
  });

  it.each(owned)(
    "%s answers 404 for another person's thing, before it looks at the body",
    async (_name, route) => {
      const answer = await call(route, `Bearer ${other.token}`, '{not json');
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain('ana');
    },
  );

  it.each(owned)('%s answers 404 for an id that is none', async (_name, route) => {
    const params = { mission_id: '../x', conversation_id: 'cnv_', slug: '%00', number: '-1' };
    expect((await call(route, `Bearer ${owner.token}`, '{}', params)).status).toBe(404);
  });

  it.each(owned.filter(([, route]) => route.body !== undefined))(
    '%s reads the body of the owner and refuses what is no JSON',
    async (_name, route) => {
      const answer = await call(route, `Bearer ${owner.token}`, '{not json');
      expect([answer.status, code(answer)]).toEqual([400, 'json_invalid']);
    },
  );

  it.each(guarded.filter(([, route]) => route.body !== undefined))(
    '%s refuses a field that it does not know',
    async (_name, route) => {
      const answer = await call(route, `Bearer ${owner.token}`, '{"surprise":1}');
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
