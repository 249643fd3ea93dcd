import type { Mission } from '../mission/mission.ts';
import { hasEnded } from '../mission/mission.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { usdOf } from './budgets.ts';
import { listSpends } from './spend-records.ts';

/**
 * The mission with what it has cost by now. The books know at once of a call that broke off, of answers that came to nothing and of pods, which
 * no event tells before the last one; a call that still runs is in them when it ends. One read while the mission runs, and none after it.
 */
export const withCostSoFar =
  (deps: { readonly records: RecordStore }) =>
  async (mission: Mission, signal: AbortSignal): Promise<Mission> => {
    if (hasEnded(mission)) return mission;
    const { cost } = mission;
    const spends = await listSpends(deps)(mission.missionId, signal);
    const sum = (count: (spend: (typeof spends)[number]) => number): number =>
      spends.reduce((total, spend) => total + count(spend), 0);
    const paid = usdOf(sum((spend) => spend.spent_micro_usd ?? 0));
    return {
      ...mission,
      cost: {
        usd: Math.max(cost.usd, paid),
        input_tokens: Math.max(
          cost.input_tokens,
          sum((spend) => spend.input_tokens),
        ),
        output_tokens: Math.max(
          cost.output_tokens,
          sum((spend) => spend.output_tokens),
        ),
      },
    };
  };
