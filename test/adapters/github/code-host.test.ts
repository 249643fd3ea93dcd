import { inspect } from 'node:util';
import { createEmulator, type Emulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubCodeHost } from '../../../adapters/github/code-host.ts';
import type { GitHubConfig } from '../../../adapters/github/connection.ts';
import type { CodeHost, Proposal, Repository } from '../../../core/ports/code-host.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { testCodeHost } from '../../contract/code-host.ts';
import { type RecordedRequest, RecordingProxy } from './recording-proxy.ts';

const token = 'test-token-4711';
const never = new AbortController().signal;
const missionId = missionIdSchema.parse('msn_00000000000000000000000001');
const app = (n: number) => ({
  appId: appIdSchema.parse(`app_0000000000000000000000000${n}`),
  ownerName: 'ada',
  name: 'todo-app',
  description: 'Keeps a list.',
});

const startGitHub = (): Promise<Emulator> =>
  createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [token]: { login: 'octo', scopes: ['repo'] } },
      github: {
        users: [{ login: 'octo' }, { login: 'stranger' }],
        orgs: [{ login: 'acme', members: [{ login: 'octo', role: 'admin' }] }],
      },
    },
  });

// emulate merges by taking the head's tree, so it never sees a conflict; below, the proxy gives GitHub's answer to one.
testCodeHost(
  'GitHub, real client against emulate',
  async () => {
    const emulator = await startGitHub();
    const open = () => gitHubCodeHost({ token, apiUrl: emulator.url });
    return { host: open(), reopen: open, close: () => emulator.close() };
  },
  { lacks: ['merge-conflict'] },
);

let emulator: Emulator;
let proxy: RecordingProxy;
let apiUrl: string;
const open = (config: Partial<GitHubConfig> = {}): CodeHost =>
  gitHubCodeHost({ token, apiUrl, requestTimeoutMs: 5_000, ...config });

const proposal = (repository: Repository, changes: Partial<Proposal> = {}): Proposal => ({
  repository: repository.fullName,
  missionId,
  branch: `gantry/${missionId}`,
  parentBranch: repository.defaultBranch,
  title: 'To do',
  body: 'All of it.',
  commitMessage: 'Write the app',
  files: [
    { path: 'index.html', content: '<title>To do</title>' },
    { path: 'src/empty.js', content: '' },
  ],
  isDraft: false,
  ...changes,
});

