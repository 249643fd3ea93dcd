import type { Octokit } from '@octokit/rest';
import { ifFound, isRefusedFor } from './fault.ts';
import { closePullRequest, reopenPullRequest } from './pull-request.ts';
import { splitName } from './repository.ts';

/** Closes what is open with these words first: an archived repository takes no change any more. One that is gone stays so. */
export async function archive(github: Octokit, repository: string, why: string): Promise<void> {
  const found = await ifFound(github.rest.repos.get(splitName(repository)));
  if (found === undefined || found.data.archived) return;
  const open = await github.paginate(github.rest.pulls.list, {
    ...splitName(repository),
    state: 'open',
    per_page: 100,
  });
  for (const { number } of open) await closePullRequest(github, repository, number, why);
  await github.rest.repos.update({ ...splitName(repository), archived: true });
}

/** Takes changes again, and opens what was closed with these words, where its branch is still there. */
export async function unarchive(github: Octokit, repository: string, why: string): Promise<void> {
  const found = await ifFound(github.rest.repos.get(splitName(repository)));
  if (found === undefined) return;
  if (found.data.archived) await github.rest.repos.update({ ...splitName(repository), archived: false });
  const closed = await github.paginate(github.rest.pulls.list, {
    ...splitName(repository),
    state: 'closed',
    per_page: 100,
  });
  for (const { number, body, merged_at } of closed) {
    if (merged_at !== null || !body?.endsWith(why)) continue;
    await reopenPullRequest(github, repository, { number, body: body.slice(0, -why.length).trimEnd() }).catch(
      (error: unknown) => {
        // Its branch was deleted, or what it proposes is in the default branch by now.
        if (!isRefusedFor(error, /reopen|branch|commit|state/i)) throw error;
      },
    );
  }
}
