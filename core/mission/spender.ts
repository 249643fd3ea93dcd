import type { Spender } from '../budget/budgets.ts';
import type { Attempt } from './attempt.ts';
import type { Mission } from './mission.ts';

/** Who pays for what a mission does: its own cap first, then its owner's day and month. */
export function spenderOf(
  mission: Pick<Mission, 'missionId' | 'request' | 'attempts' | 'questioned'>,
): Spender {
  const { missionId, request } = mission;
  const unchargedUsd = unchargedOf(mission);
  const owed = unchargedUsd === 0 ? {} : { unchargedUsd };
  return { owner: request.owner, mission: { missionId, capUsd: request.budget_usd, ...owed } };
}

/** What heals cost that only checks asked for which turned out to be wrong. */
function unchargedOf({ attempts, questioned }: Pick<Mission, 'attempts' | 'questioned'>): number {
  const wrong = new Set(questioned.flatMap(({ check, sha256 }) => (sha256 === undefined ? [] : [check])));
  return attempts
    .filter(({ reason }) => reason?.checks?.every((check) => wrong.has(check)) === true)
    .flatMap(costsOf)
    .reduce((sum, usd) => sum + usd, 0);
}

const costsOf = ({ passes, rejections, draft }: Attempt): readonly number[] =>
  [...passes, ...rejections, ...(draft === undefined ? [] : [draft])].map(({ cost }) => cost.usd);
