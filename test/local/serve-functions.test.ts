import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createFunctionCaller } from '../../adapters/local/app-host/call-function.ts';
import { createAppHost } from '../../adapters/local/app-host.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { clearWorkFolders, makeWorkFolder } from '../../adapters/local/work-folders.ts';
import { systemClock } from '../../adapters/node/clock.ts';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { hostConfiguration } from '../../core/draft/added-files/host-configuration.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import type { FunctionCall } from '../../core/wire/function-call.ts';
import { appIdSchema, missionIdSchema } from '../../core/wire/ids.ts';
import { createAppPages } from '../../local/serve-apps.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';
import { hasBubblewrap } from '../pod-image/support/has-bubblewrap.ts';
import { ask, startGateway } from './gateway/fixture-gateway.ts';

const never = new AbortController().signal;
const appId = appIdSchema.parse(`app_${'0'.repeat(26)}`);
const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);

const sources: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>Sums</title>',
  'package.json': '{"type":"module"}',
  'vercel.json': hostConfiguration({ origins: [] }),
  'api/handler.js':
    "export default (req, res) => res.status(201).setHeader('x-app', 'sums').json({ method: req.method, query: req.query, body: req.body });",
  'api/web.js':
    "export const POST = async (request) => new Response('got ' + (await request.text()), { headers: { 'set-cookie': 'a=b' } });",
  'api/fetches.js':
    'export default { fetch: (request) => Response.json({ path: new URL(request.url).pathname }) };',
  'api/nested/index.js': "export const GET = () => new Response('nested');",
  'api/_private.js': "export const GET = () => new Response('private');",
  'api/data.json': '[1]',
  'api/outside.js': `import { existsSync, readdirSync, writeFileSync } from 'node:fs';
const attempt = (work) => { try { return work(); } catch (error) { return error.code; } };
export async function GET(request) {
  const reached = await fetch('http://127.0.0.1:1/').then(() => 'answered', (error) => error.cause?.code ?? 'refused');
  return Response.json({
    reached,
    variables: Object.keys(process.env).sort(),
    written: attempt(() => writeFileSync('/pod/tree/index.html', 'x')),
    home: attempt(() => readdirSync(HOME_OF_TEST)),
    hasPasswords: existsSync('/etc/passwd'),
    secrets: ['authorization', 'cookie'].filter((name) => request.headers.has(name)),
  });
}`,
  'api/headers.js': `const names = ['x-request-id', 'clear-site-data', 'alt-svc', 'refresh', 'www-authenticate', 'set-cookie',
  'strict-transport-security', 'x-app-page', 'access-control-allow-origin', 'retry-after'];
export const GET = () => new Response('x', { headers: Object.fromEntries(names.map((name) => [name, '7'])) });`,
  'api/sleeps.js': 'export const GET = () => new Promise(() => setInterval(() => {}, 1_000));',
  'api/throws.js': "export default () => { throw new Error('no'); };",
  'api/lies.js': "import { writeSync } from 'node:fs'; writeSync(3, '{\"status\":9000}'); process.exit(0);",
  'api/eats.js': 'export default () => { const all = []; for (;;) all.push(new Array(1e6).fill(1.5)); };',
  'lib/shared.py': "NAME = 'shared'",
  'api/python.py': `from http.server import BaseHTTPRequestHandler
from lib.shared import NAME

class handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(202)
        self.send_header("content-type", "text/plain")
        self.end_headers()
        self.wfile.write(f"{NAME} {self.path} ".encode() + body)
`,
};

async function serve(isolation: 'bubblewrap' | 'node-permission') {
  const home = temporaryHome();
  const records = createRecordStore({ database: openDatabase(home), clock: systemClock });
  const host = createAppHost({
    records,
    objects: createObjectStore({ home }),
    origin: () => 'http://localhost:1',
  });
  const files = Object.entries(sources).map(([path, content]) => ({
    path,
    bytes: Buffer.from(content.replace('HOME_OF_TEST', JSON.stringify(home))),
  }));
  const { projectId } = await host.ensureProject({ appId, name: 'sums', title: 'Sums' }, never);
  const artifactSha256 = treeSha256(nodeDigest, files);
  const { deploymentId } = await host.deploy(
    { projectId, appId, missionId, stack: 'node', target: 'preview', files, artifactSha256 },
    never,
  );
  const caller = createFunctionCaller({ isolation, home });
  const apps = createAppPages(() => ({ hostedApps: host, callFunction: caller.call }));
  const hostHeader = { host: `${deploymentId}.localhost` };
  const open = async () => {
    const gateway = await startGateway({ apps });
    return (path: string, options: Parameters<typeof ask>[2] = {}) =>
      ask(gateway, path, { ...options, headers: { ...options.headers, ...hostHeader } });
  };
  return { open };
}

