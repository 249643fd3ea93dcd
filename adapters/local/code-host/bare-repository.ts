import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as git from 'isomorphic-git';
import { NotFound } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { atomicFs as fs, writeWhole } from './atomic-fs.ts';
import { type FlatTree, writeTree } from './git-tree.ts';

/** The branch that only merges and the first commit move. */
export const defaultBranch = 'main';

const config = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n';
const folders = ['objects/info', 'objects/pack', 'refs/heads'];

/** A bare repository, which need not exist yet. It is written without a git program, by one caller at a time (see `inTurn`). */
export interface BareRepository {
  readonly gitdir: string;
  readonly clock: Clock;
}

interface NewCommit {
  readonly message: string;
  readonly tree: FlatTree;
  readonly parents: readonly string[];
}

/** Makes what is missing, also after a call that was killed half-way: folders, configuration, an empty first commit. */
export async function initRepository(repository: BareRepository): Promise<void> {
  const { gitdir } = repository;
  for (const folder of folders) await mkdir(join(gitdir, folder), { recursive: true });
  await writeIfMissing(join(gitdir, 'config'), config);
  await writeIfMissing(join(gitdir, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`);
  if ((await headOf(repository, defaultBranch)) !== undefined) return;
  const first = await writeCommit(repository, {
    message: 'Start the repository',
    tree: new Map(),
    parents: [],
  });
  await moveHead(repository, defaultBranch, first);
}

/** The commit that a branch points to. */
export async function headOf({ gitdir }: BareRepository, branch: string): Promise<string | undefined> {
  const text = await readFile(refPath(gitdir, branch), 'utf8').catch(undefinedWhenMissing);
  return text?.trim();
}

/** The commit of a branch name or a full id; NotFound otherwise. */
export async function resolveRef(repository: BareRepository, ref: string): Promise<string> {
  const isBranch = ref === defaultBranch || isProposalBranch(ref);
  const oid = isBranch ? await headOf(repository, ref) : ref;
  if (oid !== undefined && (await isCommit(repository, oid))) return oid;
  throw new NotFound('unknown_ref', `${ref} is no branch or commit here.`);
}

/** Stores a commit that no branch points to yet. */
export async function writeCommit(
  { gitdir, clock }: BareRepository,
  { message, tree, parents }: NewCommit,
): Promise<string> {
  const timestamp = Math.floor(clock.nowMs() / 1_000);
  const author = { name: 'Gantry', email: 'gantry@localhost', timestamp, timezoneOffset: 0 };
  const commit = {
    message: `${message.trim()}\n`,
    tree: await writeTree(gitdir, tree),
    parent: [...parents],
    author,
    committer: author,
  };
  return git.writeCommit({ fs, gitdir, commit });
}

/** Points a branch to a commit, whole or not at all. */
export async function moveHead({ gitdir }: BareRepository, branch: string, oid: string): Promise<void> {
  await mkdir(dirname(refPath(gitdir, branch)), { recursive: true });
  await writeWhole(refPath(gitdir, branch), `${oid}\n`, { flush: true });
}

/** Branch names are file names here, so only the one form that missions use is taken. */
export const isProposalBranch = (branch: string): boolean => /^gantry\/[A-Za-z0-9_-]{1,80}$/.test(branch);

const refPath = (gitdir: string, branch: string): string => join(gitdir, 'refs/heads', branch);

async function isCommit({ gitdir }: BareRepository, oid: string): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(oid)) return false;
  try {
    return (await git.readObject({ fs, gitdir, oid })).type === 'commit';
  } catch (error) {
    if (error instanceof git.Errors.NotFoundError) return false;
    throw error;
  }
}

async function writeIfMissing(path: string, text: string): Promise<void> {
  if ((await stat(path).catch(undefinedWhenMissing)) === undefined)
    await writeWhole(path, text, { flush: true });
}

function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
