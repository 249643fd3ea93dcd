import { Conflict, DependencyRefused } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { passedDraft } from '../mission/mission.ts';
import type { Ids } from '../ports/ids.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { appIdSchema } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';
import { normaliseSlug, numberedSlug } from './app.ts';
import { changeApp, claimApp, findApp, requireApp } from './app-records.ts';
import { appendAppFact } from './append-app-fact.ts';

export interface EnsureAppDeps extends MissionLogDeps {
  readonly records: RecordStore;
  readonly ids: Ids;
}

const maxPlaces = 200;

/**
 * The app that a mission ships: the one it was asked to work on, the one it made before, or a new one under the draft's slug, suffixed
 * among the owner's own. Called by the first of deploy and publish, so that a mission which ships nothing leaves no app.
 */
export const ensureApp =
  (deps: EnsureAppDeps) =>
  async (mission: Mission, signal: AbortSignal): Promise<AppRecord> => {
    const { owner } = mission.request;
    const slug = mission.app?.slug ?? mission.request.app?.slug;
    const app =
      slug === undefined ? await makeApp(deps, mission, signal) : await requireApp(deps)(owner, slug, signal);
    const meant = mission.app?.app_id ?? mission.request.app?.app_id ?? app.app_id;
    if (app.ending !== undefined || app.app_id !== meant)
      throw new DependencyRefused(
        'app_deleted',
        'The app was deleted while this mission ran. Restore it and retry the mission.',
      );
    if (app.missions.includes(mission.missionId)) return app;
    return changeApp(deps)(
      owner,
      app.slug,
      (row) =>
        row.missions.includes(mission.missionId)
          ? row
          : { ...row, missions: [...row.missions, mission.missionId] },
      signal,
    );
  };

async function makeApp(deps: EnsureAppDeps, mission: Mission, signal: AbortSignal): Promise<AppRecord> {
  const draft = passedDraft(mission);
  if (draft === undefined) throw new Conflict('nothing_to_ship', 'No draft of this mission passed the gate.');
  const wish = normaliseSlug(draft.app.slug);
  for (let place = 1; place <= maxPlaces; place += 1) {
    const app = newApp(deps, mission, numberedSlug(wish, place), draft);
    const isClaimed = (await claimApp(deps)(app, signal)) === 'claimed';
    const settled = isClaimed ? app : await findApp(deps)(app.owner, app.slug, signal);
    // Who has the place may be this very mission, in a run before this one or beside it.
    if (settled?.born_of !== mission.missionId) continue;
    const fact = {
      event: 'app-created',
      message: `${app.title} was created.`,
      data: { mission_id: mission.missionId, slug: app.slug },
    } as const;
    await appendAppFact(deps)(settled.app_id, 'gantry', fact, signal);
    return settled;
  }
  throw new Conflict('slug_spent', `You have ${maxPlaces} apps named ${wish}; give this one another name.`);
}

function newApp(
  deps: EnsureAppDeps,
  mission: Mission,
  slug: string,
  draft: NonNullable<ReturnType<typeof passedDraft>>,
): AppRecord {
  return {
    app_id: appIdSchema.parse(deps.ids.make('app')),
    owner: mission.request.owner,
    owner_name: mission.request.owner_name,
    slug,
    title: draft.app.title,
    stack: draft.stack,
    born_of: mission.missionId,
    created_at: new Date(deps.clock.nowMs()).toISOString(),
    project_id: null,
    stable_url: null,
    repository: null,
    default_branch: null,
    repo_url: null,
    clone_url: null,
    live_mission: null,
    versions: [],
    missions: [mission.missionId],
  };
}
