import type { AskSql } from '../../../core/data/ask-sql.ts';
import type { AppDatabase, DataBranch } from '../../../core/ports/app-database.ts';
import type { RestorePoint, RestorePoints } from '../../../core/ports/restore-points.ts';

const nameOf = ({ appId, missionId }: DataBranch): string =>
  missionId === undefined ? appId : `${appId}/${missionId}`;

/** Remembers what was asked of it, and refuses a step where it is told so; every migration otherwise runs. */
export function fixtureAppDatabase(
  refusals: { readonly migrate?: string; readonly rehearse?: string; readonly ask?: AskSql } = {},
): AppDatabase & RestorePoints & { readonly did: string[] } {
  const did: string[] = [];
  const branches = new Set<string>();
  const points: RestorePoint[] = [];
  const outcome = (refusal: string | undefined, ran: readonly string[]) =>
    refusal === undefined
      ? ({ kind: 'migrated', ran } as const)
      : ({ kind: 'refused', message: refusal } as const);
  return {
    did,
    name: 'local',
    async ensureBranch(branch) {
      if (!branches.has(nameOf(branch))) did.push(`ensure ${nameOf(branch)}`);
      branches.add(nameOf(branch));
      return { databaseUrl: `fixture:${nameOf(branch)}` };
    },
    async migrate(branch, files) {
      did.push(`migrate ${nameOf(branch)}`);
      return outcome(
        refusals.migrate,
        files.flatMap(({ path }) => (path.startsWith('migrations/') ? [path.slice(11)] : [])),
      );
    },
    open: async (branch) =>
      branches.has(nameOf(branch))
        ? (refusals.ask ?? (async () => ({ kind: 'done', results: [] })))
        : undefined,
    setAside: async () => undefined,
    takeBack: async () => undefined,
    purge: async () => undefined,
    async keep(_appId, reason) {
      did.push(`keep ${reason}`);
      const point = { restorePointId: `rp_${points.length + 1}`, keptAt: '2026-01-01T00:00:00.000Z', reason };
      points.push(point);
      return point;
    },
    list: async () => points.toReversed(),
    async rehearse(_appId, id) {
      did.push(`rehearse ${id}`);
      return outcome(refusals.rehearse, []);
    },
    async restore(_appId, id) {
      did.push(`restore ${id}`);
      const undone = {
        restorePointId: `rp_${points.length + 1}`,
        keptAt: '2026-01-02T00:00:00.000Z',
        reason: 'Before',
      };
      points.push(undone);
      return undone;
    },
  };
}
