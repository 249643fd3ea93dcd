import * as z from 'zod';
import { DependencyRefused } from '../../core/errors.ts';
import type { AppId } from '../../core/wire/ids.ts';
import type { Neon, NeonConfig } from './connection.ts';

/** The branch that nothing is ever written to: previews and production begin as copies of it. */
const rootBranch = 'empty';
/** The database of every project, and the role that owns its tables. */
export const databaseName = 'app';
export const ownerRole = 'gantry_owner';
const postgresVersion = 18;

const projectSchema = z.object({ id: z.string(), name: z.string(), created_at: z.string() });
const projectsSchema = z.object({ projects: z.array(projectSchema) });
const branchSchema = z.object({
  id: z.string(),
  name: z.string(),
  parent_id: z.string().nullish(),
  created_at: z.string(),
});
export type NeonBranch = z.infer<typeof branchSchema>;
const branchesSchema = z.object({ branches: z.array(branchSchema) });
const madeBranchSchema = z.object({ branch: branchSchema });

export const projectName = (appId: AppId): string => `gantry-${appId}`;

/** Projects that have a text in their name. */
export async function listProjects(
  neon: Neon,
  { organisation }: NeonConfig,
  search: string,
): Promise<readonly z.infer<typeof projectSchema>[]> {
  const org = organisation === undefined ? '' : `&org_id=${encodeURIComponent(organisation)}`;
  const path = `/projects?limit=400&search=${encodeURIComponent(search)}${org}`;
  return (await neon({ method: 'GET', path }, projectsSchema)).projects;
}

/** An app's project, where it has one: the oldest of its name, so that everybody finds the same. */
export async function findProject(neon: Neon, config: NeonConfig, appId: AppId): Promise<string | undefined> {
  const name = projectName(appId);
  const own = (await listProjects(neon, config, name)).filter((project) => project.name === name);
  const age = ({ created_at, id }: (typeof own)[number]): string => `${created_at} ${id}`;
  return own.toSorted((left, right) => age(left).localeCompare(age(right)))[0]?.id;
}

/** Finds or makes an app's project. Of two that were made at once the younger one, which nobody was told of, is deleted again. */
export async function ensureProject(neon: Neon, config: NeonConfig, appId: AppId): Promise<string> {
  const found = await findProject(neon, config, appId);
  if (found !== undefined) return found;
  const project = {
    name: projectName(appId),
    pg_version: postgresVersion,
    branch: { name: rootBranch, database_name: databaseName, role_name: ownerRole },
    ...(config.organisation !== undefined && { org_id: config.organisation }),
  };
  const made = await neon(
    { method: 'POST', path: '/projects', json: { project } },
    z.object({ project: projectSchema }),
  );
  const first = (await findProject(neon, config, appId)) ?? made.project.id;
  if (first !== made.project.id)
    await neon({ method: 'DELETE', path: `/projects/${made.project.id}` }, z.unknown());
  return first;
}

export const listBranches = async (neon: Neon, project: string): Promise<readonly NeonBranch[]> =>
  (await neon({ method: 'GET', path: `/projects/${project}/branches?limit=1000` }, branchesSchema)).branches;

/** The root of a project's branches. */
export function rootOf(branches: readonly NeonBranch[]): NeonBranch {
  const root = branches.find(({ name }) => name === rootBranch);
  if (root !== undefined) return root;
  throw new DependencyRefused(
    'neon-project-changed',
    'The Neon project of this app has no branch named empty any more. Name its first branch so again.',
  );
}

interface NewBranch {
  readonly name: string;
  readonly parentId: string;
  /** Whether it is to be asked, or only kept. */
  readonly isOpen: boolean;
  readonly expiresAt?: string;
}

/** Makes a branch as its parent is now. */
export async function makeBranch(
  neon: Neon,
  project: string,
  { name, parentId, isOpen, expiresAt }: NewBranch,
): Promise<NeonBranch> {
  const json = {
    branch: { name, parent_id: parentId, ...(expiresAt !== undefined && { expires_at: expiresAt }) },
    ...(isOpen && { endpoints: [{ type: 'read_write' }] }),
  };
  return (await neon({ method: 'POST', path: `/projects/${project}/branches`, json }, madeBranchSchema))
    .branch;
}

export const deleteBranch = async (neon: Neon, project: string, branchId: string): Promise<void> => {
  await neon({ method: 'DELETE', path: `/projects/${project}/branches/${branchId}` }, z.unknown());
};

/** The connection string of a branch's owner, with its password. */
export async function ownerUri(neon: Neon, project: string, branchId: string): Promise<string> {
  const query = `branch_id=${branchId}&database_name=${databaseName}&role_name=${ownerRole}`;
  const path = `/projects/${project}/connection_uri?${query}`;
  return (await neon({ method: 'GET', path }, z.object({ uri: z.url() }))).uri;
}
