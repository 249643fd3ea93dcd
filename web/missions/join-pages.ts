import type { MissionView } from '../../core/wire/mission.ts';

/**
 * Pages as one list, newest first, each mission once. Pages are read at different times, so the same mission may stand on two of them: the view
 * with more events is the newer one.
 */
export function joinPages(
  pages: readonly { readonly missions: readonly MissionView[] }[],
): readonly MissionView[] {
  const newest = new Map<string, MissionView>();
  for (const mission of pages.flatMap((page) => page.missions)) {
    const known = newest.get(mission.mission_id);
    if (known === undefined || known.seq < mission.seq) newest.set(mission.mission_id, mission);
  }
  // Ids begin with their time.
  return [...newest.values()].sort((left, right) => (left.mission_id < right.mission_id ? 1 : -1));
}
