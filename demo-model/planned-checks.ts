import type { Consultation } from '../core/wire/chat.ts';
import type { AppKit, KitFeature } from './kit.ts';
import { kitChecks } from './kit-checks.ts';

type CheckWords = NonNullable<Consultation['checks']>[number];

const mostChecks = 12;

/** How features that join a plan will be tried; what a new app is for comes first, said of its first feature since a plan has nothing else. */
export function plannedChecks(
  kit: AppKit,
  features: readonly KitFeature[],
  { isNew, first }: { readonly isNew: boolean; readonly first: number },
): CheckWords[] {
  const [core, ...others] = kitChecks[kit.id] ?? [];
  const [leading] = features;
  const said = others.flatMap(({ of, words }) => {
    const feature = features.find(({ id }) => id === of);
    return feature === undefined ? [] : [{ feature: feature.title, words }];
  });
  const head = isNew && core && leading ? [{ feature: leading.title, words: core.words }] : [];
  return [...head, ...said]
    .slice(0, mostChecks)
    .map((check, index) => ({ id: `c${first + index}`, ...check }));
}

/** The number that the next check of a plan gets. */
export const nextCheck = (checks: readonly { readonly id: string }[] = []): number =>
  Math.max(0, ...checks.map(({ id }) => Number(id.slice(1)))) + 1;
