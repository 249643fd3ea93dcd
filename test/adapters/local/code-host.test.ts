import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCodeHost } from '../../../adapters/local/code-host.ts';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import type { SourceFile } from '../../../core/wire/draft.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { testArchivedRepositories } from '../../contract/archived-repositories.ts';
import { testCodeHost } from '../../contract/code-host.ts';
import { temporaryHome } from './temporary-home.ts';

const never = new AbortController().signal;
const recordsOf = (home: string): RecordStore =>
  createRecordStore({ database: openDatabase(home), clock: systemClock });
const openCodeHost = (home: string, records = recordsOf(home)) =>
  createCodeHost({ home, records, clock: systemClock, origin: () => 'http://localhost:5051' });

const atHome = async () => {
  const home = temporaryHome();
  return { host: openCodeHost(home), reopen: () => openCodeHost(home), close: async () => {} };
};
testCodeHost('local', atHome);
testArchivedRepositories('local', atHome);

const app = (n: number, ownerName = 'ada', name = 'todo-app') => ({
  appId: appIdSchema.parse(`app_${String(n).padStart(26, '0')}`),
  ownerName,
  name,
  description: 'Keeps a list.',
});

const proposal = (repository: string, n: number, files: readonly SourceFile[], parentBranch = 'main') => {
  const missionId = missionIdSchema.parse(`msn_${String(n).padStart(26, '0')}`);
  const branch = `gantry/${missionId}`;
  return {
    repository,
    missionId,
    branch,
    parentBranch,
    title: `T${n}`,
    body: 'B',
    commitMessage: `C${n}`,
    files,
    isDraft: false,
  };
};
const file = (path: string, content: string): SourceFile => ({ path, content });
const texts = (files: readonly SourceFile[]): string[] =>
  files.map(({ path, content }) => `${path}=${content}`);

async function withRepository() {
  const home = temporaryHome();
  const host = openCodeHost(home);
  const { fullName } = await host.ensureRepository(app(1), never);
  const merged = async (n: number, files: SourceFile[]) => {
    const pull = await host.ensurePullRequest(proposal(fullName, n, files), never);
    return host.merge(fullName, pull.number, never);
  };
  return { home, host, fullName, merged };
}

test('addresses name the origin as it is when asked', async () => {
  const { host, fullName } = await withRepository();
  expect(await host.ensureRepository(app(1), never)).toMatchObject({
    fullName: 'ada/todo-app',
    cloneUrl: 'http://localhost:5051/git/ada/todo-app.git',
    defaultBranch: 'main',
  });
  const pull = await host.ensurePullRequest(proposal(fullName, 1, [file('a', '1')]), never);
  expect(pull.url).toBe('http://localhost:5051/pulls/ada/todo-app/1');
});

test('owners whose names look alike still get repositories of their own', async () => {
  const host = openCodeHost(temporaryHome());
  const names = [
    await host.ensureRepository(app(1, 'Ada L.'), never),
    await host.ensureRepository(app(2, 'ada-l'), never),
  ];
  expect(names.map(({ fullName }) => fullName)).toEqual(['ada-l/todo-app', 'ada-l/todo-app-2']);
});

test('a hostile owner or app name stays inside the folder of repositories', async () => {
  const home = temporaryHome();
  const host = openCodeHost(home);
  const { fullName } = await host.ensureRepository(app(1, '../../..', '/etc/../x'), never);
  expect(fullName).toBe('user/etc-x');
  const found = await host.findRepository(fullName, never);
  expect(found).toEqual({ appId: app(1).appId, dir: join(home, 'git/user/etc-x.git') });
  expect(await host.findRepository('../../gantry', never)).toBeUndefined();
  await expect(host.readTree('user/../user/etc-x', 'main', never)).rejects.toMatchObject({
    name: 'NotFound',
  });
});

test.each(['../up', '/abs', '.git/config', 'a/.GIT/x', 'a//b', 'nul\0'])(
  'stores no file at the path %j',
  async (path) => {
    const { host, fullName } = await withRepository();
    const bad = host.ensurePullRequest(proposal(fullName, 1, [file('ok', ''), file(path, 'x')]), never);
    await expect(bad).rejects.toMatchObject({ name: 'InputRejected', code: 'bad_path' });
  },
);

test('stores no two files that cannot stand beside each other', async () => {
  const { host, fullName } = await withRepository();
  const bad = host.ensurePullRequest(proposal(fullName, 1, [file('a', ''), file('a/b', '')]), never);
  await expect(bad).rejects.toMatchObject({ code: 'bad_path' });
});

test.each(['gantry/../main', 'feature', 'gantry/a/b', 'gantry/x.lock', 'refs/heads/main', '../HEAD'])(
  'proposes nothing on the branch %j',
  async (branch) => {
    const { host, fullName } = await withRepository();
    const bad = host.ensurePullRequest({ ...proposal(fullName, 1, [file('a', '')]), branch }, never);
    await expect(bad).rejects.toMatchObject({ name: 'InputRejected', code: 'bad_branch' });
  },
);

