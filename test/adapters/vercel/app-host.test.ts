import { createEmulator } from 'emulate';
import { describe, expect, it } from 'vitest';
import { vercelAppHost } from '../../../adapters/vercel/app-host.ts';
import { testAppHost } from '../../contract/app-host.ts';
import { app, isFor, never, request, team, token, useVercel } from './vercel-setting.ts';
import { VercelStandIn } from './vercel-stand-in.ts';

const vercel = useVercel();

// The stand-in is ours; emulate's Vercel, further down, is somebody else's but serves no files.
testAppHost('Vercel, against a stand-in', async () => {
  const own = new VercelStandIn(token, team);
  const url = await own.start();
  return {
    host: vercel.open({ apiUrl: url }),
    reopen: () => vercel.open({ apiUrl: url }),
    get: async (address) => own.get(address),
    close: () => own.close(),
  };
});

describe('projects', () => {
  it('switches the login wall and the toolbar off before anything is deployed, once', async () => {
    await vercel.open().ensureProject(app(1), never);
    const done = vercel.writes().map(({ method, path }) => `${method} ${path}`);
    expect(done).toEqual([
      'POST /v11/projects',
      'PATCH /v9/projects/prj_1',
      'POST /v2/files',
      'POST /v13/deployments',
    ]);
    expect(vercel.standIn.projects[0]).toMatchObject({
      ssoProtection: null,
      enablePreviewFeedback: false,
      enableProductionFeedback: false,
    });
    await vercel.open().ensureProject(app(1), never);
    expect(vercel.writes()).toHaveLength(done.length);
  });

  it('switches the login wall off again when somebody switched it on', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    const [project] = vercel.standIn.projects;
    if (project) project.ssoProtection = { deploymentType: 'all' };
    await vercel.open().ensureProject(app(1), never);
    const { url } = await vercel.open().deploy(request(hosted), never);
    expect(vercel.standIn.get(url).status).toBe(200);
  });

  it('gives production a placeholder first, so that a mission’s first deployment is a preview', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    expect(Buffer.from(vercel.standIn.get(hosted.stableUrl).bytes).toString()).toContain('Not released yet');
    await vercel.open().deploy(request(hosted), never);
    expect(vercel.standIn.deployments.map(({ target }) => target)).toEqual([null, 'production']);
  });

  it('names the address that Vercel gave, though the project’s own name be another account’s address', async () => {
    vercel.standIn.foreignHosts.add('todo-app.vercel.app');
    const hosted = await vercel.open().ensureProject(app(1), never);
    expect(hosted.stableUrl).toBe('https://todo-app-ruby.vercel.app');
  });

  it('finds an app’s project though an earlier name has become free', async () => {
    await vercel.open().ensureProject(app(1), never);
    const two = await vercel.open().ensureProject(app(2), never);
    vercel.standIn.projects.shift();
    expect(await vercel.open().ensureProject(app(2), never)).toEqual(two);
  });
});

describe('teams', () => {
  it.each([
    ['team_9', 'teamId'],
    ['acme', 'slug'],
  ])('sends the team %s as %s with every request', async (name, parameter) => {
    const own = new VercelStandIn(token, name);
    const url = await own.start();
    await vercel.open({ apiUrl: url, team: name }).ensureProject(app(1), never);
    await own.close();
    expect(own.calls.map((call) => call.query.get(parameter))).toEqual(own.calls.map(() => name));
  });
});

