import type { ChainedEvent } from '../../core/wire/event.ts';
import type { AppView } from '../../core/wire/http.ts';

/** An app and what has happened to it. */
export interface AppStory {
  readonly app: AppView;
  readonly events: readonly ChainedEvent[];
}

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

/** How a mission's version stands once its pull request was merged; `pending` until its promotion is decided. */
export type Standing =
  | { readonly kind: 'live' | 'replaced' | 'pending' }
  | { readonly kind: 'refused'; readonly why: string };

/** How a mission's version stands; undefined while nobody has merged it. */
export function standingOf(missionId: string, events: readonly ChainedEvent[]): Standing | undefined {
  const told = events.filter(({ data }) => data.mission_id === missionId);
  if (!told.some(({ event }) => event === 'pull-request-merged' || goLive.has(event))) return undefined;
  if (liveMission(events) === missionId) return { kind: 'live' };
  const last = told.findLast(({ event }) => goLive.has(event) || event === 'promotion-refused');
  if (last === undefined) return { kind: 'pending' };
  return last.event === 'promotion-refused' ? { kind: 'refused', why: last.message } : { kind: 'replaced' };
}

/** A version's standing as a heading. */
export const standingTitles = {
  live: 'Merged and live',
  replaced: 'Merged; another version is live now',
  refused: 'Merged, but not live',
  pending: 'Merged; not live yet',
} as const satisfies Readonly<Record<Standing['kind'], string>>;
