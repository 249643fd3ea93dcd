import { inspect } from 'node:util';
import { createEmulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vercelAppHost } from '../../../adapters/vercel/app-host.ts';
import type { VercelConfig } from '../../../adapters/vercel/connection.ts';
import type { AppHost, DeployRequest, HostedApp } from '../../../core/ports/app-host.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { testAppHost } from '../../contract/app-host.ts';
import { type RecordedCall, VercelStandIn } from './vercel-stand-in.ts';

const token = 'vercel-token-4711';
const team = 'team_1';
const never = new AbortController().signal;
const missionId = missionIdSchema.parse('msn_00000000000000000000000001');
const app = (n: number) => ({
  appId: appIdSchema.parse(`app_0000000000000000000000000${n}`),
  name: 'todo-app',
  title: 'To do',
});

const request = (hosted: HostedApp, changes: Partial<DeployRequest> = {}): DeployRequest => ({
  projectId: hosted.projectId,
  appId: app(1).appId,
  missionId,
  stack: 'static',
  artifactSha256: 'a'.repeat(64),
  files: [
    { path: 'index.html', bytes: Buffer.from('<title>one</title>') },
    { path: 'copy.html', bytes: Buffer.from('<title>one</title>') },
    { path: 'empty.css', bytes: new Uint8Array() },
  ],
  target: 'preview',
  ...changes,
});

let standIn: VercelStandIn;
let apiUrl: string;
const open = (config: Partial<VercelConfig> = {}): AppHost =>
  vercelAppHost({
    token,
    team,
    apiUrl,
    pollIntervalMs: 1,
    readyTimeoutMs: 2_000,
    requestTimeoutMs: 5_000,
    ...config,
  });
const refuse = (status: number, code: string, headers: Record<string, string> = {}) =>
  ({ kind: 'answer', status, body: { error: { code, message: `Because of ${code}` } }, headers }) as const;
const writes = (): RecordedCall[] => standIn.calls.filter((call) => call.method !== 'GET');
const isFor = (call: RecordedCall, method: string, path: RegExp): boolean =>
  call.method === method && path.test(call.path);

beforeEach(async () => {
  standIn = new VercelStandIn(token, team);
  apiUrl = await standIn.start();
});
afterEach(() => standIn.close());

// The stand-in is ours; emulate's Vercel, further down, is somebody else's but serves no files.
testAppHost('Vercel, against a stand-in', async () => {
  const own = new VercelStandIn(token, team);
  const url = await own.start();
  return {
    host: open({ apiUrl: url }),
    reopen: () => open({ apiUrl: url }),
    get: async (address) => own.get(address),
    close: () => own.close(),
  };
});

describe('projects', () => {
  it('switches the login wall and the toolbar off before anything is deployed, once', async () => {
    await open().ensureProject(app(1), never);
    const done = writes().map(({ method, path }) => `${method} ${path}`);
    expect(done).toEqual([
      'POST /v11/projects',
      'PATCH /v9/projects/prj_1',
      'POST /v2/files',
      'POST /v13/deployments',
    ]);
    expect(standIn.projects[0]).toMatchObject({
      ssoProtection: null,
      enablePreviewFeedback: false,
      enableProductionFeedback: false,
    });
    await open().ensureProject(app(1), never);
    expect(writes()).toHaveLength(done.length);
  });

  it('switches the login wall off again when somebody switched it on', async () => {
    const hosted = await open().ensureProject(app(1), never);
    const [project] = standIn.projects;
    if (project) project.ssoProtection = { deploymentType: 'all' };
    await open().ensureProject(app(1), never);
    const { url } = await open().deploy(request(hosted), never);
    expect(standIn.get(url).status).toBe(200);
  });

  it('gives production a placeholder first, so that a mission’s first deployment is a preview', async () => {
    const hosted = await open().ensureProject(app(1), never);
    expect(Buffer.from(standIn.get(hosted.stableUrl).bytes).toString()).toContain('Not released yet');
    await open().deploy(request(hosted), never);
    expect(standIn.deployments.map(({ target }) => target)).toEqual([null, 'production']);
  });

  it('names the address that Vercel gave, though the project’s own name be another account’s address', async () => {
    standIn.foreignHosts.add('todo-app.vercel.app');
    const hosted = await open().ensureProject(app(1), never);
    expect(hosted.stableUrl).toBe('https://todo-app-ruby.vercel.app');
  });

  it('finds an app’s project though an earlier name has become free', async () => {
    await open().ensureProject(app(1), never);
    const two = await open().ensureProject(app(2), never);
    standIn.projects.shift();
    expect(await open().ensureProject(app(2), never)).toEqual(two);
  });
});

