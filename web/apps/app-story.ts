import type { ChainedEvent } from '../../core/wire/event.ts';

/** A pull request that waits for a person. */
export interface OpenPull {
  readonly missionId: string;
  readonly number: number;
  readonly url: string;
}

const goLive: ReadonlySet<string> = new Set(['app-promoted', 'app-rolled-back']);

/** The pull requests that were opened and, as far as the app's story goes, not merged; newest first. */
export function openPulls(events: readonly ChainedEvent[]): readonly OpenPull[] {
  const merged = new Set(
    events.filter(({ event }) => event === 'pull-request-merged').map(({ data }) => data.mission_id),
  );
  return events
    .filter(({ event, data }) => event === 'pull-request-opened' && !merged.has(data.mission_id))
    .flatMap(({ data: { mission_id, number, pr_url } }) =>
      typeof mission_id === 'string' && typeof number === 'number' && typeof pr_url === 'string'
        ? [{ missionId: mission_id, number, url: pr_url }]
        : [],
    )
    .reverse();
}

/** The mission whose version is live. */
export function liveMission(events: readonly ChainedEvent[]): string | undefined {
  const id = events.findLast(({ event }) => goLive.has(event))?.data.mission_id;
  return typeof id === 'string' ? id : undefined;
}

/** Whether an event is the last one that put its mission's version live, and another version is live now: one can go back to it. */
export function canReturnTo(event: ChainedEvent, events: readonly ChainedEvent[]): boolean {
  const id = event.data.mission_id;
  if (!goLive.has(event.event) || id === liveMission(events)) return false;
  return events.findLast((other) => goLive.has(other.event) && other.data.mission_id === id) === event;
}
