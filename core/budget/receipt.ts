import type { Mission } from '../mission/mission.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Receipt, ReceiptLine } from '../wire/receipt.ts';
import type { Budgets } from './budgets.ts';
import { usdOf } from './budgets.ts';
import type { SpendRecord } from './spend-records.ts';
import { listSpends } from './spend-records.ts';

export interface ReceiptDeps {
  readonly records: RecordStore;
  readonly budgets: Budgets;
}

/** Of an event that must fit a frame. */
const maxLines = 40;

/** What a mission has spent so far: every call and every pod, with what was reserved for it. */
export const receiptOf =
  (deps: ReceiptDeps) =>
  async (mission: Mission, signal: AbortSignal): Promise<Receipt> => {
    const spends = await listSpends(deps)(mission.missionId, signal);
    const lines = spends.map(lineOf);
    return {
      budget_usd: mission.request.budget_usd ?? deps.budgets.missionUsd,
      spent_usd: usdOf(spends.reduce((sum, spend) => sum + countedMicroUsd(spend), 0)),
      pod_seconds: lines.reduce((sum, line) => sum + (line.kind === 'pod' ? (line.seconds ?? 0) : 0), 0),
      lines: lines.slice(0, maxLines),
      left_out: Math.max(0, lines.length - maxLines),
    };
  };

/** Unknown is not zero: what nobody settled counts as it was held. */
function countedMicroUsd(spend: SpendRecord): number {
  return spend.spent_micro_usd ?? spend.held_micro_usd;
}

function lineOf(spend: SpendRecord): ReceiptLine {
  const { spent_micro_usd: spent, ended_at_ms: ended } = spend;
  return {
    kind: spend.kind,
    step: spend.step,
    model_id: spend.model_id,
    reserved_usd: usdOf(spend.held_micro_usd),
    spent_usd: spent === null ? null : usdOf(spent),
    input_tokens: spend.input_tokens,
    output_tokens: spend.output_tokens,
    seconds: ended === null ? null : Math.max(0, Math.round((ended - spend.at_ms) / 1_000)),
  };
}