describe('teams', () => {
  it.each([
    ['team_9', 'teamId'],
    ['acme', 'slug'],
  ])('sends the team %s as %s with every request', async (name, parameter) => {
    const own = new VercelStandIn(token, name);
    const url = await own.start();
    await open({ apiUrl: url, team: name }).ensureProject(app(1), never);
    await own.close();
    expect(own.calls.map((call) => call.query.get(parameter))).toEqual(own.calls.map(() => name));
  });
});

describe('deployments', () => {
  it('uploads each content once, by its digest, and serves files from one folder so that nothing is built', async () => {
    const hosted = await open().ensureProject(app(1), never);
    const before = standIn.calls.length;
    await open().deploy(
      request(hosted, {
        files: [...request(hosted).files, { path: 'package.json', bytes: Buffer.from('{}') }],
      }),
      never,
    );
    const calls = standIn.calls.slice(before);
    expect(calls.filter((call) => call.path === '/v2/files')).toHaveLength(2);
    const body = JSON.parse(String(calls.find((call) => isFor(call, 'POST', /deployments/))?.body));
    expect(body).not.toHaveProperty('target');
    expect(body.projectSettings).toEqual({
      framework: null,
      buildCommand: '',
      installCommand: '',
      outputDirectory: 'public',
    });
    expect(body.files.map(({ file }: { file: string }) => file)).toEqual([
      'public/index.html',
      'public/copy.html',
      'public/empty.css',
      'public/package.json',
    ]);
  });

  it('puts functions where Vercel looks for them', async () => {
    const hosted = await open().ensureProject(app(1), never);
    const files = ['index.html', 'api/hello.js', 'package.json'].map((path) => ({
      path,
      bytes: Buffer.from(path),
    }));
    await open().deploy(request(hosted, { stack: 'node', files }), never);
    expect([...(standIn.deployments[0]?.files.keys() ?? [])]).toEqual([
      'public/index.html',
      'api/hello.js',
      'package.json',
    ]);
  });

  it('answers addresses of https', async () => {
    const hosted = await open().ensureProject(app(1), never);
    const { url } = await open().deploy(request(hosted), never);
    expect(url).toMatch(/^https:\/\/todo-app-.*\.vercel\.app$/);
    expect(hosted.stableUrl).toMatch(/^https:\/\//);
  });

  it('does not take a failed deployment for the mission’s', async () => {
    const hosted = await open().ensureProject(app(1), never);
    standIn.building = 'fails';
    await expect(open().deploy(request(hosted), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'vercel-deployment-failed',
      details: { state: 'ERROR', reason: 'Lost the build' },
    });
    standIn.building = 1;
    const { url } = await open().deploy(request(hosted), never);
    expect(standIn.get(url).status).toBe(200);
  });

  it('gives up on a deployment that is never ready, and finds it again', async () => {
    const hosted = await open().ensureProject(app(1), never);
    standIn.building = 'never';
    await expect(open({ readyTimeoutMs: 30 }).deploy(request(hosted), never)).rejects.toMatchObject({
      code: 'vercel-slow',
    });
    standIn.building = 1;
    await open().deploy(request(hosted), never);
    expect(standIn.deployments).toHaveLength(2);
  });

  it('comes to the stable address though somebody rolled the project back by hand', async () => {
    const hosted = await open().ensureProject(app(1), never);
    const [project] = standIn.projects;
    if (project) standIn.rollBack(project, 'dpl_1');
    const { deploymentId } = await open().deploy(request(hosted, { target: 'production' }), never);
    expect(project?.live).toBe(deploymentId);
  });

  it('says that the project is gone', async () => {
    const waiting = open().deploy(request({ projectId: 'prj_gone', stableUrl: '' }), never);
    await expect(waiting).rejects.toMatchObject({ name: 'DependencyRefused', code: 'vercel-project-gone' });
  });
});

describe('when an answer is lost after Vercel did the work', () => {
  const doAll = async (): Promise<void> => {
    const hosted = await open().ensureProject(app(1), never);
    await open().deploy(request(hosted), never);
    await open().deploy(request(hosted, { target: 'production' }), never);
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'makes one project and three deployments though the answer to write %i is lost',
    async (n) => {
      let count = 0;
      standIn.interfere = (call) => {
        if (call.method === 'GET') return undefined;
        count += 1;
        return count === n ? { kind: 'lose-answer' } : undefined;
      };
      await expect(doAll()).rejects.toMatchObject({ name: 'DependencyFailed' });
      await doAll();
      expect(standIn.projects).toHaveLength(1);
      expect(standIn.deployments.map(({ meta }) => `${meta.gantryMissionId} ${meta.gantryTarget}`)).toEqual([
        `${missionId} production`,
        `${missionId} preview`,
        'placeholder production',
      ]);
    },
  );
});

describe('failures', () => {
  const at = new Date('2026-11-20T10:00:00Z');

  it.each([
    ['names a pause', { 'retry-after': '7' }, 7_000],
    [
      'names a reset',
      { 'x-ratelimit-reset': `${at.getTime() / 1_000 + 90}`, date: at.toUTCString() },
      90_000,
    ],
    ['names nothing', {}, 60_000],
  ])(
    'waits as long as Vercel says when it %s',
    async (_what, headers: Record<string, string>, retryAfterMs) => {
      standIn.interfere = () => refuse(429, 'rate_limited', headers);
      await expect(open().ensureProject(app(1), never)).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'vercel-rate-limited',
        retryAfterMs,
      });
    },
  );

  it.each([
    [401, 'vercel-token-refused'],
    [402, 'vercel-plan-spent'],
    [403, 'vercel-forbidden'],
    [400, 'vercel-unprocessable'],
  ])('is refused for good at %i, in words and without the token', async (status, code) => {
    standIn.interfere = () => refuse(status, 'why');
    const failure: unknown = await open()
      .ensureProject(app(1), never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'DependencyRefused',
      code,
      details: { status, reason: { message: 'Because of why' } },
    });
    expect(inspect(failure, { depth: 12 })).not.toContain(token);
  });

  it('is refused without its team', async () => {
    await expect(open({ team: 'team_2' }).ensureProject(app(1), never)).rejects.toMatchObject({
      code: 'vercel-forbidden',
    });
  });

  it.each([
    ['is down', refuse(502, 'down')],
    ['answers something else', { kind: 'answer', status: 200, body: { id: 4 } } as const],
    ['says nothing', { kind: 'silence' } as const],
  ])('may be tried again when Vercel %s', async (_what, interference) => {
    standIn.interfere = () => interference;
    const startedAt = performance.now();
    await expect(open({ requestTimeoutMs: 120 }).ensureProject(app(1), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('ends with its caller, also while it waits', async () => {
    const hosted = await open().ensureProject(app(1), never);
    standIn.building = 'never';
    const leaving = new AbortController();
    const waiting = open({ pollIntervalMs: 60_000 }).deploy(request(hosted), leaving.signal);
    setTimeout(() => leaving.abort(new Error('gone')), 50);
    await expect(waiting).rejects.toThrow('gone');
  });
});

const addDomain = async (url: string, project: string, name: string): Promise<void> => {
  const answer = await fetch(new URL(`/v10/projects/${project}/domains`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (!answer.ok) throw new Error(await answer.text());
};

describe('against emulate', () => {
  it('finds or makes one project, placeholder and preview', async () => {
    const emulator = await createEmulator({
      service: 'vercel',
      port: 0,
      seed: { tokens: { [token]: { login: 'dev', scopes: [] } }, vercel: { users: [{ username: 'dev' }] } },
    });
    try {
      const config = { token, apiUrl: emulator.url, pollIntervalMs: 5, readyTimeoutMs: 5_000 };
      // emulate makes no address for a project, so it is given one, as a person would.
      await expect(vercelAppHost(config).ensureProject(app(1), never)).rejects.toMatchObject({
        code: 'vercel-no-address',
      });
      await addDomain(emulator.url, 'todo-app', 'todo-app.vercel.app');
      const one = await vercelAppHost(config).ensureProject(app(1), never);
      expect(one.stableUrl).toBe('https://todo-app.vercel.app');
      expect(await vercelAppHost(config).ensureProject(app(1), never)).toEqual(one);
      const preview = await vercelAppHost(config).deploy(request(one), never);
      expect(await vercelAppHost(config).deploy(request(one), never)).toEqual(preview);
    } finally {
      await emulator.close();
    }
  });
});