describe('functions of a hosted app, where nothing isolates', () => {
  it('answer 501 in plain words and run nowhere', async () => {
    const get = await (await serve('node-permission')).open();
    const reply = await get('/api/handler');
    expect(reply.status).toBe(501);
    expect(reply.body.toString()).toContain('Docker or bubblewrap');
  });

  it.each(['/api/handler.js', '/api/_private', '/api/_private.js', '/api/nothing', '/api/python.py'])(
    'give no file and no function at %s',
    async (path) => {
      const get = await (await serve('node-permission')).open();
      expect((await get(path)).status).toBe(404);
    },
  );

  it.each(['/', '/api/data.json', '/nothing', '/vercel.json', '/api/handler'])(
    'say to browsers at %s what the tree says',
    async (path) => {
      const get = await (await serve('node-permission')).open();
      const { headers } = await get(path);
      expect(headers['content-security-policy']).toContain("default-src 'self'; ");
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it('leave the files beside them as they are, to be read only', async () => {
    const get = await (await serve('node-permission')).open();
    expect((await get('/api/data.json')).body.toString()).toBe('[1]');
    expect((await get('/api/data.json', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

/** A call straight to the caller, as the pages make it. */
const sourceCall = (name: string): FunctionCall => {
  const file = `api/${name}.js`;
  const bytes = Buffer.from(sources[file] ?? '').toString('base64');
  const request = { method: 'GET', url: `/api/${name}`, headers: {}, body: '' };
  return { file, files: [{ path: file, bytes }], request };
};

const failed = { kind: 'failed', because: 'error' } as const;
const at = { projectId: 'sleeper', deploymentId: 'sleeper' };

describe.skipIf(!hasBubblewrap)('a function that does not end', () => {
  it('keeps busy what is its own app’s, and no other app waits for it', async () => {
    const { call, close } = createFunctionCaller({ isolation: 'bubblewrap', home: temporaryHome() });
    const leaving = new AbortController();
    const asleep = [1, 2].map(() => call(sourceCall('sleeps'), at, leaving.signal));
    const late = call(sourceCall('nested/index'), at, never);
    const other = { projectId: 'other', deploymentId: 'other' };
    expect(await call(sourceCall('nested/index'), other, never)).toMatchObject({ kind: 'answered' });
    expect(await late).toEqual({ kind: 'busy' });
    leaving.abort();
    expect(await Promise.all(asleep)).toEqual([failed, failed]);
    await close();
  });

  it('leaves no folder behind, also where everything of it is killed', async () => {
    const home = temporaryHome();
    // A place of its own: others make and take away folders in the machine's.
    const place = mkdtempSync(join(tmpdir(), 'gantry-place-'));
    vi.stubEnv('TMPDIR', place);
    const { call } = createFunctionCaller({ isolation: 'bubblewrap', home });
    const calling = call(sourceCall('sleeps'), at, never);
    await vi.waitFor(() => expect(readdirSync(workFolders(home)[0] ?? '')).toHaveLength(1), 10_000);
    const pid = await vi.waitFor(() => {
      const [found] = callersIn(workFolders(home)[0] ?? '');
      // Number 0 would be this process and all that started it.
      if (found === undefined) throw new Error('The caller has not started yet.');
      return found;
    }, 10_000);
    process.kill(pid, 'SIGKILL');
    expect(await calling).toEqual(failed);
    vi.unstubAllEnvs();
    expect(readdirSync(place)).toEqual([]);
    rmSync(place, { recursive: true });
  });

  it('is followed by others when all that isolates it is killed, and nothing is left when that is ended', async () => {
    const home = temporaryHome();
    const { call, close } = createFunctionCaller({ isolation: 'bubblewrap', home });
    expect(await call(sourceCall('nested/index'), at, never)).toMatchObject({ kind: 'answered' });
    const [pid = 0] = callersIn(workFolders(home)[0] ?? '');
    expect(pid).toBeGreaterThan(1);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(workFolders(home)).toEqual([]), 10_000);
    expect(await call(sourceCall('nested/index'), at, never)).toMatchObject({ kind: 'answered' });
    await close();
    expect(workFolders(home)).toEqual([]);
  });

  it('leaves what this process could not take away any more to the next start', async () => {
    const home = temporaryHome();
    const { path } = makeWorkFolder(home);
    writeFileSync(join(path, 'left'), '');
    await clearWorkFolders(temporaryHome());
    expect(workFolders(home)).toEqual([path]);
    await clearWorkFolders(home);
    expect(workFolders(home)).toEqual([]);
  });
});

/** Those of one home: a folder beside them tells how they are named. */
function workFolders(home: string): string[] {
  const { path, remove } = makeWorkFolder(home);
  void remove();
  const prefix = path.slice(tmpdir().length + 1, -6);
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
  return names.map((name) => join(tmpdir(), name)).filter((found) => found !== path);
}

/** The processes of ours whose temporary files go to a folder. */
const callersIn = (folder: string): number[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(`TMPDIR=${folder}`)
        ? [Number(name)]
        : [];
    } catch {
      return [];
    }
  });

describe.skipIf(!hasBubblewrap)('functions of a hosted app, in bubblewrap', () => {
  let served: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    served = await serve('bubblewrap');
  });
  const call = async (path: string, options?: Parameters<typeof ask>[2]) =>
    (await served.open())(path, options);

  it('answer as Node has it, with what the host adds', async () => {
    const body = '{"a":1}';
    const headers = { 'content-type': 'application/json' };
    const reply = await call('/api/handler?b=2', { method: 'PUT', body, headers });
    expect([reply.status, reply.headers['x-app']]).toEqual([201, 'sums']);
    expect(JSON.parse(reply.body.toString())).toEqual({ method: 'PUT', query: { b: '2' }, body: { a: 1 } });
  });

  it('answer as the web has it, without cookies', async () => {
    const reply = await call('/api/web', { method: 'POST', body: 'this' });
    expect([reply.status, reply.body.toString()]).toEqual([200, 'got this']);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect((await call('/api/web')).status).toBe(405);
    expect((await call('/api/fetches')).body.toString()).toBe('{"path":"/api/fetches"}');
    expect((await call('/api/nested')).body.toString()).toBe('nested');
  });

  it('answer in Python, with the modules beside them', async () => {
    const reply = await call('/api/python?x=1', { method: 'POST', body: 'body' });
    expect([reply.status, reply.body.toString()]).toEqual([202, 'shared /api/python?x=1 body']);
  });

  it('reach no network, no file, no variable and no secret of this machine', async () => {
    const headers = { authorization: 'Bearer x', cookie: 'a=b' };
    const seen = JSON.parse((await call('/api/outside', { headers })).body.toString()) as Record<
      string,
      unknown
    >;
    expect(seen).toMatchObject({ home: 'ENOENT', hasPasswords: false, secrets: [] });
    expect(seen.reached).not.toBe('answered');
    expect(seen.written).toBe('EROFS');
    expect(seen.variables).not.toContain('GANTRY_HOME');
  });

  it.each([
    ['throws', 'function_failed'],
    ['lies', 'function_failed'],
    ['eats', 'function_memory'],
  ])('that %s is answered with 500', async (name, code) => {
    const reply = await call(`/api/${name}`);
    expect([reply.status, JSON.parse(reply.body.toString()).error.code]).toEqual([500, code]);
  });

  it('say of their answers what an app may say, and nothing for the browser or the gateway', async () => {
    const { headers } = await call('/api/headers');
    expect(headers).toMatchObject({
      'x-app-page': '7',
      'access-control-allow-origin': '7',
      'retry-after': '7',
    });
    for (const name of ['clear-site-data', 'alt-svc', 'refresh', 'www-authenticate', 'set-cookie'])
      expect(headers[name]).toBeUndefined();
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-request-id']).not.toBe('7');
  });

  it('wait for their turn where a page asks for many at once', async () => {
    const get = await served.open();
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async () => (await get('/api/nested')).status),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
  });
});
