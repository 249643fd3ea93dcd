import { expect, test } from 'vitest';
import { createAppHost } from '../../../adapters/local/app-host.ts';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createObjectStore } from '../../../adapters/local/object-store.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { hostConfiguration } from '../../../core/draft/added-files/host-configuration.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import type { ArtifactFile } from '../../../core/ports/app-host.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { testAppHost } from '../../contract/app-host.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function openAppHost(home: string) {
  const records = createRecordStore({ database: openDatabase(home), clock: systemClock });
  return createAppHost({
    records,
    objects: createObjectStore({ home }),
    origin: () => 'http://127.0.0.1:5051',
  });
}

/** What a gateway does with these two look-ups. */
async function serve(host: ReturnType<typeof openAppHost>, url: string) {
  const { hostname, pathname } = new URL(url);
  const hosted = await host.lookUpHost(hostname.replace(/\.localhost$/, ''), never);
  const file =
    hosted.kind === 'live' ? await host.readFile(hosted.artifactSha256, pathname, never) : undefined;
  return {
    status: file ? 200 : 404,
    bytes: file?.bytes ?? bytesOf('Not found'),
    contentType: file?.contentType,
  };
}

testAppHost('local', async () => {
  const home = temporaryHome();
  const host = openAppHost(home);
  return { host, reopen: () => openAppHost(home), get: (url) => serve(host, url), close: async () => {} };
});

const appId = appIdSchema.parse(`app_${'0'.repeat(26)}`);
const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
const digestOf = (files: readonly ArtifactFile[]): string => treeSha256(nodeDigest, files);

async function deployed(files: readonly ArtifactFile[]) {
  const host = openAppHost(temporaryHome());
  const { projectId } = await host.ensureProject({ appId, name: 'Notes', title: 'Notes' }, never);
  const request = {
    projectId,
    appId,
    missionId,
    stack: 'static',
    target: 'preview',
    files,
    artifactSha256: digestOf(files),
  } as const;
  const deployment = await host.deploy(request, never);
  return { host, request, ...deployment };
}

test.each([
  ['To-Do App!', 'to-do-app'],
  ['Čas & Größe', 'cas-gro-e'],
  ['xn--evil', 'xn-evil'],
  ['日本', 'app'],
  ['a'.repeat(70), 'a'.repeat(40)],
  [`${'b'.repeat(39)}-c`, 'b'.repeat(39)],
])('makes a host name of the wish %j', async (name, label) => {
  const host = openAppHost(temporaryHome());
  const project = await host.ensureProject({ appId, name, title: name }, never);
  expect(project).toEqual({ projectId: label, stableUrl: `http://${label}.localhost:5051/` });
});

test('numbers the names of further apps within the length of a label', async () => {
  const host = openAppHost(temporaryHome());
  const wish = async (n: number, name: string) =>
    (
      await host.ensureProject(
        { appId: appIdSchema.parse(`app_${String(n).padStart(26, '0')}`), name, title: name },
        never,
      )
    ).projectId;
  expect([await wish(1, 'todo'), await wish(2, 'todo'), await wish(3, 'todo')]).toEqual([
    'todo',
    'todo-2',
    'todo-3',
  ]);
  expect([await wish(4, 'x'.repeat(40)), await wish(5, 'x'.repeat(40))]).toEqual([
    'x'.repeat(40),
    `${'x'.repeat(36)}-2`,
  ]);
});

test('a deployment has a host name of its own under the project', async () => {
  const { url, deploymentId, host, request } = await deployed([
    { path: 'index.html', bytes: bytesOf('<p>hi') },
  ]);
  expect(url).toMatch(/^http:\/\/notes-[0-9a-f]{8}\.localhost:5051\/$/);
  const at = await host.lookUpHost(deploymentId.toUpperCase(), never);
  const { projectId, artifactSha256 } = request;
  expect(at).toEqual({ kind: 'live', projectId, deploymentId, artifactSha256 });
});

