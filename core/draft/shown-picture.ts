import type { Check } from '../wire/check.ts';
import type { HealReason } from '../wire/event.ts';
import type { PodReport } from '../wire/pod.ts';
import { saysLittle } from './says-little.ts';

/**
 * The digest of the picture that an author has to see to mend an app: of the first failed check, where the page says next to nothing of itself,
 * where only how it looks was to change, or where the last idea was wrong. Everything else is told better, and cheaper, in words.
 */
export function shownPicture(
  { strategy }: Pick<HealReason, 'strategy'>,
  report: PodReport | undefined,
  checks: readonly Pick<Check, 'id' | 'steps'>[],
): string | undefined {
  const seen = report?.accept?.checks.find(
    ({ outcome, shot_sha256 }) => outcome === 'failed' && shot_sha256 !== undefined,
  );
  if (seen === undefined) return undefined;
  const step = checks.find(({ id }) => id === seen.id)?.steps[seen.step ?? -1];
  const isOfLooks = step?.do === 'changes' || step?.do === 'drag';
  const isWanted = strategy === 'rethink' || isOfLooks || saysLittle(seen.aria ?? '');
  return isWanted ? seen.shot_sha256 : undefined;
}
