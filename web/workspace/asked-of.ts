import type { ChainedEvent } from '../../core/wire/event.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { isFields } from '../mission/event-fields.ts';

const maxAsked = 160;

/** What a mission is to build, in a line: the plan that it began with, else the words that were said. */
export function askedOf(
  { voice_memo: memo }: Pick<MissionView, 'voice_memo'>,
  events: readonly ChainedEvent[],
): string {
  const plan = events[0]?.data.plan;
  const features = isFields(plan) && Array.isArray(plan.features) ? plan.features : [];
  const words = features.length === 0 ? memo : features.join(', ');
  return words.length <= maxAsked ? words : `${words.slice(0, maxAsked - 1).trimEnd()}…`;
}
