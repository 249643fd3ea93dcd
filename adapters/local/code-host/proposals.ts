import { compareUtf8 } from '../../../core/draft/byte-order.ts';
import { Conflict, InputRejected, NotFound } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { ChangedFile, Proposal } from '../../../core/ports/code-host.ts';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import {
  type BareRepository,
  defaultBranch,
  headOf,
  isProposalBranch,
  moveHead,
  resolveRef,
  writeCommit,
} from './bare-repository.ts';
import { readFlatTree, readText, writeFiles } from './git-tree.ts';
import { broughtBy, firstParent, mergeBase, mergeCommit } from './history.ts';
import {
  addPull,
  findPull,
  listPulls,
  type PullRecord,
  replacePull,
  type StoredPull,
} from './pull-requests.ts';

/** A repository with its pull requests; who calls with one holds its turn. */
export interface Workplace {
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly fullName: string;
  readonly repository: BareRepository;
}

/** The mission's branch first, then its pull request: a call that died in between is finished by the next. */
export async function ensurePull(
  place: Workplace,
  proposal: Proposal,
  signal: AbortSignal,
): Promise<PullRecord> {
  refuseOtherBranches(proposal.branch);
  const headSha = await ensureBranch(place, proposal);
  const known = (await listPulls(place.records, place.fullName, signal)).find(
    (pull) => pull.branch === proposal.branch,
  );
  if (known) return known;
  const pull = {
    mission_id: proposal.missionId,
    branch: proposal.branch,
    title: proposal.title,
    body: proposal.body,
    is_draft: proposal.isDraft,
    state: 'open',
    head_sha: headSha,
    merge_sha: null,
    created_at_ms: place.clock.nowMs(),
  } as const;
  return addPull(place.records, place.fullName, pull, signal);
}

function refuseOtherBranches(branch: string): void {
  if (branch === defaultBranch) {
    throw new Conflict(
      'protected_branch',
      `${branch} moves by merges only; propose on a branch of the mission's own.`,
    );
  }
  if (!isProposalBranch(branch))
    throw new InputRejected('bad_branch', `${branch} is not of the form gantry/<mission-id>.`);
}

async function ensureBranch(
  { repository }: Workplace,
  { branch, parentBranch, files, commitMessage }: Proposal,
): Promise<string> {
  const tree = await writeFiles(repository.gitdir, files);
  const head = await headOf(repository, branch);
  if (head === undefined) {
    const parent = await resolveRef(repository, parentBranch);
    const commit = await writeCommit(repository, { message: commitMessage, tree, parents: [parent] });
    await moveHead(repository, branch, commit);
    return commit;
  }
  const proposed = await readFlatTree(repository.gitdir, head);
  const isSame = proposed.size === tree.size && [...tree].every(([path, oid]) => proposed.get(path) === oid);
  if (isSame) return head;
  throw new Conflict('branch_taken', `${branch} already holds other files; a branch is never rewritten.`);
}

/** Two-dot difference from where the head and the default branch parted, also long after a merge. */
export async function changedFiles(
  place: Workplace,
  number: number,
  signal: AbortSignal,
): Promise<ChangedFile[]> {
  const { repository } = place;
  const { value: pull } = await requirePull(place, number, signal);
  const onMain = await mergedOnto(repository, pull.head_sha);
  const base = await readFlatTree(repository.gitdir, await mergeBase(repository, onMain, pull.head_sha));
  const head = await readFlatTree(repository.gitdir, pull.head_sha);
  const paths = [...new Set([...base.keys(), ...head.keys()])].filter(
    (path) => base.get(path) !== head.get(path),
  );
  const textOf = async (oid: string | undefined) =>
    oid === undefined ? null : readText(repository.gitdir, oid);
  return Promise.all(
    paths.sort(compareUtf8).map(async (path) => ({
      path,
      before: await textOf(base.get(path)),
      after: await textOf(head.get(path)),
    })),
  );
}

/** Where the default branch stands, or stood before a head was merged into it. */
export async function mergedOnto(repository: BareRepository, headSha: string): Promise<string> {
  const main = await resolveRef(repository, defaultBranch);
  const merge = await broughtBy(repository, main, headSha);
  return merge === undefined ? main : firstParent(repository, merge);
}

/** Moves the default branch first, then the pull request: a call that died in between finds its own merge commit again. */
export async function mergePull(place: Workplace, number: number, signal: AbortSignal): Promise<string> {
  const { repository, records } = place;
  const stored = await requirePull(place, number, signal);
  const pull = stored.value;
  if (pull.merge_sha !== null) return pull.merge_sha;
  if (pull.state !== 'open' || pull.is_draft) {
    throw new Conflict('not_mergeable', 'Only an open pull request that is no draft can be merged.');
  }
  const main = await resolveRef(repository, defaultBranch);
  const already = await broughtBy(repository, main, pull.head_sha);
  const mergeSha = already ?? (await mergeCommit(repository, main, pull.head_sha, mergeMessage(pull)));
  if (already === undefined) await moveHead(repository, defaultBranch, mergeSha);
  await replacePull(records, stored, { ...pull, state: 'merged', merge_sha: mergeSha }, signal);
  return mergeSha;
}

const mergeMessage = (pull: PullRecord): string =>
  `Merge pull request #${pull.number} from ${pull.branch}\n\n${pull.title}`;

async function requirePull(
  { records, fullName }: Workplace,
  number: number,
  signal: AbortSignal,
): Promise<StoredPull> {
  const stored = await findPull(records, fullName, number, signal);
  if (stored === undefined)
    throw new NotFound('unknown_pull_request', `${fullName} has no pull request ${number}.`);
  return stored;
}

/** Closes what is open, with the words that it has from then on; whatever became of it otherwise stays. */
export async function closePull(
  { records, fullName }: Workplace,
  { number, bodyOf }: { readonly number: number; readonly bodyOf: (open: PullRecord) => string },
  signal: AbortSignal,
): Promise<void> {
  const stored = await findPull(records, fullName, number, signal);
  if (stored?.value.state !== 'open') return;
  const body = bodyOf(stored.value);
  await replacePull(records, stored, { ...stored.value, state: 'closed', body }, signal);
}

/** Opens again what was closed with this ending, which its words lose; whatever else was closed stays so. */
export async function reopenPull(
  { records, fullName }: Workplace,
  number: number,
  ending: string,
  signal: AbortSignal,
): Promise<void> {
  const stored = await findPull(records, fullName, number, signal);
  if (stored?.value.state !== 'closed' || !stored.value.body.endsWith(ending)) return;
  const body = stored.value.body.slice(0, -ending.length);
  await replacePull(records, stored, { ...stored.value, state: 'open', body }, signal);
}
