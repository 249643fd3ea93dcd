import type { AppView } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';

/** When something last happened to an app, as far as the missions at hand tell; they are newest first. */
export const lastChangeOf = (app: AppView, missions: readonly MissionView[]): string =>
  missions.find((mission) => mission.app === app.slug)?.updated_at ?? app.created_at;

/** The apps with the one first that was changed last. */
export const byLastChange = (
  apps: readonly AppView[],
  missions: readonly MissionView[],
): readonly AppView[] =>
  apps.toSorted((left, right) => lastChangeOf(right, missions).localeCompare(lastChangeOf(left, missions)));
