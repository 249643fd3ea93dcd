import type { CheckResult } from '../../core/wire/check.ts';
import type { SpecView } from '../api/endpoints.ts';

/** A check in the words that were agreed, and how it came out; `untried` while nothing has been tried yet. */
export interface CheckStanding {
  readonly id: string;
  readonly words: string;
  readonly outcome: CheckResult['outcome'] | 'untried';
  readonly shotSha256: string | undefined;
}

/** What needs somebody comes first. */
const ranks: Readonly<Record<CheckStanding['outcome'], number>> = {
  failed: 0,
  'not-reached': 1,
  'not-run': 2,
  untried: 3,
  held: 4,
  waived: 5,
};

/** How each check of a spec stands: those that failed first, what the app is for before the rest; `isTried` tells whether a report is in. */
export function standingsOf(view: SpecView, isTried: boolean): readonly CheckStanding[] {
  const results = new Map(view.outcomes.map((result) => [result.id, result]));
  return view.spec.checks
    .toSorted((left, right) => Number(right.core) - Number(left.core))
    .map(({ id, words }): CheckStanding => {
      const result = results.get(id);
      return { id, words, outcome: outcomeOf(result, isTried), shotSha256: result?.shot_sha256 };
    })
    .toSorted((left, right) => ranks[left.outcome] - ranks[right.outcome]);
}

function outcomeOf(result: CheckResult | undefined, isTried: boolean): CheckStanding['outcome'] {
  if (!isTried && result?.outcome !== 'waived') return 'untried';
  return result?.outcome ?? 'not-run';
}

/** What the checks say together, and the colour that it has earned. */
export interface CheckVerdict {
  readonly words: string;
  readonly tone: 'good' | 'warn' | 'plain';
}

/** “7 of 8 work”; what is done without is not counted, what no browser tried is not said to work. */
export function verdictOf(standings: readonly Pick<CheckStanding, 'outcome'>[]): CheckVerdict {
  const count = (outcome: CheckStanding['outcome']): number =>
    standings.filter((one) => one.outcome === outcome).length;
  const total = standings.length;
  const wanted = total - count('waived');
  if (count('untried') > 0) return { words: `${total} ${total === 1 ? 'check' : 'checks'}`, tone: 'plain' };
  if (wanted > 0 && count('not-run') === wanted) return { words: 'Not tried in a browser', tone: 'warn' };
  const held = count('held');
  const without = total === wanted ? '' : `, ${total - wanted} done without`;
  const verb = held === 1 && wanted === 1 ? 'works' : 'work';
  return { words: `${held} of ${wanted} ${verb}${without}`, tone: held === wanted ? 'good' : 'warn' };
}

/** Whether a check is one that its owner may want mended, left out or put right. */
export const needsSomebody = ({ outcome }: Pick<CheckStanding, 'outcome'>): boolean =>
  outcome === 'failed' || outcome === 'not-reached';

/** What a person says of a check that is wrong, to be gone on with in their own words. */
export const sayCheckIsWrong = (words: string): string =>
  `The check “${words.replace(/[.\s]+$/, '')}” is wrong. It is right when `;
