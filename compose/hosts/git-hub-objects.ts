import * as git from 'isomorphic-git';
import * as z from 'zod';
import { atomicFs as fs } from '../../adapters/local/code-host/atomic-fs.ts';
import {
  headOf,
  isProposalBranch,
  moveHead,
  resolveRef,
  writeCommit,
} from '../../adapters/local/code-host/bare-repository.ts';
import {
  type FlatTree,
  readFlatTree,
  readText,
  writeFiles,
  writeTree,
} from '../../adapters/local/code-host/git-tree.ts';
import { mergeBase } from '../../adapters/local/code-host/history.ts';
import { inTurn } from '../../adapters/local/code-host/in-turn.ts';
import type { Workplace } from '../../adapters/local/code-host/proposals.ts';
import { isGantryError } from '../../core/errors.ts';
import { findWorkplace, type GitHubPlace } from './git-hub-repositories.ts';
import { ApiRefusal, readBody, type WireAnswer, type WireCall, type WireRoute } from './wire-api.ts';

const shaSchema = z.string().regex(/^[0-9a-f]{40}$/);
const blobSchema = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });
const treeSchema = z.object({
  tree: z
    .array(
      z.object({
        path: z.string(),
        mode: z.literal('100644'),
        type: z.literal('blob'),
        content: z.string().optional(),
        sha: shaSchema.optional(),
      }),
    )
    .max(1_000),
});
const commitSchema = z.object({
  message: z.string().min(1).max(65_536),
  tree: shaSchema,
  parents: z.array(shaSchema).max(2),
});
const refSchema = z.object({ ref: z.string(), sha: shaSchema });

const notFound = (): ApiRefusal => new ApiRefusal(404, 'not_found', 'Not Found');
const created = (body: unknown): WireAnswer => ({ status: 201, body });
const ok = (body: unknown): WireAnswer => ({ status: 200, body });

/** An object of the repository; 404 where there is none of that name and kind. */
async function orNotFound<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const isMissing =
      error instanceof git.Errors.NotFoundError || error instanceof git.Errors.ObjectTypeError;
    throw isMissing ? notFound() : error;
  }
}

async function treeOf(gitdir: string, oid: string): Promise<string> {
  return (await orNotFound(git.readCommit({ fs, gitdir, oid }))).commit.tree;
}

async function readRef({ repository }: Workplace, ref: string): Promise<WireAnswer> {
  const branch = /^heads\/(main|gantry\/.+)$/.exec(ref)?.[1] ?? '';
  const isBranch = branch === 'main' || isProposalBranch(branch);
  const sha = isBranch ? await headOf(repository, branch) : undefined;
  if (sha === undefined) throw notFound();
  return ok({ ref: `refs/${ref}`, object: { type: 'commit', sha } });
}

