import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { gitHubCodeHost } from '../../adapters/github/code-host.ts';
import { gitHubMergeNotices } from '../../adapters/github/merge-notices.ts';
import { createTwins } from '../../adapters/local/app-database/twins.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { systemClock as clock } from '../../adapters/node/clock.ts';
import { vercelAppHost } from '../../adapters/vercel/app-host.ts';
import { createHostsServer, type HostsConfig } from '../../compose/hosts/hosts-server.ts';
import { readOrMakeKeys } from '../../compose/hosts/keys.ts';
import { neonBranches } from '../../compose/hosts/neon-branches.ts';
import type { Product } from '../../compose/hosts/product.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';
import { testAppHost } from '../contract/app-host.ts';
import { testCodeHost } from '../contract/code-host.ts';
import { proposal, todoApp } from '../contract/code-host-samples.ts';

const never = new AbortController().signal;
const origin = 'http://localhost:5050';
const nobody: Product = { repositoriesOf: async () => 'stranger', tellOfMerge: async () => {} };

interface Page {
  readonly status: number;
  readonly bytes: Buffer;
}

/** The service as its container runs it, and the real clients to it. */
async function start(home = temporaryHome(), changes: Partial<HostsConfig> = {}) {
  const keys = readOrMakeKeys(`${home}/keys`);
  const database = openDatabase(home);
  const stores = { records: createRecordStore({ database, clock }), objects: createObjectStore({ home }) };
  const twins = createTwins({ idleMs: 60_000, most: 2, statementMs: 8_000 });
  const branches = neonBranches({ ...stores, home: `${home}/databases`, twins, clock });
  const log: string[] = [];
  const server = createHostsServer({
    ...{ home, ...stores, branches, clock, login: 'gantry', origin, keys, product: nobody },
    log: (line) => void log.push(line),
    ...changes,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const apiUrl = `http://127.0.0.1:${port}`;
  const get = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> => {
    const { host, pathname } = new URL(url);
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: pathname, headers: { host, ...headers } });
      asked.once('error', reject).once('response', async (answer) => {
        const parts = await answer.toArray();
        resolve({ status: answer.statusCode ?? 0, bytes: Buffer.concat(parts) });
      });
      asked.end();
    });
  };
  return {
    home,
    keys,
    log,
    get,
    apiUrl,
    codeHost: () => gitHubCodeHost({ token: keys.git_hub_token, apiUrl }),
    appHost: () => vercelAppHost({ token: keys.vercel_token, apiUrl, pollIntervalMs: 5 }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await twins.close();
      database.close();
    },
  };
}

testCodeHost('GitHub’s client, against the hosts of the compose stack', async () => {
  const hosts = await start();
  return { host: hosts.codeHost(), reopen: hosts.codeHost, close: hosts.close };
});

testAppHost('Vercel’s client, against the hosts of the compose stack', async () => {
  const { appHost, get, close } = await start();
  return { host: appHost(), reopen: appHost, get, close };
});

describe('checks beside a pull request', () => {
  it('are kept at its commit, the newest alone', async () => {
    const hosts = await start();
    const repository = await hosts.codeHost().ensureRepository(todoApp(1), never);
    const { headSha } = await hosts.codeHost().ensurePullRequest(proposal(repository, 1), never);
    const { missionId } = proposal(repository, 1);
    for (const outcome of ['failed', 'held'] as const) {
      const checks = { missionId, headSha, outcome, title: outcome, summary: '' };
      await hosts.codeHost().showChecks(repository.fullName, checks, never);
    }
    const path = `/repos/${repository.fullName}/commits/${headSha}/statuses`;
    const page = await hosts.get(`${hosts.apiUrl}${path}`, {
      authorization: `token ${hosts.keys.git_hub_token}`,
    });
    expect(JSON.parse(String(page.bytes))).toEqual([
      { state: 'success', context: 'gantry/checks', description: 'held' },
    ]);
    await hosts.close();
  });
});