test('a project without production is not live yet, and a host that nobody claimed is unknown', async () => {
  const { host } = await deployed([{ path: 'index.html', bytes: bytesOf('<p>hi') }]);
  expect(await host.lookUpHost('notes', never)).toEqual({ kind: 'not-live-yet', title: 'Notes' });
  expect(await host.lookUpHost('nobody', never)).toEqual({ kind: 'unknown' });
});

test('refuses files that are not the artifact, and serves none of them', async () => {
  const { host, request } = await deployed([{ path: 'index.html', bytes: bytesOf('<p>hi') }]);
  const forged = { ...request, artifactSha256: 'f'.repeat(64), target: 'production' } as const;
  await expect(host.deploy(forged, never)).rejects.toMatchObject({
    name: 'Conflict',
    code: 'artifact_mismatch',
  });
  expect(await host.lookUpHost('notes', never)).toMatchObject({ kind: 'not-live-yet' });
});

test("refuses to deploy into another app's project", async () => {
  const { host, request } = await deployed([{ path: 'index.html', bytes: bytesOf('<p>hi') }]);
  const other = appIdSchema.parse(`app_${'1'.repeat(26)}`);
  await expect(host.deploy({ ...request, appId: other }, never)).rejects.toMatchObject({ name: 'NotFound' });
});

test('finds pages of folders and percent-encoded names, gives each its type, and nothing else', async () => {
  const files = [
    'index.html',
    'docs/index.html',
    'a b/ü.js',
    'app.css',
    'icon.svg',
    'data.weird',
    '__proto__',
  ];
  const { host, url } = await deployed(files.map((path) => ({ path, bytes: bytesOf(path) })));
  const get = async (path: string) => {
    const { status, bytes, contentType } = await serve(host, url + path);
    return status === 200 ? [Buffer.from(bytes).toString(), contentType] : status;
  };
  const html = 'text/html; charset=utf-8';
  expect(await get('')).toEqual(['index.html', html]);
  expect(await get('docs/')).toEqual(['docs/index.html', html]);
  expect(await get('docs')).toEqual(['docs/index.html', html]);
  expect(await get('a%20b/%C3%BC.js')).toEqual(['a b/ü.js', 'text/javascript; charset=utf-8']);
  expect(await get('app.css')).toEqual(['app.css', 'text/css; charset=utf-8']);
  expect(await get('icon.svg')).toEqual(['icon.svg', 'image/svg+xml']);
  expect(await get('data.weird')).toEqual(['data.weird', 'application/octet-stream']);
  expect(await get('__proto__')).toEqual(['__proto__', 'application/octet-stream']);
  for (const path of ['missing', 'docs/missing', 'constructor', '%E0%A4%A', 'app.css/', 'index.html%00'])
    expect(await get(path)).toBe(404);
});

test('no request path leads out of the artifact', async () => {
  const { host, request } = await deployed([{ path: 'index.html', bytes: bytesOf('<p>hi') }]);
  for (const path of [
    '/../../gantry.db',
    '/..%2f..%2fgantry.db',
    '//etc/passwd',
    '/%2e%2e/',
    '/hosted/artifacts/x.json',
  ]) {
    expect(await host.readFile(request.artifactSha256, path, never)).toBeUndefined();
  }
});

test('says to browsers what the configuration in the artifact says, which itself is not served', async () => {
  const origins = [{ origin: 'https://api.example.com', by: 'page', why: 'Weather.' } as const];
  const { host, request } = await deployed([
    { path: 'index.html', bytes: bytesOf('<p>hi') },
    { path: 'vercel.json', bytes: bytesOf(hostConfiguration({ origins })) },
  ]);
  const { artifactSha256 } = request;
  const headers = await host.readHeaders(artifactSha256, '/nothing', never);
  expect(headers['content-security-policy']).toContain('https://api.example.com');
  expect(await host.readFile(artifactSha256, '/vercel.json', never)).toBeUndefined();
});

test('adds no header to an artifact without configuration', async () => {
  const { host, request } = await deployed([{ path: 'index.html', bytes: bytesOf('<p>hi') }]);
  expect(await host.readHeaders(request.artifactSha256, '/', never)).toEqual({});
});
