import { runMigrations } from '../../core/data/run-migrations.ts';
import type { AppDatabase, DataBranch } from '../../core/ports/app-database.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RestorePoints } from '../../core/ports/restore-points.ts';
import { nodeDigest } from '../node/digest.ts';
import { appPassword, setAppRole } from './app-role.ts';
import { askNeon } from './ask-neon.ts';
import { connect, type NeonConfig } from './connection.ts';
import { createLifeOfProjects } from './life-of-projects.ts';
import { endOldPreviews, previewLifeMs } from './old-branches.ts';
import { ensureProject, findProject, listBranches, makeBranch, ownerUri, rootOf } from './projects.ts';
import { createRestorePoints } from './restore-points.ts';

const branchName = ({ missionId }: DataBranch): string =>
  missionId === undefined ? 'production' : `preview-${missionId}`;

/** Keeps the data of apps at Neon: a project an app, a branch each for production, previews and restore points. */
export function neonAppDatabase(config: NeonConfig & { readonly clock: Clock }): AppDatabase & RestorePoints {
  const find = async (branch: DataBranch, signal: AbortSignal) => {
    const neon = connect(config, signal);
    const project = await findProject(neon, config, branch.appId);
    if (project === undefined) return undefined;
    const found = (await listBranches(neon, project)).find(({ name }) => name === branchName(branch));
    return found && { neon, project, id: found.id };
  };
  const openOwner: AppDatabase['open'] = async (branch, signal) => {
    const found = await find(branch, signal);
    return found && askNeon(config, await ownerUri(found.neon, found.project, found.id));
  };
  return {
    name: 'neon',
    async ensureBranch(branch, signal) {
      const neon = connect(config, signal);
      const project = await ensureProject(neon, config, branch.appId);
      const id = await ensureNamed(neon, project, branch, config.clock);
      const uri = new URL(await ownerUri(neon, project, id));
      const password = appPassword(uri, id);
      await setAppRole(askNeon(config, uri.href), password, signal);
      uri.username = 'app';
      uri.password = password;
      return { databaseUrl: uri.href };
    },
    async migrate(branch, files, signal) {
      const ask = await openOwner(branch, signal);
      if (ask === undefined) throw new Error('a branch is made before it is migrated');
      return runMigrations({ ask, digest: nodeDigest })(files, signal);
    },
    open: openOwner,
    ...createLifeOfProjects(config),
    ...createRestorePoints(config),
  };
}

/** Finds or makes a branch; where the plan has room for no more, previews that are old make it. */
async function ensureNamed(
  neon: ReturnType<typeof connect>,
  project: string,
  branch: DataBranch,
  clock: Clock,
): Promise<string> {
  const branches = await listBranches(neon, project);
  const found = branches.find(({ name }) => name === branchName(branch));
  if (found !== undefined) return found.id;
  await endOldPreviews(neon, project, branches);
  const expiresAt = new Date(clock.nowMs() + previewLifeMs).toISOString();
  const wanted = {
    name: branchName(branch),
    parentId: rootOf(branches).id,
    isOpen: true,
    ...(branch.missionId !== undefined && { expiresAt }),
  };
  try {
    return (await makeBranch(neon, project, wanted)).id;
  } catch (error) {
    // Somebody else may have made it meanwhile, and Neon lets no two have one name.
    const made = (await listBranches(neon, project)).find(({ name }) => name === wanted.name);
    if (made === undefined) throw error;
    return made.id;
  }
}
