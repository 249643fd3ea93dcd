import type { FailedEnd, MissionFact } from '../wire/event.ts';
import type { Failure } from '../wire/mission.ts';
import type { Receipt } from '../wire/receipt.ts';
import { checkpointOf } from './checkpoint.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';

type End = { readonly failure: Failure; readonly endsAs: FailedEnd };

/** The one terminal event of a mission that nobody cancelled: shipped where all that was asked for is on record, and otherwise why not. */
export function settle(
  mission: Mission,
  fault: End | undefined,
  receipt: Receipt | undefined,
  unset: readonly string[] = [],
): readonly MissionFact[] {
  if (mission.notShown !== undefined)
    return [{ event: 'mission-shipped', data: { ...bill(mission, receipt), unchanged: true } }];
  const end = mission.givenUp ?? fault ?? shortfall(mission);
  const billed = bill(mission, receipt);
  if (end === undefined) {
    const secrets = unset.length > 0 && { unset_secrets: [...unset] };
    return [{ event: 'mission-shipped', data: { ...billed, ...secrets } }];
  }
  const isBudget = end.failure.kind === 'budget';
  const checkpoint = isBudget ? { checkpoint: checkpointOf(mission) ?? null } : {};
  const data = { failure: end.failure, ends_as: end.endsAs, ...billed, ...checkpoint };
  return [{ event: 'mission-stopped', data }];
}

/** What a mission cost: the books know of answers that came to nothing and of pods, which no event of theirs tells. */
export function bill(mission: Mission, receipt: Receipt | undefined) {
  if (receipt === undefined) return { cost: mission.cost };
  return { cost: { ...mission.cost, usd: Math.max(mission.cost.usd, receipt.spent_usd) }, receipt };
}

/** A mission is never called shipped unless everything that was asked for is on record. */
function shortfall(mission: Mission): End | undefined {
  const { deploy, publish } = mission.request;
  const missing = unshipped(mission, deploy, publish);
  if (missing === undefined) return undefined;
  return {
    failure: { kind: 'provider', step: missing.step, message: missing.message, excerpt: '' },
    endsAs: 'FAILED',
  };
}

function unshipped(
  mission: Mission,
  deploy: boolean,
  publish: boolean,
): { step: string; message: string } | undefined {
  if (currentAttempt(mission).report?.outcome !== 'passed') {
    return {
      step: 'build',
      message: 'The work was interrupted before the app passed its tests. Retry the mission.',
    };
  }
  if (deploy && !mission.isLive) {
    return {
      step: 'check-live',
      message: 'The app passed its tests, but its deployment was not seen live. Retry the mission.',
    };
  }
  if (publish && mission.pullRequest === undefined) {
    return {
      step: 'publish-app',
      message: 'The app passed its tests, but no pull request was opened. Retry the mission.',
    };
  }
  return undefined;
}
