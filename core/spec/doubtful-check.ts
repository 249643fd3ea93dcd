import type { Mission } from '../mission/mission.ts';
import type { FailedCheck } from '../pod/failed-checks.ts';
import { failedChecks } from '../pod/failed-checks.ts';
import type { PodReport } from '../wire/pod.ts';
import type { Spec } from '../wire/spec.ts';

/**
 * The check that may itself be wrong, to be looked at before anything is healed: the first that gates and that found nothing under its names,
 * and that nobody has questioned yet.
 */
export function doubtfulCheck(
  { waived, questioned }: Pick<Mission, 'waived' | 'questioned'>,
  spec: Pick<Spec, 'checks'> | undefined,
  report: PodReport,
): FailedCheck | undefined {
  const known = { checks: spec?.checks ?? [], waived: waived.map(({ check }) => check) };
  return failedChecks(report, known).find(
    ({ check, result, isGating }) =>
      isGating && result.reason === 'not-found' && !questioned.some((one) => one.check === check.id),
  );
}