const ask = async (path: string, method = 'GET', body?: unknown): Promise<unknown> => {
  const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(new URL(path, emulator.url), {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return answer.status === 204 ? undefined : await answer.json();
};
const refuse = (status: number, message: string, headers: Record<string, string> = {}) =>
  ({ kind: 'answer', status, body: { message }, headers }) as const;
const is = (request: RecordedRequest, method: string, ending: RegExp): boolean =>
  request.method === method && ending.test(request.path);

beforeEach(async () => {
  emulator = await startGitHub();
  proxy = new RecordingProxy(emulator.url);
  apiUrl = await proxy.start();
});
afterEach(async () => {
  await proxy.close();
  await emulator.close();
});

describe('what GitHub is asked', () => {
  it('makes a private repository with a first commit, marked twice as the app’s', async () => {
    await open().ensureRepository(app(1), never);
    expect(proxy.writes).toEqual([
      {
        method: 'POST',
        path: '/user/repos',
        body: {
          name: 'todo-app',
          private: true,
          auto_init: true,
          description: 'Keeps a list. [gantry app_00000000000000000000000001]',
        },
      },
      {
        method: 'PUT',
        path: '/repos/octo/todo-app/topics',
        body: { names: ['gantry-app-00000000000000000000000001'] },
      },
    ]);
  });

  it('makes refs for missions only, and never moves, forces or deletes one', async () => {
    const host = open();
    const repository = await host.ensureRepository(app(1), never);
    const pull = await host.ensurePullRequest(proposal(repository), never);
    await host.merge(repository.fullName, pull.number, never);
    const where = '/repos/octo/todo-app';
    expect(proxy.writes.slice(2).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${where}/git/blobs`,
      `POST ${where}/git/trees`,
      `POST ${where}/git/commits`,
      `POST ${where}/git/refs`,
      `POST ${where}/pulls`,
      `PUT ${where}/pulls/${pull.number}/merge`,
    ]);
    const made = (ending: string) => proxy.writes.find((request) => request.path.endsWith(ending))?.body;
    expect(made('/git/refs')).toMatchObject({ ref: `refs/heads/gantry/${missionId}` });
    expect(made('/git/trees')).not.toHaveProperty('base_tree');
    expect(made('/merge')).toEqual({ sha: pull.headSha, merge_method: 'merge' });
  });

  it('writes nothing when all is there already', async () => {
    const repository = await open().ensureRepository(app(1), never);
    await open().ensurePullRequest(proposal(repository), never);
    const before = proxy.writes.length;
    await open().ensureRepository(app(1), never);
    await open().ensurePullRequest(proposal(repository), never);
    expect(proxy.writes).toHaveLength(before);
  });

  it('commits on the head of the parent branch, or of the default branch when the parent is gone', async () => {
    const repository = await open().ensureRepository(app(1), never);
    const head = (await ask('/repos/octo/todo-app/git/ref/heads/main')) as { object: { sha: string } };
    await open().ensurePullRequest(
      proposal(repository, { parentBranch: 'gantry/merged-and-deleted' }),
      never,
    );
    const commit = proxy.writes.find((request) => request.path.endsWith('/git/commits'));
    expect(commit?.body.parents).toEqual([head.object.sha]);
  });
});

describe('when an answer is lost after GitHub did the work', () => {
  const doAll = async (): Promise<void> => {
    const host = open();
    const repository = await host.ensureRepository(app(1), never);
    const pull = await host.ensurePullRequest(proposal(repository), never);
    await host.merge(repository.fullName, pull.number, never);
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'makes one repository, branch, pull request and merge though the answer to write %i is lost',
    async (n) => {
      let writes = 0;
      proxy.interfere = (request) => {
        if (request.method === 'GET') return undefined;
        writes += 1;
        return writes === n ? { kind: 'lose-answer' } : undefined;
      };
      await expect(doAll()).rejects.toMatchObject({ name: 'DependencyFailed' });
      await doAll();
      expect((await ask('/user/repos')) as unknown[]).toHaveLength(1);
      expect((await ask('/repos/octo/todo-app/pulls?state=all')) as unknown[]).toHaveLength(1);
      expect((await ask('/repos/octo/todo-app/branches')) as unknown[]).toHaveLength(2);
      const history = (await ask('/repos/octo/todo-app/commits')) as { parents: unknown[] }[];
      expect(history.filter((commit) => commit.parents.length === 2)).toHaveLength(1);
    },
  );
});

describe('branches', () => {
  it('proposes on the mission’s own branch only', async () => {
    const repository = await open().ensureRepository(app(1), never);
    const before = proxy.writes.length;
    const waiting = open().ensurePullRequest(proposal(repository, { branch: 'gantry/another' }), never);
    await expect(waiting).rejects.toMatchObject({ name: 'Conflict', code: 'branch-not-ours' });
    expect(proxy.writes).toHaveLength(before);
  });

  it('opens no pull request on a branch that holds other files', async () => {
    const repository = await open().ensureRepository(app(1), never);
    proxy.interfere = (request) =>
      is(request, 'POST', /\/git\/refs$/) ? { kind: 'lose-answer' } : undefined;
    await expect(open().ensurePullRequest(proposal(repository), never)).rejects.toThrow();
    const other = proposal(repository, { files: [{ path: 'other.txt', content: 'other' }] });
    await expect(open().ensurePullRequest(other, never)).rejects.toMatchObject({
      code: 'branch-holds-other-files',
    });
    expect((await ask('/repos/octo/todo-app/pulls?state=all')) as unknown[]).toEqual([]);
  });
});

describe('finding an app’s repository again', () => {
  it('finds it though an earlier name has become free', async () => {
    await open().ensureRepository(app(1), never);
    const two = await open().ensureRepository(app(2), never);
    await ask('/repos/octo/todo-app', 'DELETE');
    expect(await open().ensureRepository(app(2), never)).toEqual(two);
  });

  it('finds it though its description was rewritten', async () => {
    const one = await open().ensureRepository(app(1), never);
    await ask('/repos/octo/todo-app', 'PATCH', { description: 'My own words' });
    expect(await open().ensureRepository(app(1), never)).toEqual(one);
  });

  it('leaves a stranger’s repository of that name alone', async () => {
    await ask('/user/repos', 'POST', { name: 'todo-app', auto_init: true });
    expect((await open().ensureRepository(app(1), never)).fullName).toBe('octo/todo-app-2');
  });
});

describe('owners', () => {
  it('makes the repository in the organisation that is configured', async () => {
    expect((await open({ owner: 'acme' }).ensureRepository(app(1), never)).fullName).toBe('acme/todo-app');
  });

  it('refuses an owner that the token is not, before anything is made', async () => {
    const waiting = open({ owner: 'stranger' }).ensureRepository(app(1), never);
    await expect(waiting).rejects.toMatchObject({ name: 'DependencyRefused', code: 'github-owner-not-ours' });
    expect(proxy.writes).toEqual([]);
  });

  it('says that a GitHub App’s token needs an organisation', async () => {
    proxy.interfere = (request) =>
      is(request, 'GET', /^\/user$/) ? refuse(403, 'Resource not accessible by integration') : undefined;
    await expect(open({ owner: 'octo' }).ensureRepository(app(1), never)).rejects.toMatchObject({
      code: 'github-owner-not-ours',
      message: expect.stringContaining('organisation'),
    });
  });
});

describe('where GitHub does what emulate does not', () => {
  it('opens a pull request where the plan has no drafts, and says in its title that it is one', async () => {
    const repository = await open().ensureRepository(app(1), never);
    proxy.interfere = (request) =>
      is(request, 'POST', /\/pulls$/) && request.body.draft === true
        ? {
            kind: 'answer',
            status: 422,
            body: {
              message: 'Validation Failed',
              errors: [{ message: 'Draft pull requests are not supported in this repository.' }],
            },
          }
        : undefined;
    const pull = await open().ensurePullRequest(proposal(repository, { isDraft: true }), never);
    expect(pull).toMatchObject({ isDraft: false, title: '[Draft] To do' });
  });

  it('reports a pull request that conflicts as a Conflict, with GitHub’s words', async () => {
    const repository = await open().ensureRepository(app(1), never);
    const pull = await open().ensurePullRequest(proposal(repository), never);
    proxy.interfere = (request) =>
      is(request, 'PUT', /\/merge$/) ? refuse(405, 'Pull Request is not mergeable') : undefined;
    await expect(open().merge(repository.fullName, pull.number, never)).rejects.toMatchObject({
      name: 'Conflict',
      details: { reasons: ['Pull Request is not mergeable'] },
    });
  });

  it('waits for a repository that is still empty right after it was made', async () => {
    const repository = await open().ensureRepository(app(1), never);
    proxy.interfere = (request) =>
      is(request, 'GET', /\/git\/ref\/heads\/main$/) ? refuse(409, 'Git Repository is empty.') : undefined;
    await expect(open().ensurePullRequest(proposal(repository), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('proposes nothing when other bytes were stored than were given', async () => {
    const repository = await open().ensureRepository(app(1), never);
    proxy.interfere = (request) =>
      is(request, 'POST', /\/git\/trees$/)
        ? { kind: 'answer', status: 201, body: { sha: 'f'.repeat(40), tree: [] } }
        : undefined;
    await expect(open().ensurePullRequest(proposal(repository), never)).rejects.toMatchObject({
      code: 'github-tree-differs',
    });
    expect(proxy.writes.some((request) => request.path.endsWith('/git/refs'))).toBe(false);
  });

  it('cuts a description that GitHub would refuse for its length', async () => {
    const repository = await open().ensureRepository(app(1), never);
    const pull = await open().ensurePullRequest(proposal(repository, { body: 'x'.repeat(70_000) }), never);
    expect(pull.body).toHaveLength(65_536);
    expect(pull.body).toMatch(/the rest is in the evidence/);
  });
});

describe('failures', () => {
  const at = new Date('2026-11-20T10:00:00Z');
  const resetSeconds = at.getTime() / 1_000 + 90;

  it.each([
    [
      'the hour’s limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${resetSeconds}`, date: at.toUTCString() },
      90_000,
    ],
    ['a pause that it names', 429, { 'retry-after': '7' }, 7_000],
    ['a secondary limit', 403, {}, 60_000],
  ])(
    'waits as long as GitHub says at %s',
    async (_what, status, headers: Record<string, string>, retryAfterMs) => {
      proxy.interfere = () => refuse(status, 'You have exceeded a secondary rate limit.', headers);
      await expect(open().ensureRepository(app(1), never)).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'github-rate-limited',
        retryAfterMs,
      });
    },
  );

  it.each([
    [401, 'Bad credentials', 'github-token-refused'],
    [403, 'Resource not accessible by personal access token', 'github-forbidden'],
    [422, 'Validation Failed', 'github-unprocessable'],
  ])('is refused for good at %i, in words and without the token', async (status, words, code) => {
    proxy.interfere = () => refuse(status, words);
    const failure: unknown = await open()
      .readTree('octo/todo-app', 'main', never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'DependencyRefused', code, details: { status, reasons: [words] } });
    expect(inspect(failure, { depth: 12 })).not.toContain(token);
  });

  it('may be tried again when GitHub is down', async () => {
    proxy.interfere = () => refuse(502, 'Bad gateway');
    await expect(open().findPullRequest('octo/todo-app', 1, never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
    await proxy.close();
    await expect(open().findPullRequest('octo/todo-app', 1, never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('gives up on a server that says nothing', async () => {
    proxy.interfere = () => ({ kind: 'silence' });
    const startedAt = performance.now();
    await expect(open({ requestTimeoutMs: 120 }).ensureRepository(app(1), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('ends with its caller', async () => {
    const leaving = new AbortController();
    proxy.interfere = () => {
      leaving.abort(new Error('gone'));
      return { kind: 'silence' };
    };
    await expect(open().ensureRepository(app(1), leaving.signal)).rejects.toThrow('gone');
  });
});
