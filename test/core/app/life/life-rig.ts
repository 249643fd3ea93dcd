import type { AppRecord } from '../../../../core/app/app.ts';
import { deleteApp } from '../../../../core/app/life/delete-app.ts';
import { followDeletions } from '../../../../core/app/life/follow-deletions.ts';
import { restoreApp } from '../../../../core/app/life/restore-app.ts';
import type { PromoteDeps } from '../../../../core/app/promote-app.ts';
import { mergePull } from '../../../../core/app/promote-app.ts';
import type { DataDeps } from '../../../../core/data/apps-data.ts';
import type { TestPorts } from '../../ports/make-ports.ts';
import { never } from '../../ports/never.ts';
import { appOf, caller, deps, options, ship } from '../shipping-rig.ts';

export const dayMs = 86_400_000;

type Database = NonNullable<DataDeps['appDatabase']>;

/** Where the data of the one app is. */
export interface DataPlace {
  at: 'in place' | 'aside' | 'gone';
  purgeAt: Date | undefined;
}

/** Data that is moved about and never looked into. */
export function placedData(clock: TestPorts['clock']): {
  readonly place: DataPlace;
  readonly database: Database;
} {
  const place: DataPlace = { at: 'in place', purgeAt: undefined };
  const database = {
    name: 'local',
    open: async () => (place.at === 'in place' ? async () => ({ kind: 'done', results: [] }) : undefined),
    ensureBranch: async () => ({ databaseUrl: 'unix:/data' }),
    setAside: async (_appId: string, purgeAt: Date) => {
      if (place.at === 'in place') Object.assign(place, { at: 'aside', purgeAt });
    },
    takeBack: async () => {
      if (place.at === 'aside') place.at = 'in place';
    },
    purge: async () => {
      if (place.at === 'aside' && (place.purgeAt?.getTime() ?? 0) <= clock.nowMs()) place.at = 'gone';
    },
  };
  return { place, database: database as unknown as Database };
}

/** A live app with data, and a second version that waits in an open pull request. */
export async function liveApp() {
  const first = await ship();
  await mergePull(deps)({ actor: caller.id, app: await appOf(), number: 1 }, options);
  const app = await appOf();
  const wanted = { app: { app_id: app.app_id, slug: app.slug }, extends: first.missionId };
  const second = await ship({ wanted, files: [{ path: 'index.html', content: '<title>Second</title>' }] });
  const { place, database } = placedData(deps.clock);
  const world: PromoteDeps = { ...deps, appDatabase: database };
  return { app: await appOf(), first, second, place, world };
}

export const remove = (world: PromoteDeps, app: AppRecord, confirm = app.slug) =>
  deleteApp(world)({ app, confirm, actor: caller.id }, options);
export const restore = (world: PromoteDeps, app: AppRecord) =>
  restoreApp(world)({ app, actor: caller.id }, options);
export const follow = (world: PromoteDeps) => followDeletions(world)({}, options);

/** What a stranger finds at an app's stable address. */
export async function servedAt({ stable_url }: Pick<AppRecord, 'stable_url'>): Promise<string> {
  const label = new URL(stable_url ?? '').hostname.replace('.localhost', '');
  const at = await deps.appHost.lookUpHost(label, never);
  return at.kind === 'live' ? at.artifactSha256 : at.kind;
}

export const pullState = async ({ repository }: AppRecord, number: number) =>
  (await deps.codeHost.findPullRequest(repository ?? '', number, never))?.state;

export class Killed extends Error {}

/** The same world, which dies at the `last`-th thing that it does to the outside or to a record, before or after it is done. */
export function dyingAt(world: PromoteDeps, last: number, when: 'before' | 'after'): PromoteDeps {
  let done = 0;
  const dies = <T extends object>(port: T, names: readonly (keyof T)[]): T => {
    const dying = names.map((name) => [
      name,
      async (...given: unknown[]) => {
        done += 1;
        if (done === last && when === 'before') throw new Killed();
        const answer = await (port[name] as (...all: unknown[]) => unknown)(...given);
        if (done >= last) throw new Killed();
        return answer;
      },
    ]);
    return { ...port, ...Object.fromEntries(dying) };
  };
  return {
    ...world,
    appHost: dies(world.appHost, ['takeDown', 'remove', 'deploy']),
    codeHost: dies(world.codeHost, ['archive', 'unarchive']),
    appDatabase: world.appDatabase && dies(world.appDatabase, ['setAside', 'takeBack', 'purge']),
    appSecrets: dies(world.appSecrets, ['remove']),
    eventLog: dies(world.eventLog, ['append']),
    records: dies(world.records, ['put']),
  };
}
