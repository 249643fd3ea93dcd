import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { goTo } from '../shell/use-route.ts';

/** Where a mission that was started leads: to its own screen, unless the parts stand in a workspace, which shows it in place. */
export const MissionLead: ReturnType<typeof createContext<(missionId: string) => void>> = createContext(
  (missionId: string) => goTo({ screen: 'mission', missionId, tab: 'overview' }),
);

/** Leads to a mission that was just started. */
export const useMissionLead = (): ((missionId: string) => void) => useContext(MissionLead);
