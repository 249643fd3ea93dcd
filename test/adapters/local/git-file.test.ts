import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gitFile } from '../../../adapters/local/code-host/git-file.ts';
import { createCodeHost } from '../../../adapters/local/code-host.ts';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import type { PullRequest } from '../../../core/ports/code-host.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const run = promisify(execFile);
const hasGit = spawnSync('git', ['--version']).status === 0;
if (!hasGit) console.warn('SKIPPED: no git on this machine, so that cloning over HTTP was not tried.');

const home = temporaryHome();
const files = [
  { path: 'index.html', content: '<!doctype html>\r\n<title>Tö do</title>\r\n' },
  { path: 'src/ünï ✓.js', content: '\ufeffexport const word = "🎈";' },
  { path: 'src/a/b/deep.js', content: 'export {};\n' },
  { path: 'src-2.js', content: '' },
  { path: 'src.css', content: 'a\n\n\n' },
  { path: 'B.txt', content: 'tab\t \n' },
];
const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
let dir = '';
let pull: PullRequest;
let server: Server;
let cloneUrl = '';

/** As a gateway does it: who has no credentials gets nothing. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers.authorization !== `Basic ${Buffer.from('anyone:token').toString('base64')}`) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  const file = await gitFile(dir, (request.url ?? '').replace('/git/ada/todo-app.git', ''));
  response.writeHead(file.status, { 'content-type': file.contentType }).end(file.bytes);
}

beforeAll(async () => {
  const records = createRecordStore({ database: openDatabase(home), clock: systemClock });
  const host = createCodeHost({ home, records, clock: systemClock, origin: () => 'http://localhost:0' });
  const appId = appIdSchema.parse(`app_${'0'.repeat(26)}`);
  const { fullName } = await host.ensureRepository(
    { appId, ownerName: 'ada', name: 'todo-app', description: '' },
    never,
  );
  pull = await host.ensurePullRequest(
    {
      repository: fullName,
      missionId,
      branch: `gantry/${missionId}`,
      parentBranch: 'main',
      title: 'To do',
      body: 'Body',
      commitMessage: 'Write it\n\nGood.',
      files,
      isDraft: false,
    },
    never,
  );
  await host.merge(fullName, pull.number, never);
  dir = (await host.findRepository(fullName, never))?.dir ?? '';
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  cloneUrl = `http://anyone:token@127.0.0.1:${(server.address() as AddressInfo).port}/git/ada/todo-app.git`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const environment = {
  ...process.env,
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  HOME: home,
};
const git = async (...given: string[]): Promise<string> =>
  (await run('git', given, { env: environment })).stdout;
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe.skipIf(!hasGit)('git clone', () => {
  test("of the pull request's branch has the tree digest that sha256sum gives", async () => {
    const clone = join(home, 'clone');
    await git('clone', '--quiet', '--branch', pull.branch, cloneUrl, clone);
    const digestLine = 'LC_ALL=C git ls-files -z | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum';
    const { stdout } = await run('sh', ['-c', digestLine], { cwd: clone, env: environment });
    expect(stdout.split(' ')[0]).toBe(treeSha256(nodeDigest, files));
    expect((await git('-C', clone, 'rev-parse', 'HEAD')).trim()).toBe(pull.headSha);
  });

  test('takes the default branch when none is named, with the merge in its history', async () => {
    const clone = join(home, 'clone-main');
    await git('clone', '--quiet', cloneUrl, clone);
    const log = await git('-C', clone, 'log', '--format=%s|%an <%ae>', '--graph');
    expect(log).toContain(`Merge pull request #1 from ${pull.branch}|Gantry <gantry@localhost>`);
    expect(log.trim().split('\n').at(-1)).toContain('Start the repository');
    expect((await git('-C', clone, 'branch', '--show-current')).trim()).toBe('main');
    expect((await git('-C', clone, 'log', '-1', '--format=%B', pull.headSha)).trim()).toBe(
      'Write it\n\nGood.',
    );
  });

  test('brings nothing that git itself finds fault with', async () => {
    expect(await git('-C', dir, 'fsck', '--strict', '--full')).toBe('');
    const clone = join(home, 'clone-checked');
    await git('-c', 'transfer.fsckObjects=true', 'clone', '--quiet', cloneUrl, clone);
  });

  test('without credentials gets nothing', async () => {
    const bare = cloneUrl.replace('anyone:token@', '');
    await expect(git('clone', '--quiet', bare, join(home, 'clone-refused'))).rejects.toThrow(
      /Authentication|Username|401/,
    );
  });

  test('cannot be turned around into a push', async () => {
    await expect(
      git('-C', join(home, 'clone-main'), 'push', 'origin', 'HEAD:refs/heads/other'),
    ).rejects.toThrow();
    expect(textOf((await gitFile(dir, 'info/refs')).bytes)).not.toContain('other');
  });
});

test('lists every branch with its commit as it stands, with a query or without', async () => {
  const refs = await gitFile(dir, '/info/refs?service=git-upload-pack');
  expect(textOf(refs.bytes)).toMatch(
    new RegExp(`^${pull.headSha}\trefs/heads/gantry/${missionId}\n[0-9a-f]{40}\trefs/heads/main\n$`),
  );
  expect(await gitFile(dir, 'info/refs')).toEqual(refs);
  expect(textOf((await gitFile(dir, '/HEAD')).bytes)).toBe('ref: refs/heads/main\n');
});

test('shows no branch that is only half written', async () => {
  writeFileSync(join(dir, 'refs/heads/main.0000.tmp'), 'half');
  expect(textOf((await gitFile(dir, 'info/refs')).bytes)).not.toContain('half');
});

test.each([
  'config',
  '/config',
  '../../../gantry.db',
  'objects/../config',
  'objects/%2e%2e/config',
  'objects/00/../../config',
  `objects/00/${'0'.repeat(38)}`,
  `objects/00/${'0'.repeat(38)}/`,
  'objects/info/alternates',
  'refs/heads/main',
  'git-upload-pack',
  '',
])('answers 404 for %j, which is not of the protocol', async (path) => {
  mkdirSync(join(dir, 'objects/00'), { recursive: true });
  expect((await gitFile(dir, path)).status).toBe(404);
});
