import type { Mission } from '../mission/mission.ts';
import { failedChecks } from '../pod/failed-checks.ts';
import type { Check, CheckStep } from '../wire/check.ts';
import type { PodReport } from '../wire/pod.ts';
import type { Spec } from '../wire/spec.ts';

/** A check that found nothing to act on, at which step, and the page as it stood. */
export interface DoubtfulCheck {
  readonly check: Check;
  readonly index: number;
  readonly step: CheckStep;
  readonly page: string;
}

/**
 * The check that may itself be wrong, to be looked at before anything is healed: the first that gates and that found nothing under its names,
 * and that nobody has questioned yet.
 */
export function doubtfulCheck(
  { waived, questioned, request }: Pick<Mission, 'waived' | 'questioned'> & Partial<Pick<Mission, 'request'>>,
  spec: Pick<Spec, 'checks'> | undefined,
  report: PodReport,
): DoubtfulCheck | undefined {
  const known = {
    checks: spec?.checks ?? [],
    waived: waived.map(({ check }) => check),
    fault: request?.fault,
  };
  const asked = new Set(questioned.map(({ check }) => check));
  return failedChecks(report, known)
    .filter(
      ({ check, result, isGating }) => isGating && result.reason === 'not-found' && !asked.has(check.id),
    )
    .flatMap(({ check, result, seen }): DoubtfulCheck[] => {
      const index = result.step ?? -1;
      const step = check.steps[index];
      return step === undefined ? [] : [{ check, index, step, page: seen.aria ?? '' }];
    })
    .at(0);
}
