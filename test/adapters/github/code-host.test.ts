import { describe, expect, it } from 'vitest';
import { gitHubCodeHost } from '../../../adapters/github/code-host.ts';
import { testArchivedRepositories } from '../../contract/archived-repositories.ts';
import { testCodeHost } from '../../contract/code-host.ts';
import {
  app,
  is,
  missionId,
  never,
  proposal,
  refuse,
  startGitHub,
  token,
  useGitHub,
} from './github-setting.ts';

const gitHub = useGitHub();

// emulate merges by taking the head's tree, so it never sees a conflict; below, the proxy gives GitHub's answer to one.
const emulated = async () => {
  const emulator = await startGitHub();
  const open = () => gitHubCodeHost({ token, apiUrl: emulator.url });
  return { host: open(), reopen: open, close: () => emulator.close() };
};
testCodeHost('GitHub, real client against emulate', emulated, { lacks: ['merge-conflict'] });
testArchivedRepositories('GitHub, real client against emulate', emulated);

describe('what GitHub is asked', () => {
  it('makes a private repository with a first commit, marked twice as the app’s', async () => {
    await gitHub.open().ensureRepository(app(1), never);
    expect(gitHub.proxy.writes).toEqual([
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
    const host = gitHub.open();
    const repository = await host.ensureRepository(app(1), never);
    const pull = await host.ensurePullRequest(proposal(repository), never);
    await host.merge(repository.fullName, pull.number, never);
    const where = '/repos/octo/todo-app';
    expect(gitHub.proxy.writes.slice(2).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${where}/git/blobs`,
      `POST ${where}/git/trees`,
      `POST ${where}/git/commits`,
      `POST ${where}/git/refs`,
      `POST ${where}/pulls`,
      `PUT ${where}/pulls/${pull.number}/merge`,
    ]);
    const made = (ending: string) =>
      gitHub.proxy.writes.find((request) => request.path.endsWith(ending))?.body;
    expect(made('/git/refs')).toMatchObject({ ref: `refs/heads/gantry/${missionId}` });
    expect(made('/git/trees')).not.toHaveProperty('base_tree');
    expect(made('/merge')).toEqual({ sha: pull.headSha, merge_method: 'merge' });
  });

  it('writes nothing when all is there already', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    await gitHub.open().ensurePullRequest(proposal(repository), never);
    const before = gitHub.proxy.writes.length;
    await gitHub.open().ensureRepository(app(1), never);
    await gitHub.open().ensurePullRequest(proposal(repository), never);
    expect(gitHub.proxy.writes).toHaveLength(before);
  });

  it('commits on the head of the parent branch, or of the default branch when the parent is gone', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    const head = (await gitHub.ask('/repos/octo/todo-app/git/ref/heads/main')) as { object: { sha: string } };
    await gitHub
      .open()
      .ensurePullRequest(proposal(repository, { parentBranch: 'gantry/merged-and-deleted' }), never);
    const commit = gitHub.proxy.writes.find((request) => request.path.endsWith('/git/commits'));
    expect(commit?.body.parents).toEqual([head.object.sha]);
  });
});

describe('when an answer is lost after GitHub did the work', () => {
  const doAll = async (): Promise<void> => {
    const host = gitHub.open();
    const repository = await host.ensureRepository(app(1), never);
    const pull = await host.ensurePullRequest(proposal(repository), never);
    await host.merge(repository.fullName, pull.number, never);
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'makes one repository, branch, pull request and merge though the answer to write %i is lost',
    async (n) => {
      let writes = 0;
      gitHub.proxy.interfere = (request) => {
        if (request.method === 'GET') return undefined;
        writes += 1;
        return writes === n ? { kind: 'lose-answer' } : undefined;
      };
      await expect(doAll()).rejects.toMatchObject({ name: 'DependencyFailed' });
      await doAll();
      expect((await gitHub.ask('/user/repos')) as unknown[]).toHaveLength(1);
      expect((await gitHub.ask('/repos/octo/todo-app/pulls?state=all')) as unknown[]).toHaveLength(1);
      expect((await gitHub.ask('/repos/octo/todo-app/branches')) as unknown[]).toHaveLength(2);
      const history = (await gitHub.ask('/repos/octo/todo-app/commits')) as { parents: unknown[] }[];
      expect(history.filter((commit) => commit.parents.length === 2)).toHaveLength(1);
    },
  );
});

describe('branches', () => {
  it('proposes on the mission’s own branch only', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    const before = gitHub.proxy.writes.length;
    const waiting = gitHub
      .open()
      .ensurePullRequest(proposal(repository, { branch: 'gantry/another' }), never);
    await expect(waiting).rejects.toMatchObject({ name: 'Conflict', code: 'branch-not-ours' });
    expect(gitHub.proxy.writes).toHaveLength(before);
  });

  it('opens no pull request on a branch that holds other files', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    gitHub.proxy.interfere = (request) =>
      is(request, 'POST', /\/git\/refs$/) ? { kind: 'lose-answer' } : undefined;
    await expect(gitHub.open().ensurePullRequest(proposal(repository), never)).rejects.toThrow();
    const other = proposal(repository, { files: [{ path: 'other.txt', content: 'other' }] });
    await expect(gitHub.open().ensurePullRequest(other, never)).rejects.toMatchObject({
      code: 'branch-holds-other-files',
    });
    expect((await gitHub.ask('/repos/octo/todo-app/pulls?state=all')) as unknown[]).toEqual([]);
  });
});

describe('finding an app’s repository again', () => {
  it('finds it though an earlier name has become free', async () => {
    await gitHub.open().ensureRepository(app(1), never);
    const two = await gitHub.open().ensureRepository(app(2), never);
    await gitHub.ask('/repos/octo/todo-app', 'DELETE');
    expect(await gitHub.open().ensureRepository(app(2), never)).toEqual(two);
  });

  it('finds it though its description was rewritten', async () => {
    const one = await gitHub.open().ensureRepository(app(1), never);
    await gitHub.ask('/repos/octo/todo-app', 'PATCH', { description: 'My own words' });
    expect(await gitHub.open().ensureRepository(app(1), never)).toEqual(one);
  });

  it('leaves a stranger’s repository of that name alone', async () => {
    await gitHub.ask('/user/repos', 'POST', { name: 'todo-app', auto_init: true });
    expect((await gitHub.open().ensureRepository(app(1), never)).fullName).toBe('octo/todo-app-2');
  });
});

describe('owners', () => {
  it('makes the repository in the organisation that is configured', async () => {
    expect((await gitHub.open({ owner: 'acme' }).ensureRepository(app(1), never)).fullName).toBe(
      'acme/todo-app',
    );
  });

  it('refuses an owner that the token is not, before anything is made', async () => {
    const waiting = gitHub.open({ owner: 'stranger' }).ensureRepository(app(1), never);
    await expect(waiting).rejects.toMatchObject({ name: 'DependencyRefused', code: 'github-owner-not-ours' });
    expect(gitHub.proxy.writes).toEqual([]);
  });

  it('says that a GitHub App’s token needs an organisation', async () => {
    gitHub.proxy.interfere = (request) =>
      is(request, 'GET', /^\/user$/) ? refuse(403, 'Resource not accessible by integration') : undefined;
    await expect(gitHub.open({ owner: 'octo' }).ensureRepository(app(1), never)).rejects.toMatchObject({
      code: 'github-owner-not-ours',
      message: expect.stringContaining('organisation'),
    });
  });
});
