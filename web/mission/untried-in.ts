import type { ChainedEvent } from '../../core/wire/event.ts';
import { untriedFeatures } from '../../core/wire/untried-features.ts';
import { listIn } from './event-fields.ts';

/** The agreed features that no check is for, as far as a mission's events tell. */
export function untriedIn(events: readonly ChainedEvent[]): readonly string[] {
  const agreed = events.findLast(({ event }) => event === 'spec-agreed')?.data as
    | Readonly<Record<string, unknown>>
    | undefined;
  const { features } = agreed ?? {};
  return untriedFeatures({
    features: Array.isArray(features) ? features.filter((one) => typeof one === 'string') : [],
    checks: listIn(agreed, 'checks').map(({ feature }) => ({ feature: String(feature) })),
  });
}