describe('the hosts of the compose stack', () => {
  it('keep everything over a restart, the keys too', async () => {
    const before = await start();
    const repository = await before.codeHost().ensureRepository(todoApp(1), never);
    const pull = await before.codeHost().ensurePullRequest(proposal(repository, 1), never);
    await before.close();
    const after = await start(before.home);
    expect(after.keys).toEqual(before.keys);
    expect(await after.codeHost().findPullRequest(repository.fullName, pull.number, never)).toEqual(pull);
    await after.close();
  });

  it('admit nobody without the key, and log nothing of it', async () => {
    const { get, close, log, keys } = await start();
    for (const path of ['/user', '/repos/gantry/todo-app', '/v9/projects/todo-app', '/v2/files'])
      for (const authorization of ['', 'token wrong', `token ${keys.webhook_secret}`])
        expect([401, 403]).toContain((await get(`http://hosts:8080${path}`, { authorization })).status);
    expect(
      (await get('http://hosts:8080/user', { authorization: `Bearer ${keys.vercel_token}` })).status,
    ).toBe(401);
    expect(log).toEqual([]);
    await close();
  });

  it('name addresses that people can open at the one port', async () => {
    const { codeHost, appHost, close } = await start();
    const repository = await codeHost().ensureRepository(todoApp(1), never);
    expect(repository).toMatchObject({
      webUrl: `${origin}/pulls/gantry/todo-app`,
      cloneUrl: `${origin}/git/gantry/todo-app.git`,
    });
    const pull = await codeHost().ensurePullRequest(proposal(repository, 1), never);
    expect(pull.url).toBe(`${origin}/pulls/gantry/todo-app/1`);
    const { appId, name } = todoApp(1);
    expect((await appHost().ensureProject({ appId, name, title: 'To do' }, never)).stableUrl).toBe(
      'http://todo-app.localhost:5050',
    );
    await close();
  });

  it('move no branch, and make none but a mission’s', async () => {
    const { codeHost, apiUrl, keys, close } = await start();
    const repository = await codeHost().ensureRepository(todoApp(1), never);
    const pull = await codeHost().ensurePullRequest(proposal(repository, 1), never);
    const headers = { authorization: `token ${keys.git_hub_token}` };
    const write = (method: string, path: string, body: unknown) =>
      fetch(`${apiUrl}/repos/${repository.fullName}/git/${path}`, {
        method,
        headers,
        body: JSON.stringify(body),
      });
    for (const ref of ['refs/heads/main', 'refs/heads/gantry/../main', 'refs/heads/x', 'HEAD', pull.branch])
      expect((await write('POST', 'refs', { ref, sha: pull.headSha })).status).toBe(422);
    expect((await write('PATCH', 'refs/heads/main', { sha: pull.headSha, force: true })).status).toBe(404);
    const escaping = { path: '../../up', mode: '100644', type: 'blob', content: 'x' };
    expect((await write('POST', 'trees', { tree: [escaping] })).status).toBe(422);
    expect((await write('POST', 'commits', { message: 'm', tree: '0'.repeat(40), parents: [] })).status).toBe(
      404,
    );
    await close();
  });

  it.each(['..', 'a/b', '.', 'x.git', ''])('make no repository %j', async (name) => {
    const { apiUrl, keys, close } = await start();
    const headers = { authorization: `token ${keys.git_hub_token}` };
    const answer = await fetch(`${apiUrl}/user/repos`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name }),
    });
    expect(answer.status).toBe(422);
    await close();
  });

  it.each([
    { state: 'open' },
    { state: 'closed', base: 'other' },
    { title: 'Another' },
    { body: 'Other words' },
  ])('change a pull request in no other way than closing it: %j', async (change) => {
    const { apiUrl, codeHost, keys, close } = await start();
    const { fullName, ...repository } = await codeHost().ensureRepository(todoApp(1), never);
    const pull = await codeHost().ensurePullRequest(proposal({ fullName, ...repository }, 1), never);
    const answer = await fetch(`${apiUrl}/repos/${fullName}/pulls/${pull.number}`, {
      method: 'PATCH',
      headers: { authorization: `token ${keys.git_hub_token}` },
      body: JSON.stringify(change),
    });
    expect(answer.status).toBe(422);
    expect(await codeHost().findPullRequest(fullName, pull.number, never)).toMatchObject(pull);
    await close();
  });

  it('tell the product of a merge', async () => {
    const told: unknown[] = [];
    const product = { ...nobody, tellOfMerge: async (...merge: unknown[]) => void told.push(merge) };
    const { codeHost, close } = await start(undefined, { product });
    const repository = await codeHost().ensureRepository(todoApp(1), never);
    const pull = await codeHost().ensurePullRequest(proposal(repository, 1), never);
    await codeHost().merge(repository.fullName, pull.number, never);
    await codeHost().merge(repository.fullName, pull.number, never);
    expect(told).toEqual([[repository.fullName, pull.number]]);
    await close();
  });

  it('show a repository to whom the product says it belongs, and to nobody else', async () => {
    const owned = { ada: [`${origin}/pulls/gantry/todo-app`], bob: [] };
    const product: Product = {
      ...nobody,
      repositoriesOf: async (token) => owned[token as keyof typeof owned] ?? 'stranger',
    };
    const { codeHost, get, close } = await start(undefined, { product });
    await codeHost().ensureRepository(todoApp(1), never);
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}`,
    });
    const head = `${origin}/git/gantry/todo-app.git/HEAD`;
    expect(await get(head, basic('ada'))).toMatchObject({ status: 200 });
    expect((await get(head, basic('ada'))).bytes.toString()).toBe('ref: refs/heads/main\n');
    expect((await get(head, basic('bob'))).status).toBe(404);
    expect((await get(head, basic('eve'))).status).toBe(401);
    expect((await get(head)).status).toBe(401);
    expect((await get(`${origin}/git/gantry/todo-app.git/config`, basic('ada'))).status).toBe(404);
    await close();
  });

  it('run no function of an app, and say so', async () => {
    const { appHost, get, close } = await start();
    const { appId, name } = todoApp(1);
    const { projectId } = await appHost().ensureProject({ appId, name, title: 'To do' }, never);
    const files = [
      { path: 'index.html', bytes: Buffer.from('<title>a</title>') },
      { path: 'api/sum.js', bytes: Buffer.from('export default () => {}') },
    ];
    const { missionId } = proposal(await (await start()).codeHost().ensureRepository(todoApp(1), never), 1);
    const { url } = await appHost().deploy(
      {
        projectId,
        appId,
        missionId,
        stack: 'node',
        artifactSha256: '0'.repeat(64),
        files,
        target: 'preview',
      },
      never,
    );
    const answer = await get(`${url}/api/sum`);
    expect([answer.status, answer.bytes.toString()]).toEqual([
      501,
      expect.stringContaining('isolation_too_weak'),
    ]);
    expect((await get(`${url}/`)).bytes.toString()).toBe('<title>a</title>');
    await close();
  });

  it('sign a delivery as GitHub does', async () => {
    const { createServer } = await import('node:http');
    const { createProduct } = await import('../../compose/hosts/product.ts');
    const { repositoryId } = await import('../../compose/hosts/git-hub-repositories.ts');
    const read: unknown[] = [];
    const server = createServer(async (asked, answer) => {
      const body = Buffer.concat(await asked.toArray());
      const signature = asked.headers['x-hub-signature-256'] as string;
      const event = asked.headers['x-github-event'] as string;
      read.push(
        asked.url,
        gitHubMergeNotices({ secret: 's' }).read({
          body,
          signature,
          event,
          contentType: asked.headers['content-type'],
        }),
      );
      answer.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    const restApi = async () => ({ host: '127.0.0.1', port, prefix: '/stage' });
    const product = createProduct({ restApi, webhookSecret: 's', nowMs: clock.nowMs, log: console.error });
    await product.tellOfMerge('gantry/todo-app', 3);
    expect(read).toEqual([
      '/stage/gantry/webhooks/github',
      {
        repository: 'gantry/todo-app',
        repositoryId: String(repositoryId('gantry/todo-app')),
        number: 3,
      },
    ]);
    server.closeAllConnections();
    server.close();
  });
});
