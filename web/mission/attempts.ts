import type { ChainedEvent } from '../../core/wire/event.ts';

/** The number of the latest attempt, from 0. */
export function latestAttempt(events: readonly ChainedEvent[]): number {
  return Math.max(0, ...attemptNumbers(events, undefined));
}

/** The attempts that came as far as a pod, in order. */
export function builtAttempts(events: readonly ChainedEvent[]): readonly number[] {
  return [...new Set(attemptNumbers(events, 'bundle-handed-over'))];
}

/** The attempts whose files are kept, in order. */
export function writtenAttempts(events: readonly ChainedEvent[]): readonly number[] {
  return [...new Set(attemptNumbers(events, 'draft-stored'))];
}

/** The attempts that a pod has reported on, in order. */
export function reportedAttempts(events: readonly ChainedEvent[]): readonly number[] {
  return [...new Set(attemptNumbers(events, 'report-received'))];
}

function attemptNumbers(events: readonly ChainedEvent[], name: string | undefined): readonly number[] {
  return events.flatMap(({ event, data }) =>
    typeof data.attempt === 'number' && (name === undefined || event === name) ? [data.attempt] : [],
  );
}

/** The mission that this one extends, whose files it began from. */
export function baseOf(events: readonly ChainedEvent[]): string | undefined {
  const base = events[0]?.data.extends;
  return typeof base === 'string' ? base : undefined;
}

/** An attempt's name on the screen. */
export const attemptLabel = (attempt: number): string => (attempt === 0 ? 'First draft' : `Heal ${attempt}`);

/** The title of the app and the model that writes it, as far as the events tell. */
export function factsOf(events: readonly ChainedEvent[]): {
  readonly title: string | undefined;
  readonly model: string | undefined;
} {
  const draft = events.findLast(({ event }) => event === 'draft-stored')?.data.app;
  const plan = events[0]?.data.plan;
  const pins = events.findLast(({ event }) => event === 'authoring-started')?.data.pins;
  return { title: textIn(draft, 'title') ?? textIn(plan, 'title'), model: textIn(pins, 'model_label') };
}

function textIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === 'string' ? found : undefined;
}