/** Branches are made and never moved; only those of missions. */
async function makeRef({ repository }: Workplace, call: WireCall): Promise<WireAnswer> {
  const { ref, sha } = readBody(call, refSchema, 422);
  const branch = ref.replace(/^refs\/heads\//, '');
  if (branch === ref || !isProposalBranch(branch))
    throw new ApiRefusal(
      422,
      'validation_failed',
      `${ref} is not of the form refs/heads/gantry/<mission-id>.`,
    );
  await treeOf(repository.gitdir, sha);
  return inTurn(repository.gitdir, async () => {
    if ((await headOf(repository, branch)) !== undefined)
      throw new ApiRefusal(422, 'validation_failed', 'Reference already exists');
    await moveHead(repository, branch, sha);
    return created({ ref, object: { type: 'commit', sha } });
  });
}

async function readCommit({ repository }: Workplace, oid: string): Promise<WireAnswer> {
  const { commit } = await orNotFound(git.readCommit({ fs, gitdir: repository.gitdir, oid }));
  const parents = commit.parent.map((sha) => ({ sha }));
  return ok({ sha: oid, message: commit.message, tree: { sha: commit.tree }, parents });
}

async function makeCommit({ repository }: Workplace, call: WireCall): Promise<WireAnswer> {
  const { message, tree: treeSha, parents } = readBody(call, commitSchema, 422);
  const tree = await orNotFound(readFlatTree(repository.gitdir, treeSha));
  for (const parent of parents) await treeOf(repository.gitdir, parent);
  const sha = await writeCommit(repository, { message, tree, parents });
  return created({
    sha,
    message,
    tree: { sha: treeSha },
    parents: parents.map((parent) => ({ sha: parent })),
  });
}

const show = (sha: string, tree: FlatTree): unknown => ({
  sha,
  truncated: false,
  tree: [...tree].map(([path, blob]) => ({ path, mode: '100644', type: 'blob', sha: blob })),
});

/** Whole trees only, with what is below them. */
async function showTree({ repository }: Workplace, sha: string): Promise<WireAnswer> {
  return ok(show(sha, await orNotFound(readFlatTree(repository.gitdir, sha))));
}

async function makeTree({ repository: { gitdir } }: Workplace, call: WireCall): Promise<WireAnswer> {
  const { tree: entries } = readBody(call, treeSchema, 422);
  const contentOf = async ({ sha, content }: { sha?: string | undefined; content?: string | undefined }) =>
    sha === undefined ? (content ?? '') : orNotFound(readText(gitdir, sha));
  const files = await Promise.all(
    entries.map(async (entry) => ({ path: entry.path, content: await contentOf(entry) })),
  );
  const tree = await writeFiles(gitdir, files);
  return created(show(await writeTree(gitdir, tree), tree));
}

async function readBlob({ repository }: Workplace, oid: string): Promise<WireAnswer> {
  const { blob } = await orNotFound(git.readBlob({ fs, gitdir: repository.gitdir, oid }));
  const content = Buffer.from(blob).toString('base64');
  return ok({ sha: oid, size: blob.length, encoding: 'base64', content });
}

async function makeBlob({ repository }: Workplace, call: WireCall): Promise<WireAnswer> {
  const { content, encoding } = readBody(call, blobSchema, 422);
  const blob = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  return created({ sha: await git.writeBlob({ fs, gitdir: repository.gitdir, blob }) });
}

async function lookUp({ repository }: Workplace, ref: string): Promise<WireAnswer> {
  try {
    const sha = await resolveRef(repository, ref);
    return ok({ sha, commit: { tree: { sha: await treeOf(repository.gitdir, sha) } } });
  } catch (error) {
    if (!isGantryError(error) || error.name !== 'NotFound') throw error;
    throw new ApiRefusal(422, 'validation_failed', `No commit found for SHA: ${ref.slice(0, 100)}`);
  }
}

async function compare({ repository }: Workplace, base: string, head: string): Promise<WireAnswer> {
  for (const sha of [base, head]) await treeOf(repository.gitdir, sha);
  const sha = await mergeBase(repository, base, head);
  const tree = { sha: await treeOf(repository.gitdir, sha) };
  return ok({ merge_base_commit: { sha, commit: { tree } } });
}

/** Git's objects and branches, over bare repositories. Nothing is checked out, and no branch is moved. */
export function objectRoutes(place: GitHubPlace): readonly WireRoute[] {
  type Answer = (at: Workplace, call: WireCall, ...rest: readonly string[]) => Promise<WireAnswer>;
  const route = (method: string, rest: string, answer: Answer): WireRoute => [
    method,
    new RegExp(`^/repos/([^/]+)/([^/]+)/${rest}$`),
    async (call, owner = '', name = '', ...groups) =>
      answer(await findWorkplace(place, owner, name, call.signal), call, ...groups),
  ];
  const sha = '([0-9a-f]{40})';
  return [
    route('GET', 'git/ref/(.+)', (at, _, ref = '') => readRef(at, ref)),
    route('POST', 'git/refs', makeRef),
    route('GET', `git/commits/${sha}`, (at, _, oid = '') => readCommit(at, oid)),
    route('POST', 'git/commits', makeCommit),
    route('GET', `git/trees/${sha}`, (at, _, oid = '') => showTree(at, oid)),
    route('POST', 'git/trees', makeTree),
    route('GET', `git/blobs/${sha}`, (at, _, oid = '') => readBlob(at, oid)),
    route('POST', 'git/blobs', makeBlob),
    route('GET', 'commits/(.+)', (at, _, ref = '') => lookUp(at, ref)),
    route('GET', `compare/${sha}\\.\\.\\.${sha}`, (at, _, base = '', head = '') => compare(at, base, head)),
  ];
}
