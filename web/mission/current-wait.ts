import type { ChainedEvent } from '../../core/wire/event.ts';

/** The wait that a mission is in: nothing has happened since it began. */
export function currentWait(
  events: readonly ChainedEvent[],
): { readonly for: string; readonly untilMs: number } | undefined {
  const last = events.at(-1);
  if (last?.event !== 'wait-began' || typeof last.data.until !== 'string') return undefined;
  return { for: String(last.data.for), untilMs: Date.parse(last.data.until) };
}