test('merging keeps what either side changed when the default branch has moved', async () => {
  const { host, fullName, merged } = await withRepository();
  await merged(1, [file('a', '1'), file('b', '1'), file('c', '1'), file('d/e', '1')]);
  const late = await host.ensurePullRequest(
    proposal(fullName, 2, [file('a', '1'), file('b', '2'), file('d/e', '1'), file('new', '2')]),
    never,
  );
  await merged(3, [file('a', '3'), file('b', '1'), file('c', '1'), file('d/other', '3')]);
  const { mergeSha } = await host.merge(fullName, late.number, never);
  const tree = ['a=3', 'b=2', 'd/other=3', 'new=2'];
  expect(texts(await host.readTree(fullName, 'main', never))).toEqual(tree);
  expect(texts(await host.readTree(fullName, mergeSha, never))).toEqual(tree);
});

test('merging takes the same change on both sides as agreed', async () => {
  const { host, fullName, merged } = await withRepository();
  const late = await host.ensurePullRequest(
    proposal(fullName, 1, [file('a', 'same'), file('b', '1')]),
    never,
  );
  await merged(2, [file('a', 'same')]);
  await host.merge(fullName, late.number, never);
  expect(texts(await host.readTree(fullName, 'main', never))).toEqual(['a=same', 'b=1']);
});

test.each([
  ['both change a file', [file('a', '2')], [file('a', '3')]],
  ['one changes what the other removes', [file('a', '2')], [file('b', '1')]],
  [
    'one makes a folder where the other makes a file',
    [file('a', '1'), file('x/y', '2')],
    [file('a', '1'), file('x', '3')],
  ],
])('merging loses nothing silently: %s', async (_title, ours, theirs) => {
  const { host, fullName, merged } = await withRepository();
  await merged(1, [file('a', '1')]);
  const late = await host.ensurePullRequest(proposal(fullName, 2, theirs), never);
  await merged(3, ours);
  await expect(host.merge(fullName, late.number, never)).rejects.toMatchObject({
    name: 'Conflict',
    code: 'merge_conflict',
  });
  expect(texts(await host.readTree(fullName, 'main', never))).toEqual(texts(ours));
});

test('a pull request whose commits another one brought in merges as what brought them', async () => {
  const { host, fullName } = await withRepository();
  const one = await host.ensurePullRequest(proposal(fullName, 1, [file('a', '1')]), never);
  const two = await host.ensurePullRequest(proposal(fullName, 2, [file('a', '2')], one.branch), never);
  const { mergeSha } = await host.merge(fullName, two.number, never);
  expect(await host.merge(fullName, one.number, never)).toEqual({ mergeSha });
  expect(await host.changedFiles(fullName, one.number, never)).toEqual([
    { path: 'a', before: null, after: '1' },
  ]);
  expect(texts(await host.readTree(fullName, 'main', never))).toEqual(['a=2']);
});

/** Lets a number of puts through and then fails each, as a process killed there would. */
function failingPuts(records: RecordStore, allowed: number): RecordStore {
  let left = allowed;
  const put: RecordStore['put'] = (...given) =>
    left-- > 0 ? records.put(...given) : Promise.reject(new Error('killed'));
  return { ...records, put };
}

test('a call that died between branch and pull request is finished by the next', async () => {
  const { home, host, fullName } = await withRepository();
  const dying = openCodeHost(home, failingPuts(recordsOf(home), 0));
  const given = proposal(fullName, 1, [file('a', '1')]);
  await expect(dying.ensurePullRequest(given, never)).rejects.toThrow('killed');
  const pull = await host.ensurePullRequest(given, never);
  expect(pull.number).toBe(1);
  expect(texts(await host.readTree(fullName, pull.headSha, never))).toEqual(['a=1']);
});

test('a merge that died before it was noted is found again, not made twice', async () => {
  const { home, host, fullName } = await withRepository();
  const pull = await host.ensurePullRequest(proposal(fullName, 1, [file('a', '1')]), never);
  const dying = openCodeHost(home, failingPuts(recordsOf(home), 0));
  await expect(dying.merge(fullName, pull.number, never)).rejects.toThrow('killed');
  const { mergeSha } = await host.merge(fullName, pull.number, never);
  await host.ensurePullRequest(proposal(fullName, 2, [file('a', '2')]), never);
  expect(texts(await host.readTree(fullName, mergeSha, never))).toEqual(['a=1']);
  expect(await host.changedFiles(fullName, 1, never)).toEqual([{ path: 'a', before: null, after: '1' }]);
});

test.each([0, 1, 2])(
  'a repository whose making died after %i records is finished under the same name',
  async (allowed) => {
    const home = temporaryHome();
    const dying = openCodeHost(home, failingPuts(recordsOf(home), allowed));
    await dying.ensureRepository(app(1), never).catch(() => {});
    const { fullName } = await openCodeHost(home).ensureRepository(app(1), never);
    expect(fullName).toBe('ada/todo-app');
    expect(await openCodeHost(home).readTree(fullName, 'main', never)).toEqual([]);
  },
);

test('a repository folder that is half there is completed', async () => {
  const home = temporaryHome();
  const host = openCodeHost(home);
  await host.ensureRepository(app(1), never);
  rmSync(join(home, 'git/ada/todo-app.git'), { recursive: true });
  mkdirSync(join(home, 'git/ada/todo-app.git/objects'), { recursive: true });
  await host.ensureRepository(app(1), never);
  expect(await host.readTree('ada/todo-app', 'main', never)).toEqual([]);
});
