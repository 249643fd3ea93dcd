import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { DependencyRefused, isGantryError } from '../../core/errors.ts';
import type { CodeHost, Repository } from '../../core/ports/code-host.ts';
import type { AppId } from '../../core/wire/ids.ts';
import { ifFound, isRefusedFor } from './fault.ts';

type App = Parameters<CodeHost['ensureRepository']>[0];
type GitHubRepository = RestEndpointMethodTypes['repos']['get']['response']['data'];

/** `owner/name` as GitHub's paths want it. */
export function splitName(fullName: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', repo = ''] = fullName.split('/');
  return { owner, repo };
}

// Two marks: the description is written in the very request that makes the repository, the topic survives a person's new description.
const descriptionMark = (appId: AppId): string => `[gantry ${appId}]`;
const topicMark = (appId: AppId): string => `gantry-${appId.replace('_', '-')}`;

const isOfApp = (repository: GitHubRepository, appId: AppId): boolean =>
  (repository.description?.includes(descriptionMark(appId)) ?? false) ||
  (repository.topics?.includes(topicMark(appId)) ?? false);

const describe = ({ description, appId }: App): string =>
  `${description
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 250)} ${descriptionMark(appId)}`;

const plainName = (name: string): string => name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 90);

/** Names beyond the first free one that are looked at, because an earlier app's repository may have been deleted since. */
const lookBeyond = 2;
const mostNames = 100;

type Found =
  | { readonly kind: 'found'; readonly repository: GitHubRepository }
  | { readonly kind: 'free'; readonly names: readonly string[] };

async function lookUp(github: Octokit, owner: string, { appId, name }: App): Promise<Found> {
  const names: string[] = [];
  for (let n = 1; n <= mostNames && names.length <= lookBeyond; n += 1) {
    const repo = n === 1 ? plainName(name) : `${plainName(name)}-${n}`;
    const answer = await ifFound(github.rest.repos.get({ owner, repo }));
    if (answer === undefined) names.push(repo);
    else if (isOfApp(answer.data, appId)) return { kind: 'found', repository: answer.data };
  }
  return { kind: 'free', names };
}

async function belongsToOrganisation(github: Octokit, owner: string): Promise<boolean> {
  return (await ifFound(github.rest.orgs.get({ org: owner }))) !== undefined;
}

const notOurAccount = (owner: string): DependencyRefused =>
  new DependencyRefused(
    'github-owner-not-ours',
    `The GitHub token cannot make repositories for ${owner}. Set GITHUB_OWNER to the token's own user or to an organisation that it may write to; a GitHub App's token needs an organisation.`,
  );

async function makesOwn(github: Octokit, owner: string): Promise<boolean> {
  try {
    return (await github.rest.users.getAuthenticated()).data.login.toLowerCase() === owner.toLowerCase();
  } catch (error) {
    if (isGantryError(error) && error.code === 'github-forbidden') return false;
    throw error;
  }
}

async function make(
  github: Octokit,
  owner: string,
  name: string,
  description: string,
): Promise<GitHubRepository> {
  const wish = { name, description, private: true, auto_init: true } as const;
  if (await belongsToOrganisation(github, owner))
    return (await github.rest.repos.createInOrg({ org: owner, ...wish })).data;
  // Asked first, because this route makes the repository for the token's user whatever owner was meant.
  if (!(await makesOwn(github, owner))) throw notOurAccount(owner);
  return (await github.rest.repos.createForAuthenticatedUser(wish)).data;
}

/** The repository under this name if it could be made or is the app's already; undefined when another app was faster. */
async function claim(
  github: Octokit,
  owner: string,
  name: string,
  app: App,
): Promise<GitHubRepository | undefined> {
  try {
    return await make(github, owner, name, describe(app));
  } catch (error) {
    if (!isRefusedFor(error, /already exists/i)) throw error;
    const { data } = await github.rest.repos.get({ owner, repo: name });
    return isOfApp(data, app.appId) ? data : undefined;
  }
}

async function markTopic(github: Octokit, repository: GitHubRepository, appId: AppId): Promise<void> {
  const topics = repository.topics ?? [];
  if (topics.includes(topicMark(appId))) return;
  await github.rest.repos.replaceAllTopics({
    ...splitName(repository.full_name),
    names: [...topics, topicMark(appId)],
  });
}

const toRepository = (repository: GitHubRepository): Repository => ({
  id: String(repository.id),
  fullName: repository.full_name,
  webUrl: repository.html_url,
  cloneUrl: repository.clone_url,
  defaultBranch: repository.default_branch,
});

async function findOrMake(github: Octokit, owner: string, app: App): Promise<GitHubRepository> {
  const found = await lookUp(github, owner, app);
  if (found.kind === 'found') return found.repository;
  for (const name of found.names) {
    const made = await claim(github, owner, name, app);
    if (made !== undefined) return made;
  }
  throw new DependencyRefused(
    'github-name-taken',
    `No repository name near ${app.name} is free for ${owner}. Rename the app.`,
  );
}

/** Finds an app's repository by its marks, under the wished name or that name with a number; makes a private one where there is none. */
export async function ensureRepository(github: Octokit, owner: string, app: App): Promise<Repository> {
  const repository = await findOrMake(github, owner, app);
  await markTopic(github, repository, app.appId);
  return toRepository(repository);
}
