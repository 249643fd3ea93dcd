import { useEffect, useState } from 'preact/hooks';
import type { LiveMission } from '../mission/use-mission.ts';
import { useMission } from '../mission/use-mission.ts';

/** The mission that is looked at: the newest, unless another was picked. Each is followed while it runs. */
export interface ShownMission extends LiveMission {
  readonly missionId: string | undefined;
  readonly newest: LiveMission & { readonly missionId: string | undefined };
  /** The one before the newest, whose preview is there while the newest is made. */
  readonly beforeId: string | undefined;
  readonly pick: (missionId: string) => void;
  /** Shows one that was just started. */
  readonly lead: (missionId: string) => void;
}

/** Follows the newest of these missions, and the one that was picked. */
export function useShownMission(missions: readonly string[]): ShownMission {
  const [started, setStarted] = useState<string>();
  const [picked, pick] = useState<string>();
  const known = missions.at(-1);
  const newestId = started !== undefined && started > (known ?? '') ? started : known;
  // What began last is what one wants to see.
  useEffect(() => pick(undefined), [newestId]);
  const newest = { ...useMission(newestId), missionId: newestId };
  // A fault that was not there left nothing to look at: the app is as it was.
  const beforeId = missions.findLast((missionId) => missionId !== newestId);
  const wanted = picked ?? (foundNoFault(newest) ? beforeId : undefined);
  const otherId = wanted === newestId ? undefined : wanted;
  const other = useMission(otherId);
  const shown = otherId === undefined ? newest : { ...other, missionId: otherId };
  return { ...shown, newest, beforeId, pick, lead: setStarted };
}

const foundNoFault = ({ feed, mission }: LiveMission): boolean =>
  feed.events[0]?.data.fault !== undefined && mission?.status === 'BUILT';
