import type { ChainedEvent } from '../../core/wire/event.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { standingOf } from '../apps/app-story.ts';
import { type StatusWords, statusWords } from './statuses.ts';

/** How a mission stands in a word, and its version from when it was merged. */
export function versionWords(
  view: MissionView,
  events: readonly ChainedEvent[] | undefined,
): Pick<StatusWords, 'label' | 'tone'> {
  const standing = standingOf(view.mission_id, events ?? []);
  if (standing?.kind === 'live') return { label: 'Live', tone: 'good' };
  return standing?.kind === 'replaced' ? { label: 'Replaced', tone: 'plain' } : statusWords[view.status];
}
