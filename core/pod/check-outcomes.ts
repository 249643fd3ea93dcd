import type { CheckResult } from '../wire/check.ts';

/** What trying the checks showed, as a report or an event has it; `browser` is null where none was there. */
export interface Tried {
  readonly browser: string | null;
  readonly results: readonly CheckResult[];
}

/**
 * How each check of a spec came out, in its order. Whatever a pod says of one that nobody could try in a browser, it is `not-run`; one that a
 * browser was there for and that came to no end is `not-reached`; only a person's waiver makes one `waived`.
 */
export function checkOutcomes(
  checks: readonly { readonly id: string }[],
  tried: Tried | undefined,
  waived: readonly string[],
): readonly CheckResult[] {
  return checks.map(({ id }) => {
    if (waived.includes(id)) return { id, outcome: 'waived' };
    if (tried === undefined || tried.browser === null) return { id, outcome: 'not-run' };
    const found = tried.results.find((result) => result.id === id);
    return found?.outcome === 'held' || found?.outcome === 'failed' ? found : { id, outcome: 'not-reached' };
  });
}

/** The checks that an app is held to: all but the waived ones. Where the one that says what the app is for is waived, the next one does. */
export function countingChecks<C extends { readonly id: string; readonly core: boolean }>(
  checks: readonly C[],
  waived: readonly string[],
): readonly C[] {
  const left = checks.filter(({ id }) => !waived.includes(id));
  const core = left.find((check) => check.core) ?? left[0];
  return left.map((check) => (check === core ? { ...check, core: true } : check));
}
