import type { Spender } from '../budget/budgets.ts';
import type { Mission } from './mission.ts';

/** Who pays for what a mission does: its own cap first, then its owner's day and month. */
export function spenderOf({ missionId, request }: Mission): Spender {
  return { owner: request.owner, mission: { missionId, capUsd: request.budget_usd } };
}
