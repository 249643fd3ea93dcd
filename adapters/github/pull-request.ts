import type { Octokit } from '@octokit/rest';
import { Conflict } from '../../core/errors.ts';
import type { Proposal, PullRequest } from '../../core/ports/code-host.ts';
import { ifFound, isRefusedFor, notBegunYet } from './fault.ts';
import { splitName } from './repository.ts';
import { writeTree } from './tree.ts';
import { treeSha } from './tree-sha.ts';

/** What GitHub's list and single answers have in common. */
interface GitHubPull {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged_at: string | null;
  readonly draft?: boolean;
  readonly title: string;
  readonly body: string | null;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly repo: { readonly default_branch: string } };
}

const toPullRequest = (pull: GitHubPull): PullRequest => ({
  number: pull.number,
  url: pull.html_url,
  state: pull.merged_at ? 'merged' : pull.state === 'open' ? 'open' : 'closed',
  isDraft: pull.draft ?? false,
  title: pull.title,
  body: pull.body ?? '',
  branch: pull.head.ref,
  isIntoDefault: pull.base.ref === pull.base.repo.default_branch,
  headSha: pull.head.sha,
});

/** The most that GitHub takes in a description. */
const mostBodyCharacters = 65_536;
const cutNote = '\n\n_Cut here: the rest is in the evidence._';
const fitBody = (body: string): string =>
  body.length <= mostBodyCharacters ? body : body.slice(0, mostBodyCharacters - cutNote.length) + cutNote;

async function findByBranch(
  github: Octokit,
  { repository, branch }: Proposal,
): Promise<PullRequest | undefined> {
  const where = splitName(repository);
  const { data } = await github.rest.pulls.list({ ...where, head: `${where.owner}:${branch}`, state: 'all' });
  const pulls = data.filter((pull) => pull.head.ref === branch).map(toPullRequest);
  return pulls.find((pull) => pull.state !== 'closed') ?? pulls[0];
}

async function headOf(github: Octokit, repository: string, branch: string): Promise<string | undefined> {
  const ref = await ifFound(github.rest.git.getRef({ ...splitName(repository), ref: `heads/${branch}` }));
  return ref?.data.object.sha;
}

async function mustHoldFiles(
  github: Octokit,
  { repository, branch, files }: Proposal,
  commit: string,
): Promise<void> {
  const { data } = await github.rest.git.getCommit({ ...splitName(repository), commit_sha: commit });
  if (data.tree.sha !== treeSha(files))
    throw new Conflict(
      'branch-holds-other-files',
      `${branch} in ${repository} already holds other files. Nothing was changed.`,
    );
}

async function commitFiles(github: Octokit, proposal: Proposal, defaultBranch: string): Promise<string> {
  const { repository, parentBranch, files, commitMessage } = proposal;
  // The branch of an earlier mission may be gone once it was merged; what it held is in the default branch then.
  const parent =
    (await headOf(github, repository, parentBranch)) ?? (await headOf(github, repository, defaultBranch));
  // A commit without a parent could not be proposed to a default branch that comes later.
  if (parent === undefined) throw notBegunYet(repository);
  const tree = await writeTree(github, repository, files);
  const { data } = await github.rest.git.createCommit({
    ...splitName(repository),
    message: commitMessage,
    tree,
    parents: [parent],
  });
  return data.sha;
}

async function ensureBranch(github: Octokit, proposal: Proposal, defaultBranch: string): Promise<void> {
  const { repository, branch } = proposal;
  const existing = await headOf(github, repository, branch);
  if (existing !== undefined) return await mustHoldFiles(github, proposal, existing);
  const sha = await commitFiles(github, proposal, defaultBranch);
  try {
    await github.rest.git.createRef({ ...splitName(repository), ref: `refs/heads/${branch}`, sha });
  } catch (error) {
    if (!isRefusedFor(error, /already exists/i)) throw error;
    const faster = await headOf(github, repository, branch);
    if (faster === undefined) throw error;
    await mustHoldFiles(github, proposal, faster);
  }
}

async function open(
  github: Octokit,
  proposal: Proposal,
  base: string,
  isDraft: boolean,
): Promise<PullRequest> {
  const { data } = await github.rest.pulls.create({
    ...splitName(proposal.repository),
    title: proposal.isDraft && !isDraft ? `[Draft] ${proposal.title}` : proposal.title,
    body: fitBody(proposal.body),
    head: proposal.branch,
    base,
    draft: isDraft,
  });
  return toPullRequest(data);
}

async function openOrFind(
  github: Octokit,
  proposal: Proposal,
  base: string,
  isDraft: boolean,
): Promise<PullRequest> {
  try {
    return await open(github, proposal, base, isDraft);
  } catch (error) {
    // Free plans have no drafts in private repositories.
    if (isDraft && isRefusedFor(error, /draft pull requests are not supported/i))
      return await openOrFind(github, proposal, base, false);
    const faster = isRefusedFor(error, /already exists/i) ? await findByBranch(github, proposal) : undefined;
    if (faster === undefined) throw error;
    return faster;
  }
}

/** Finds or opens the mission's pull request. A branch is made once and never moved: one that holds other files is a Conflict. */
export async function ensurePullRequest(github: Octokit, proposal: Proposal): Promise<PullRequest> {
  if (proposal.branch !== `gantry/${proposal.missionId}`)
    throw new Conflict(
      'branch-not-ours',
      `Missions propose on gantry/<mission-id> only, not on ${proposal.branch}.`,
    );
  const existing = await findByBranch(github, proposal);
  if (existing !== undefined) {
    await mustHoldFiles(github, proposal, existing.headSha);
    return existing;
  }
  const { data: repository } = await github.rest.repos.get(splitName(proposal.repository));
  await ensureBranch(github, proposal, repository.default_branch);
  return await openOrFind(github, proposal, repository.default_branch, proposal.isDraft);
}

/** The pull request of that number with the commit that it started from, or undefined. */
export async function findPullRequest(
  github: Octokit,
  repository: string,
  number: number,
): Promise<
  { readonly pull: PullRequest; readonly baseSha: string; readonly mergeSha: string | null } | undefined
> {
  const answer = await ifFound(github.rest.pulls.get({ ...splitName(repository), pull_number: number }));
  if (answer === undefined) return undefined;
  const { data } = answer;
  return { pull: toPullRequest(data), baseSha: data.base.sha, mergeSha: data.merge_commit_sha };
}

/** State and words in one request, so that none is there without the other. */
export async function closePullRequest(
  github: Octokit,
  repository: string,
  number: number,
  why: string,
): Promise<void> {
  const found = await findPullRequest(github, repository, number);
  if (found?.pull.state !== 'open') return;
  await github.rest.pulls.update({
    ...splitName(repository),
    pull_number: number,
    state: 'closed',
    body: `${found.pull.body.slice(0, mostBodyCharacters - why.length - 2)}\n\n${why}`,
  });
}

/** Opens a closed pull request with other words, in one request too. */
export async function reopenPullRequest(
  github: Octokit,
  repository: string,
  { number, body }: { readonly number: number; readonly body: string },
): Promise<void> {
  await github.rest.pulls.update({ ...splitName(repository), pull_number: number, state: 'open', body });
}
