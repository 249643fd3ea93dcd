import { tryGitHubToken } from '../../adapters/github/try-token.ts';
import { tryVercelToken } from '../../adapters/vercel/try-token.ts';
import { type Check, fine, warning } from './finding.ts';

const trialMs = 15_000;

/** Whether the token that fills GitHub's secret may do what Gantry needs; an App's key shows at the first pull request. */
export const gitHubToken: Check = async ({ githubOwner: owner, githubApiUrl, githubAppId }) => {
  if (githubAppId !== undefined) return fine(`App ${githubAppId} stands in for it`);
  const apiUrl = process.env.GITHUB_API_URL || githubApiUrl;
  return tokenOf('GITHUB_TOKEN', 'pull requests', (token, signal) =>
    tryGitHubToken({ token, owner, apiUrl }, signal),
  );
};

/** Whether the token that fills Vercel's secret may use the account or team. */
export const vercelToken: Check = async ({ vercelTeam: team }) => {
  const apiUrl = process.env.VERCEL_API_URL || undefined;
  return tokenOf('VERCEL_TOKEN', 'live URLs', (token, signal) =>
    tryVercelToken({ token, team, apiUrl }, signal),
  );
};

async function tokenOf(
  name: string,
  what: string,
  problemOf: (token: string, signal: AbortSignal) => Promise<string | undefined>,
): ReturnType<Check> {
  const token = process.env[name];
  if (!token) return warning(`${name} is not set: ${what} wait until its secret is filled (docs/aws.md).`);
  const problem = await problemOf(token, AbortSignal.timeout(trialMs));
  return problem === undefined
    ? fine(`${name} is put into its secret where that is still empty`)
    : warning(problem);
}
