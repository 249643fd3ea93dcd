import type { Octokit } from '@octokit/rest';
import type { ShownChecks } from '../../core/ports/code-host.ts';
import { splitName } from './repository.ts';

/** What a branch rule requires. */
const checkName = 'gantry/checks';
/** What GitHub takes of each. */
const mostDescription = 140;
const mostSummary = 65_535;

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`.toWellFormed();

/** Shows the checks of a mission at a commit as a check run, which a GitHub App alone may write. */
export async function showCheckRun(github: Octokit, repository: string, checks: ShownChecks): Promise<void> {
  const { missionId, headSha, outcome, title, summary, url } = checks;
  const where = splitName(repository);
  const run = {
    name: checkName,
    external_id: missionId,
    status: 'completed',
    conclusion: outcome === 'held' ? 'success' : 'failure',
    output: { title, summary: cut(summary, mostSummary) },
    ...(url !== undefined && { details_url: url }),
  } as const;
  const { data } = await github.rest.checks.listForRef({ ...where, ref: headSha, check_name: checkName });
  const shown = data.check_runs.find(({ external_id }) => external_id === missionId);
  if (shown === undefined) await github.rest.checks.create({ ...where, head_sha: headSha, ...run });
  else await github.rest.checks.update({ ...where, check_run_id: shown.id, ...run });
}

const states = { held: 'success', failed: 'failure', untried: 'error' } as const;

/** Shows the checks of a mission at a commit as a commit status, of which the newest counts; one that says the same already is left. */
export async function showCommitStatus(
  github: Octokit,
  repository: string,
  { headSha, outcome, title, url }: ShownChecks,
): Promise<void> {
  const where = splitName(repository);
  const status = { state: states[outcome], description: cut(title, mostDescription) };
  const { data } = await github.rest.repos.listCommitStatusesForRef({
    ...where,
    ref: headSha,
    per_page: 100,
  });
  const shown = data.find(({ context }) => context.toLowerCase() === checkName);
  if (shown?.state === status.state && shown.description === status.description) return;
  await github.rest.repos.createCommitStatus({
    ...where,
    ...status,
    sha: headSha,
    context: checkName,
    ...(url !== undefined && { target_url: url }),
  });
}
