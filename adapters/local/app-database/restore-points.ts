import { randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { listTables } from '../../../core/data/read-tables.ts';
import type { MigrationOutcome } from '../../../core/data/run-migrations.ts';
import { NotFound } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { RestorePoint, RestorePoints } from '../../../core/ports/restore-points.ts';
import type { SourceFile } from '../../../core/wire/draft.ts';
import type { AppId } from '../../../core/wire/ids.ts';
import { appearWhole } from '../../../pod-image/database/make-database.ts';
import { asOwner } from './as-owner.ts';
import type { DataFolders } from './data-folders.ts';
import { isThere, nextOf } from './is-there.ts';
import type { Twins } from './twins.ts';

interface Deps {
  readonly folders: DataFolders;
  readonly twins: Twins;
  readonly clock: Clock;
  readonly migrate: (
    folder: string,
    files: readonly SourceFile[],
    signal: AbortSignal,
  ) => Promise<MigrationOutcome>;
}

const pointSchema = z.strictObject({
  restorePointId: z.string(),
  keptAt: z.iso.datetime(),
  reason: z.string(),
});
const pointId = /^rp_\d{17}_[0-9a-f]{8}$/;
const pointFile = 'point.json';

const sayUnknown = 'This app has no such restore point. List them to see which there are.';

/** Restore points are copies of a closed database's folder: about 20 MB for an app with little data. */
export function createRestorePoints({ folders, twins, clock, migrate }: Deps): RestorePoints {
  const production = (appId: AppId): string => folders.branch({ appId });
  const newPoint = (reason: string): RestorePoint => {
    const keptAt = new Date(clock.nowMs()).toISOString();
    const restorePointId = `rp_${keptAt.replaceAll(/\D/g, '')}_${randomBytes(4).toString('hex')}`;
    return { restorePointId, keptAt, reason };
  };
  const find = async (appId: AppId, id: string): Promise<string> => {
    const folder = join(folders.points(appId), id);
    if (pointId.test(id) && (await isThere(folder))) return folder;
    throw new NotFound('unknown_restore_point', sayUnknown);
  };
  const keepPoint = (appId: AppId, point: RestorePoint, fill: (draft: string) => Promise<void>) =>
    appearWhole(join(folders.points(appId), point.restorePointId), async (draft) => {
      await fill(draft);
      await writeFile(join(draft, pointFile), JSON.stringify(point));
    });

  return {
    async keep(appId, reason) {
      const folder = production(appId);
      if (!(await isThere(folder))) throw new NotFound('no_data', 'This app keeps no data.');
      const point = newPoint(reason);
      await twins.whileClosed(folder, () => keepPoint(appId, point, (draft) => copyData(folder, draft)));
      return point;
    },
    list: (appId) => readPoints(folders.points(appId)),
    async rehearse(appId, id, files, signal) {
      const point = await find(appId, id);
      return rehearseOn({ twins, migrate }, { point, trial: `${point}.trial` }, files, signal);
    },
    async restore(appId, id) {
      const point = await find(appId, id);
      const folder = production(appId);
      const undone = newPoint(`Before going back to ${(await readPoint(point)).keptAt}`);
      const next = nextOf(folder);
      await twins.whileClosed(folder, async () => {
        if (!(await isThere(folder))) await mkdir(folder, { recursive: true });
        await rm(next, { recursive: true, force: true });
        await appearWhole(next, (draft) => copyData(point, draft));
        await keepPoint(appId, undone, (draft) => copyData(folder, draft));
        await rm(folder, { recursive: true });
        await rename(next, folder);
      });
      return undone;
    },
  };
}

/** On a copy that is there for as long as the rehearsal takes. */
async function rehearseOn(
  { twins, migrate }: Pick<Deps, 'twins' | 'migrate'>,
  { point, trial }: { readonly point: string; readonly trial: string },
  files: readonly SourceFile[],
  signal: AbortSignal,
): Promise<MigrationOutcome> {
  const remove = () => twins.whileClosed(trial, () => rm(trial, { recursive: true, force: true }));
  await remove();
  try {
    await appearWhole(trial, (draft) => copyData(point, draft));
    const outcome = await migrate(trial, files, signal);
    await asOwner(twins, trial)((ask) => listTables(ask)(signal));
    return outcome;
  } finally {
    await remove();
  }
}

const copyData = (from: string, to: string): Promise<void> =>
  cp(join(from, 'data'), join(to, 'data'), { recursive: true });

async function readPoints(folder: string): Promise<RestorePoint[]> {
  const names = await readdir(folder).catch(() => []);
  const points = await Promise.all(
    names.filter((name) => pointId.test(name)).map((name) => readPoint(join(folder, name))),
  );
  return points.toSorted((left, right) => (left.restorePointId < right.restorePointId ? 1 : -1));
}

const readPoint = async (folder: string): Promise<RestorePoint> =>
  pointSchema.parse(JSON.parse(await readFile(join(folder, pointFile), 'utf8')));
