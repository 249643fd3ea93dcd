import type { Octokit } from '@octokit/rest';
import { Conflict, isGantryError, NotFound } from '../../core/errors.ts';
import { findPullRequest } from './pull-request.ts';
import { splitName } from './repository.ts';

type Merged = { readonly mergeSha: string };

/** The merge that already happened, else the head that may be merged; Conflict when there is neither. */
async function mergeableHead(
  github: Octokit,
  repository: string,
  number: number,
): Promise<Merged | { readonly headSha: string }> {
  const found = await findPullRequest(github, repository, number);
  if (found === undefined)
    throw new NotFound('pull-request-not-found', `There is no pull request ${number} in ${repository}.`);
  const { pull, mergeSha } = found;
  if (pull.state === 'merged' && mergeSha !== null) return { mergeSha };
  if (pull.state !== 'open' || pull.isDraft)
    throw new Conflict(
      'pull-request-not-open',
      `Pull request ${number} is ${pull.isDraft ? 'a draft' : pull.state}: it cannot be merged.`,
    );
  return { headSha: pull.headSha };
}

/** Merges with a merge commit, and only the head that was looked at; merging a merged one answers the same. */
export async function merge(github: Octokit, repository: string, number: number): Promise<Merged> {
  const state = await mergeableHead(github, repository, number);
  if ('mergeSha' in state) return state;
  try {
    const { data } = await github.rest.pulls.merge({
      ...splitName(repository),
      pull_number: number,
      sha: state.headSha,
      merge_method: 'merge',
    });
    return { mergeSha: data.sha };
  } catch (error) {
    const isSettledElsewhere =
      isGantryError(error) && (error.name === 'Conflict' || error.code === 'github-unprocessable');
    if (!isSettledElsewhere) throw error;
    const now = await mergeableHead(github, repository, number);
    if ('mergeSha' in now) return now;
    const message = `Pull request ${number} cannot be merged as it stands: resolve its conflicts with the default branch, or change the repository's merge rules.`;
    throw new Conflict('pull-request-not-mergeable', message, { cause: error, details: error.details ?? {} });
  }
}
