import { call } from '../api/call.ts';
import type { Action } from '../shell/use-action.ts';
import { useAction } from '../shell/use-action.ts';
import { useMissionLead } from './mission-lead.ts';

/** What of a retry its owner says: the money that it may take, and the checks that it does without. */
interface Wish {
  readonly budget_usd?: number;
  readonly waive?: string[];
}

/** Retries a mission and leads to the new one. */
export function useRetry(missionId: string): Omit<Action, 'run'> & { readonly run: (wish: Wish) => void } {
  const action = useAction();
  const lead = useMissionLead();
  const run = (wish: Wish): void =>
    action.run(async () => {
      const { mission_id } = await call('retryMission', { params: { mission_id: missionId }, body: wish });
      lead(mission_id);
    });
  return { ...action, run };
}
