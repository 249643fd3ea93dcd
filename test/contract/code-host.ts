import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeHost, Repository } from '../../core/ports/code-host.ts';
import { byByteOrder, firstFiles, proposal, todoApp } from './code-host-samples.ts';

/** One outside system of its own for a test, and adapters to it. */
export interface CodeHostSetting {
  readonly host: CodeHost;
  /** Another adapter to the same outside system, as after a restart: nothing kept in memory. */
  reopen(): CodeHost | Promise<CodeHost>;
  close(): Promise<void>;
}

/** What a stand-in cannot show; an adapter of ours never lacks anything. */
export type CodeHostGap = 'merge-conflict';

/** Runs the guarantees of the CodeHost port against one adapter; every test gets a setting of its own. */
export function testCodeHost(
  name: string,
  make: () => Promise<CodeHostSetting>,
  options: { readonly lacks?: readonly CodeHostGap[] } = {},
): void {
  describe(`code host: ${name}`, () => {
    const never = new AbortController().signal;
    let setting: CodeHostSetting;
    let host: CodeHost;
    const aRepository = (n = 1): Promise<Repository> => host.ensureRepository(todoApp(n), never);

    beforeEach(async () => {
      setting = await make();
      host = setting.host;
    });
    afterEach(() => setting.close());

    describe('repositories', () => {
      it('makes one repository for an app, however often and by whomever it is asked', async () => {
        const first = await aRepository();
        expect(await aRepository()).toEqual(first);
        const reopened = await setting.reopen();
        expect(await reopened.ensureRepository(todoApp(1), never)).toEqual(first);
      });

      it('makes one repository when it is asked twice at once', async () => {
        const [a, b] = await Promise.all([aRepository(), aRepository()]);
        expect(a).toEqual(b);
      });

      it('gives two apps that wish the same name two repositories, and each its own again', async () => {
        const one = await aRepository(1);
        const two = await aRepository(2);
        const three = await aRepository(3);
        expect(new Set([one.fullName, two.fullName, three.fullName]).size).toBe(3);
        const reopened = await setting.reopen();
        expect(await reopened.ensureRepository(todoApp(2), never)).toEqual(two);
        expect(await reopened.ensureRepository(todoApp(1), never)).toEqual(one);
        expect(await reopened.ensureRepository(todoApp(3), never)).toEqual(three);
      });

      it('gives two apps that wish the same name at once two repositories', async () => {
        const [one, two] = await Promise.all([aRepository(1), aRepository(2)]);
        expect(one.fullName).not.toBe(two.fullName);
        expect(one.id).not.toBe(two.id);
        expect(await aRepository(1)).toEqual(one);
        expect(await aRepository(2)).toEqual(two);
      });

      it("gives two owners' equal names two repositories", async () => {
        const ada = await host.ensureRepository(todoApp(1, 'ada'), never);
        const bob = await host.ensureRepository(todoApp(2, 'bob'), never);
        expect(ada.fullName).not.toBe(bob.fullName);
        expect(ada.cloneUrl).not.toBe(bob.cloneUrl);
      });

      it('starts a repository with a commit on its default branch, and says where it is', async () => {
        const repository = await aRepository();
        expect(repository.fullName).toMatch(/^[^/]+\/todo-app/);
        expect(URL.canParse(repository.webUrl)).toBe(true);
        expect(repository.cloneUrl).toMatch(/^https?:\/\/.+\.git$/);
        await expect(
          host.readTree(repository.fullName, repository.defaultBranch, never),
        ).resolves.toBeInstanceOf(Array);
      });
    });

    describe('pull requests', () => {
      it('puts exactly the given files on the branch, byte for byte', async () => {
        const repository = await aRepository();
        const pull = await host.ensurePullRequest(proposal(repository, 1), never);
        expect(await host.readTree(repository.fullName, pull.branch, never)).toEqual(byByteOrder(firstFiles));
        expect(await host.readTree(repository.fullName, pull.headSha, never)).toEqual(
          byByteOrder(firstFiles),
        );
      });

      it('opens an open pull request with the words that it was given', async () => {
        const repository = await aRepository();
        const given = proposal(repository, 1);
        const pull = await host.ensurePullRequest(given, never);
        expect(pull).toMatchObject({
          state: 'open',
          isDraft: false,
          title: given.title,
          body: given.body,
          branch: given.branch,
          isIntoDefault: true,
        });
        expect(pull.headSha).toMatch(/^[0-9a-f]{40}$/);
        expect(URL.canParse(pull.url)).toBe(true);
        expect(await host.findPullRequest(repository.fullName, pull.number, never)).toEqual(pull);
      });

      it('keeps a draft a draft', async () => {
        const repository = await aRepository();
        const pull = await host.ensurePullRequest(proposal(repository, 1, { isDraft: true }), never);
        expect(pull).toMatchObject({ state: 'open', isDraft: true });
      });

      it('opens one pull request for a mission, however often it is asked', async () => {
        const repository = await aRepository();
        const first = await host.ensurePullRequest(proposal(repository, 1), never);
        expect(await host.ensurePullRequest(proposal(repository, 1), never)).toEqual(first);
        const reopened = await setting.reopen();
        expect(await reopened.ensurePullRequest(proposal(repository, 1), never)).toEqual(first);
      });

      it('opens a pull request for each mission', async () => {
        const repository = await aRepository();
        const first = await host.ensurePullRequest(proposal(repository, 1), never);
        const second = await host.ensurePullRequest(proposal(repository, 2), never);
        expect(second.number).not.toBe(first.number);
        expect(second.branch).not.toBe(first.branch);
      });

      it('leaves the default branch as it was', async () => {
        const repository = await aRepository();
        const before = await host.readTree(repository.fullName, repository.defaultBranch, never);
        await host.ensurePullRequest(proposal(repository, 1), never);
        expect(await host.readTree(repository.fullName, repository.defaultBranch, never)).toEqual(before);
      });

      it('refuses to propose on the default branch', async () => {
        const repository = await aRepository();
        const bad = proposal(repository, 1, { branch: repository.defaultBranch });
        await expect(host.ensurePullRequest(bad, never)).rejects.toMatchObject({ name: 'Conflict' });
      });

      it('refuses another tree for a branch that is already proposed, and leaves the branch as it was', async () => {
        const repository = await aRepository();
        const pull = await host.ensurePullRequest(proposal(repository, 1), never);
        const other = proposal(repository, 1, { files: [{ path: 'other.txt', content: 'other' }] });
        await expect(host.ensurePullRequest(other, never)).rejects.toMatchObject({ name: 'Conflict' });
        expect(await host.findPullRequest(repository.fullName, pull.number, never)).toEqual(pull);
        expect(await host.readTree(repository.fullName, pull.branch, never)).toEqual(byByteOrder(firstFiles));
      });

      it('knows no pull request of a number that was never given', async () => {
        const repository = await aRepository();
        expect(await host.findPullRequest(repository.fullName, 4_711, never)).toBeUndefined();
      });
    });

    describe('reading', () => {
      it('answers NotFound for a ref that is not there', async () => {
        const repository = await aRepository();
        await expect(host.readTree(repository.fullName, 'no-such-branch', never)).rejects.toMatchObject({
          name: 'NotFound',
        });
      });

      it('names what a pull request adds, changes and removes, before its merge and after', async () => {
        const repository = await aRepository();
        const first = await host.ensurePullRequest(proposal(repository, 1), never);
        await host.merge(repository.fullName, first.number, never);
        const files = [
          { path: 'index.html', content: '<!doctype html>\n<title>Better</title>\n' },
          { path: 'src/new.js', content: 'export {};\n' },
          ...firstFiles.filter((file) => !['index.html', 'B.txt'].includes(file.path)),
        ];
        const second = await host.ensurePullRequest(proposal(repository, 2, { files }), never);
        const expected = [
          { path: 'B.txt', before: 'tab\tand trailing space \n\n', after: null },
          { path: 'index.html', before: firstFiles[1]?.content, after: files[0]?.content },
          { path: 'src/new.js', before: null, after: 'export {};\n' },
        ];
        expect(await host.changedFiles(repository.fullName, second.number, never)).toEqual(expected);
        await host.merge(repository.fullName, second.number, never);
        expect(await host.changedFiles(repository.fullName, second.number, never)).toEqual(expected);
      });
    });

    describe('merging', () => {
      it("makes the default branch's tree the pull request's", async () => {
        const repository = await aRepository();
        const pull = await host.ensurePullRequest(proposal(repository, 1), never);
        const { mergeSha } = await host.merge(repository.fullName, pull.number, never);
        const merged = byByteOrder(firstFiles);
        expect(await host.readTree(repository.fullName, repository.defaultBranch, never)).toEqual(merged);
        expect(await host.readTree(repository.fullName, mergeSha, never)).toEqual(merged);
        expect(mergeSha).not.toBe(pull.headSha);
        expect(await host.findPullRequest(repository.fullName, pull.number, never)).toMatchObject({
          state: 'merged',
          headSha: pull.headSha,
        });
      });

      it('answers the same when it merges a merged one', async () => {
        const repository = await aRepository();
        const pull = await host.ensurePullRequest(proposal(repository, 1), never);
        const first = await host.merge(repository.fullName, pull.number, never);
        const reopened = await setting.reopen();
        expect(await reopened.merge(repository.fullName, pull.number, never)).toEqual(first);
      });

      it('finds the merged pull request again instead of opening a second', async () => {
        const repository = await aRepository();
        const pull = await host.ensurePullRequest(proposal(repository, 1), never);
        await host.merge(repository.fullName, pull.number, never);
        const again = await host.ensurePullRequest(proposal(repository, 1), never);
        expect(again).toMatchObject({ number: pull.number, state: 'merged' });
      });

      it("continues another mission's branch", async () => {
        const repository = await aRepository();
        const first = await host.ensurePullRequest(proposal(repository, 1), never);
        const files = [...firstFiles, { path: 'more.js', content: 'export const more = 2;\n' }];
        const second = await host.ensurePullRequest(
          proposal(repository, 2, { parentBranch: first.branch, files }),
          never,
        );
        await host.merge(repository.fullName, second.number, never);
        const tree = await host.readTree(repository.fullName, repository.defaultBranch, never);
        expect(tree).toEqual(byByteOrder(files));
      });

      it('closes what is open with a word, and leaves alone whatever is not', async () => {
        const repository = await aRepository();
        const one = await host.ensurePullRequest(proposal(repository, 1), never);
        for (const why of ['It is contained in #2.', 'Said again.'])
          await host.close(repository.fullName, one.number, why, never);
        const closed = await host.findPullRequest(repository.fullName, one.number, never);
        expect(closed).toMatchObject({ state: 'closed', body: `${one.body}\n\nIt is contained in #2.` });
        const two = await host.ensurePullRequest(proposal(repository, 2), never);
        await host.merge(repository.fullName, two.number, never);
        await host.close(repository.fullName, two.number, 'Too late.', never);
        expect(await host.findPullRequest(repository.fullName, two.number, never)).toMatchObject({
          state: 'merged',
          body: two.body,
        });
        await host.close(repository.fullName, 99, 'There is none.', never);
      });

      it('refuses to merge a draft', async () => {
        const repository = await aRepository();
        const pull = await host.ensurePullRequest(proposal(repository, 1, { isDraft: true }), never);
        await expect(host.merge(repository.fullName, pull.number, never)).rejects.toMatchObject({
          name: 'Conflict',
        });
      });

      it.skipIf(options.lacks?.includes('merge-conflict'))(
        'refuses what conflicts with what was merged since',
        async () => {
          const repository = await aRepository();
          const one = await host.ensurePullRequest(proposal(repository, 1), never);
          const files = firstFiles.map((file) => ({ ...file, content: `${file.content}other` }));
          const two = await host.ensurePullRequest(proposal(repository, 2, { files }), never);
          await host.merge(repository.fullName, one.number, never);
          await expect(host.merge(repository.fullName, two.number, never)).rejects.toMatchObject({
            name: 'Conflict',
          });
          expect(await host.findPullRequest(repository.fullName, two.number, never)).toMatchObject({
            state: 'open',
          });
        },
      );
    });

    it('does nothing for a caller who has already gone', async () => {
      const gone = AbortSignal.abort();
      await expect(host.ensureRepository(todoApp(9), gone)).rejects.toThrow();
      const repository = await aRepository();
      await expect(host.ensurePullRequest(proposal(repository, 1), gone)).rejects.toThrow();
      await expect(
        host.readTree(repository.fullName, proposal(repository, 1).branch, never),
      ).rejects.toMatchObject({
        name: 'NotFound',
      });
    });
  });
}
