import { isGantryError } from '../../core/errors.ts';
import { connect } from './connection.ts';
import { ifFound, isRefusedFor } from './fault.ts';

/** Where a token is to be good for something. */
export interface TokenTrial {
  readonly token: string;
  /** Account that is to own repositories; the token's own user when left out. */
  readonly owner?: string | undefined;
  readonly apiUrl?: string | undefined;
}

type GitHub = ReturnType<typeof connect>;

/** Asks GitHub whether a token may do what Gantry needs. Answers what is wrong and what to do about it, or nothing. */
export async function tryGitHubToken(
  { token, owner, apiUrl }: TokenTrial,
  signal: AbortSignal,
): Promise<string | undefined> {
  const gitHub = connect({ token, ...(apiUrl !== undefined && { apiUrl }) }, signal);
  try {
    const user = await userOf(gitHub);
    const problem = user && scopeProblem(user.headers['x-oauth-scopes']);
    if (problem !== undefined || owner === undefined) return problem;
    if (user?.data.login.toLowerCase() === owner.toLowerCase()) return undefined;
    const owned = await ifFound(gitHub.repos.listForOrg({ org: owner, per_page: 1 }));
    if (owned !== undefined) return undefined;
    return `GITHUB_TOKEN sees no organisation ${owner}, and its user has another name. Set GITHUB_OWNER to one of both.`;
  } catch (error) {
    if (isGantryError(error)) return error.message;
    throw error;
  }
}

/** Nothing where GitHub knows no user: the token of an App has none, and is judged by what its organisation says. */
async function userOf({ users }: GitHub) {
  try {
    return await ifFound(users.getAuthenticated());
  } catch (error) {
    if (isRefusedFor(error, /by integration/i)) return undefined;
    throw error;
  }
}

/** Classic tokens tell their scopes; fine-grained ones do not, and theirs show at the first pull request. */
function scopeProblem(told: string | undefined): string | undefined {
  if (told === undefined) return undefined;
  const scopes = told.split(/[\s,]+/).filter((scope) => scope !== '');
  if (scopes.includes('repo')) return undefined;
  return `GITHUB_TOKEN lacks the scope repo; it has ${scopes.join(', ') || 'none'}. Add it to the token.`;
}
