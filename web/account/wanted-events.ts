import type { ChainedEvent } from '../../core/wire/event.ts';

/** The events that end a mission, of which it has exactly one. */
export const endEvents: readonly string[] = [
  'mission-cancelled',
  'mission-shipped',
  'mission-stopped',
] satisfies ChainedEvent['event'][];

/** Every event that there is, and that there will be. */
export const allEvents: readonly string[] = ['*'];

/** Names as one writes them, each once. */
export const namesIn = (text: string): readonly string[] => [
  ...new Set(text.split(/[\s,]+/).filter((name) => name !== '')),
];

/** What a webhook is told of. */
export function wantedWords(events: readonly string[]): string {
  if (events.includes('*')) return 'Everything that happens';
  const isEnds = events.length === endEvents.length && endEvents.every((name) => events.includes(name));
  return isEnds ? 'How missions end' : events.join(', ');
}
