import { DependencyRefused, isGantryError } from '../../core/errors.ts';
import type { AppHost } from '../../core/ports/app-host.ts';
import type { AppId } from '../../core/wire/ids.ts';
import { type Domain, domainsSchema, type Project, projectSchema, variablesSchema } from './answers.ts';
import type { Vercel } from './connection.ts';
import { servedFolder } from './upload.ts';

type App = Parameters<AppHost['ensureProject']>[0];

// In the key, because a team's policy may hide the values of variables.
const markOf = (appId: AppId): string => `GANTRY_${appId.toUpperCase()}`;

/** Whether a project carries the mark of that app. */
export async function isOfApp(vercel: Vercel, project: Project, appId: AppId): Promise<boolean> {
  const path = `/v10/projects/${encodeURIComponent(project.id)}/env`;
  const { envs } = await vercel({ method: 'GET', path }, variablesSchema);
  return envs.some(({ key }) => key === markOf(appId));
}

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/-{3,}/g, '--')
    .slice(0, 90);

/** The project of that id or name, or undefined. */
export async function getProject(vercel: Vercel, idOrName: string): Promise<Project | undefined> {
  try {
    return await vercel(
      { method: 'GET', path: `/v9/projects/${encodeURIComponent(idOrName)}` },
      projectSchema,
    );
  } catch (error) {
    if (isGantryError(error) && error.name === 'NotFound') return undefined;
    throw error;
  }
}

/** Names beyond the first free one that are looked at, because an earlier app's project may have been deleted since. */
const lookBeyond = 2;
const mostNames = 100;

async function lookUp(vercel: Vercel, { appId, name }: App): Promise<Project | readonly string[]> {
  const free: string[] = [];
  for (let n = 1; n <= mostNames && free.length <= lookBeyond; n += 1) {
    const candidate = n === 1 ? plainName(name) : `${plainName(name)}-${n}`;
    const project = await getProject(vercel, candidate);
    if (project === undefined) free.push(candidate);
    else if (await isOfApp(vercel, project, appId)) return project;
  }
  return free;
}

/** The project under this name if it could be made or is the app's already; undefined when another app was faster. */
async function claim(vercel: Vercel, name: string, { appId }: App): Promise<Project | undefined> {
  const json = {
    name,
    framework: null,
    buildCommand: '',
    installCommand: '',
    outputDirectory: servedFolder,
    environmentVariables: [
      { key: markOf(appId), value: appId, type: 'plain', target: ['production', 'preview', 'development'] },
    ],
  };
  try {
    return await vercel({ method: 'POST', path: '/v11/projects', json }, projectSchema);
  } catch (error) {
    if (!isGantryError(error) || error.name !== 'Conflict') throw error;
    const taken = await getProject(vercel, name);
    return taken !== undefined && (await isOfApp(vercel, taken, appId)) ? taken : undefined;
  }
}

/** Finds an app's project by its mark, under the wished name or that name with a number; makes it where there is none. */
export async function findOrMakeProject(vercel: Vercel, app: App): Promise<Project> {
  const found = await lookUp(vercel, app);
  if ('id' in found) return found;
  for (const name of found) {
    const made = await claim(vercel, name, app);
    if (made !== undefined) return made;
  }
  throw new DependencyRefused(
    'vercel-name-taken',
    `No project name near ${app.name} is free. Rename the app.`,
  );
}

/** Switches off the login wall, and the toolbar that Vercel would write into every page: what is served must be what was tested. */
export async function openToPublic(vercel: Vercel, projectId: string): Promise<void> {
  // Read anew: the answer to making a project does not tell what a team's defaults switched on.
  const project = await getProject(vercel, projectId);
  const isOpen =
    project !== undefined &&
    (project.ssoProtection ?? null) === null &&
    project.enablePreviewFeedback === false &&
    project.enableProductionFeedback === false;
  if (isOpen) return;
  const json = { ssoProtection: null, enablePreviewFeedback: false, enableProductionFeedback: false };
  await vercel(
    { method: 'PATCH', path: `/v9/projects/${encodeURIComponent(projectId)}`, json },
    projectSchema,
  );
}

const byAge = (a: Domain, b: Domain): number =>
  (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.name < b.name ? -1 : 1);

/** The host name that Vercel gave the project: asked, never guessed, because the project's own name may be somebody else's address. */
export async function stableHost(vercel: Vercel, projectId: string): Promise<string> {
  const path = `/v9/projects/${encodeURIComponent(projectId)}/domains?production=true&redirects=false`;
  const { domains } = await vercel({ method: 'GET', path }, domainsSchema);
  const own = domains
    .filter((domain) => domain.verified !== false && !domain.redirect && !domain.gitBranch)
    .sort(byAge);
  const domain = own.find(({ name }) => name.endsWith('.vercel.app')) ?? own[0];
  if (domain === undefined)
    throw new DependencyRefused(
      'vercel-no-address',
      'The Vercel project has no public address. Give it a domain in its settings.',
    );
  return domain.name;
}
