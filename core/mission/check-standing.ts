import { checkOutcomes } from '../pod/check-outcomes.ts';
import type { CheckResult } from '../wire/check.ts';
import type { Mission } from './mission.ts';

/** A check of a mission in its words, with how it came out last. */
export interface CheckStanding extends CheckResult {
  readonly words: string;
  readonly core: boolean;
}

/** How the checks of a mission stand by the last report; `browser` is null where none was tried, and nothing is said of a mission without a spec. */
export function checkStanding({ spec, attempts, waived }: Pick<Mission, 'spec' | 'attempts' | 'waived'>): {
  readonly browser: string | null;
  readonly checks: readonly CheckStanding[];
} {
  const tried = attempts.findLast(({ report }) => report !== undefined)?.report?.checks;
  const given = waived.map(({ check }) => check);
  const checks = spec?.checks ?? [];
  const outcomes = checkOutcomes(checks, tried, given);
  return {
    browser: tried?.browser ?? null,
    checks: outcomes.map((outcome, index) => {
      const { words, core } = checks[index] as (typeof checks)[number];
      return { ...outcome, words, core };
    }),
  };
}

/** The checks that do not hold, what the app is for first; what is waived or could not be tried is none of them. */
export const failing = ({
  checks,
}: {
  readonly checks: readonly CheckStanding[];
}): readonly CheckStanding[] =>
  checks
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'not-reached')
    .toSorted((left, right) => Number(right.core) - Number(left.core));

/** The counts that everything says which speaks of checks. */
export function countStanding({ browser, checks }: ReturnType<typeof checkStanding>): {
  readonly held: number;
  readonly total: number;
  readonly waived: number;
  readonly browser: string | null;
} {
  const count = (wanted: CheckResult['outcome']): number =>
    checks.filter(({ outcome }) => outcome === wanted).length;
  return { held: count('held'), total: checks.length, waived: count('waived'), browser };
}

/** The picture that shows an app best: of what it is for, where that works, else of anything that works, else of what does not; undefined where no browser took one. */
export function pictureIn({ checks }: ReturnType<typeof checkStanding>): string | undefined {
  const rank = ({ outcome, core }: CheckStanding): number => (outcome === 'held' ? 0 : 2) + (core ? 0 : 1);
  return checks
    .filter(({ shot_sha256: shot }) => shot !== undefined)
    .toSorted((left, right) => rank(left) - rank(right))[0]?.shot_sha256;
}
