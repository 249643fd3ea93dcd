import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { AskSql } from '../../core/data/ask-sql.ts';
import { listTables } from '../../core/data/read-tables.ts';
import { runMigrations } from '../../core/data/run-migrations.ts';
import { NotFound } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RestorePoint, RestorePoints } from '../../core/ports/restore-points.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import type { AppId } from '../../core/wire/ids.ts';
import { nodeDigest } from '../node/digest.ts';
import { askNeon } from './ask-neon.ts';
import { connect, type Neon, type NeonConfig } from './connection.ts';
import { endOldPoints } from './old-branches.ts';
import {
  deleteBranch,
  findProject,
  listBranches,
  makeBranch,
  type NeonBranch,
  ownerUri,
} from './projects.ts';

const pointName = /^(rp_\d{17}_[0-9a-f]{8}) (.+)$/s;

/** Restore points are branches of production that nobody opens; their names say what they are. A few are kept, because plans count branches. */
export function createRestorePoints(config: NeonConfig & { readonly clock: Clock }): RestorePoints {
  const branchesOf = async (appId: AppId, signal: AbortSignal) => {
    const neon = connect(config, signal);
    const project = await findProject(neon, config, appId);
    const branches = project === undefined ? [] : await listBranches(neon, project);
    return { neon, project: project ?? '', branches };
  };
  return {
    async keep(appId, reason, signal) {
      const { neon, project, branches } = await branchesOf(appId, signal);
      const production = productionOf(branches);
      await endOldPoints(neon, project, branches.filter(isPoint));
      const name = newName(config.clock, reason);
      await makeBranch(neon, project, { name, parentId: production.id, isOpen: false });
      return readPoint(name);
    },
    async list(appId, signal) {
      const { branches } = await branchesOf(appId, signal);
      const points = branches.filter(isPoint).map(({ name }) => readPoint(name));
      return points.toSorted((left, right) => (left.restorePointId < right.restorePointId ? 1 : -1));
    },
    async rehearse(appId, id, files, signal) {
      const { neon, project, branches } = await branchesOf(appId, signal);
      const point = findPoint(branches, id);
      const name = `trial-${id}`;
      for (const left of branches.filter((branch) => branch.name === name))
        await deleteBranch(neon, project, left.id);
      const trial = await makeBranch(neon, project, { name, parentId: point.id, isOpen: true });
      try {
        return await rehearseOn(askNeon(config, await ownerUri(neon, project, trial.id)), files, signal);
      } finally {
        // Also where the caller has gone.
        await deleteBranch(connect(config, AbortSignal.timeout(30_000)), project, trial.id);
      }
    },
    async restore(appId, id, signal) {
      const { neon, project, branches } = await branchesOf(appId, signal);
      const point = findPoint(branches, id);
      const { keptAt } = readPoint(point.name);
      await endOldPoints(
        neon,
        project,
        branches.filter((branch) => isPoint(branch) && branch.id !== point.id),
      );
      const undone = newName(config.clock, `Before going back to ${keptAt}`);
      await restoreBranch(neon, project, { to: productionOf(branches), from: point, undone });
      return readPoint(undone);
    },
  };
}

async function rehearseOn(ask: AskSql, files: readonly SourceFile[], signal: AbortSignal) {
  const outcome = await runMigrations({ ask, digest: nodeDigest })(files, signal);
  await listTables(ask)(signal);
  return outcome;
}

/** Production keeps its own address and holds what the point holds; what it was is kept under a name. */
async function restoreBranch(
  neon: Neon,
  project: string,
  { to, from, undone }: { readonly to: NeonBranch; readonly from: NeonBranch; readonly undone: string },
): Promise<void> {
  const json = { source_branch_id: from.id, preserve_under_name: undone };
  await neon({ method: 'POST', path: `/projects/${project}/branches/${to.id}/restore`, json }, z.unknown());
}

const isPoint = ({ name }: NeonBranch): boolean => pointName.test(name);

function newName(clock: Clock, reason: string): string {
  const at = new Date(clock.nowMs()).toISOString().replaceAll(/\D/g, '');
  return `rp_${at}_${randomBytes(4).toString('hex')} ${reason}`;
}

function readPoint(name: string): RestorePoint {
  const [, restorePointId = '', reason = ''] = pointName.exec(name) ?? [];
  const keptAt = restorePointId.replace(
    /^rp_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})_.*$/,
    '$1-$2-$3T$4:$5:$6.$7Z',
  );
  return { restorePointId, keptAt, reason };
}

function findPoint(branches: readonly NeonBranch[], id: string): NeonBranch {
  const point = branches.find((branch) => isPoint(branch) && readPoint(branch.name).restorePointId === id);
  if (point !== undefined) return point;
  throw new NotFound(
    'unknown_restore_point',
    'This app has no such restore point. List them to see which there are.',
  );
}

function productionOf(branches: readonly NeonBranch[]): NeonBranch {
  const production = branches.find(({ name }) => name === 'production');
  if (production !== undefined) return production;
  throw new NotFound('no_data', 'This app keeps no data.');
}