describe('deployments', () => {
  it('uploads each content once, by its digest, and serves files from one folder so that nothing is built', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    const before = vercel.standIn.calls.length;
    await vercel.open().deploy(
      request(hosted, {
        files: [...request(hosted).files, { path: 'package.json', bytes: Buffer.from('{}') }],
      }),
      never,
    );
    const calls = vercel.standIn.calls.slice(before);
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

  it('answers addresses of https', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    const { url } = await vercel.open().deploy(request(hosted), never);
    expect(url).toMatch(/^https:\/\/todo-app-.*\.vercel\.app$/);
    expect(hosted.stableUrl).toMatch(/^https:\/\//);
  });

  it('does not take a failed deployment for the mission’s', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    vercel.standIn.building = 'fails';
    await expect(vercel.open().deploy(request(hosted), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'vercel-deployment-failed',
      details: { state: 'ERROR', reason: 'internal: Lost the build' },
    });
    vercel.standIn.building = 1;
    const { url } = await vercel.open().deploy(request(hosted), never);
    expect(vercel.standIn.get(url).status).toBe(200);
  });

  it.each([
    [
      { seatBlock: { blockCode: 'TEAM_ACCESS_REQUIRED' } },
      'needs a seat in the team in VERCEL_TEAM',
      'TEAM_ACCESS_REQUIRED',
    ],
    [
      { errorCode: 'abuse', readyStateReason: 'Deployment was blocked by our systems.' },
      'An owner of the Vercel account looks at it in the dashboard',
      'abuse: Deployment was blocked by our systems.',
    ],
    [{}, 'An owner of the Vercel account looks at it in the dashboard', ''],
  ])(
    'leaves a deployment that Vercel blocks to a person, with the reason: %o',
    async (block, message, reason) => {
      const hosted = await vercel.open().ensureProject(app(1), never);
      vercel.standIn.building = 'blocked';
      vercel.standIn.block = block;
      await expect(vercel.open().deploy(request(hosted), never)).rejects.toMatchObject({
        name: 'DependencyRefused',
        code: 'vercel-deployment-blocked',
        message: expect.stringContaining(message),
        details: {
          state: 'BLOCKED',
          reason,
          excerpt: expect.stringMatching(/^Vercel made deployment dpl_2 BLOCKED/),
        },
      });
      vercel.standIn.building = 1;
      await vercel.open().deploy(request(hosted), never);
      expect(vercel.standIn.deployments).toHaveLength(3);
    },
  );

  it('uploads again what Vercel has let go of before it made the deployment', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    let isLost = false;
    vercel.standIn.interfere = (call) => {
      if (!isLost && isFor(call, 'POST', /^\/v13\/deployments$/)) {
        vercel.standIn.uploads.clear();
        isLost = true;
      }
      return undefined;
    };
    const { url } = await vercel.open().deploy(request(hosted), never);
    expect(vercel.standIn.get(url).status).toBe(200);
    expect(vercel.standIn.deployments).toHaveLength(2);
  });

  it('leaves files that Vercel lacks again to the next try', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    vercel.standIn.interfere = (call) => {
      if (isFor(call, 'POST', /^\/v13\/deployments$/)) vercel.standIn.uploads.clear();
      return undefined;
    };
    await expect(vercel.open().deploy(request(hosted), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'vercel-files-missing',
      retryAfterMs: 1_000,
      service: 'Vercel',
    });
    expect(vercel.writes().filter((call) => isFor(call, 'POST', /^\/v13\/deployments$/))).toHaveLength(3);
  });

  it('gives up on a deployment that is never ready, and finds it again', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    vercel.standIn.building = 'never';
    await expect(vercel.open({ readyTimeoutMs: 30 }).deploy(request(hosted), never)).rejects.toMatchObject({
      code: 'vercel-slow',
    });
    vercel.standIn.building = 1;
    await vercel.open().deploy(request(hosted), never);
    expect(vercel.standIn.deployments).toHaveLength(2);
  });

  it('comes to the stable address though somebody rolled the project back by hand', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    const [project] = vercel.standIn.projects;
    if (project) vercel.standIn.rollBack(project, 'dpl_1');
    const { deploymentId } = await vercel.open().deploy(request(hosted, { target: 'production' }), never);
    expect(project?.live).toBe(deploymentId);
  });

  it('says that the project is gone', async () => {
    const waiting = vercel.open().deploy(request({ projectId: 'prj_gone', stableUrl: '' }), never);
    await expect(waiting).rejects.toMatchObject({ name: 'DependencyRefused', code: 'vercel-project-gone' });
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
