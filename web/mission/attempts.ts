import type { ChainedEvent } from '../../core/wire/event.ts';

/** The attempts that came as far as a pod, in order. */
export function builtAttempts(events: readonly ChainedEvent[]): readonly number[] {
  return [...new Set(attemptNumbers(events, 'bundle-handed-over'))];
}

/** The attempts whose files are kept, in order. */
export function writtenAttempts(events: readonly ChainedEvent[]): readonly number[] {
  return [...new Set(attemptNumbers(events, 'draft-stored'))];
}

/** The draft that was stored last: which attempt's it is, and how much of it there is. */
export function storedDraft(
  events: readonly ChainedEvent[],
): { readonly attempt: number; readonly files: number; readonly sizeBytes: number } | undefined {
  const data = events.findLast(({ event }) => event === 'draft-stored')?.data;
  if (data === undefined) return undefined;
  const { attempt, files, size_bytes: sizeBytes } = data;
  return { attempt: Number(attempt), files: Number(files), sizeBytes: Number(sizeBytes) };
}

/** The attempts that a pod has reported on, in order. */
export function reportedAttempts(events: readonly ChainedEvent[]): readonly number[] {
  return [...new Set(attemptNumbers(events, 'report-received'))];
}

function attemptNumbers(events: readonly ChainedEvent[], name: string): readonly number[] {
  return events.flatMap(({ event, data }) =>
    typeof data.attempt === 'number' && event === name ? [data.attempt] : [],
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
  const spec = events.findLast(({ event }) => event === 'spec-agreed')?.data;
  const plan = events[0]?.data.plan;
  const pins = events.findLast(({ event }) => event === 'authoring-started')?.data.pins;
  return {
    title: textIn(draft, 'title') ?? textIn(spec, 'title') ?? textIn(plan, 'title'),
    model: textIn(pins, 'model_label'),
  };
}

function textIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof found === 'string' ? found : undefined;
}
