import type { ChainedEvent } from '../../core/wire/event.ts';
import type { ServerFrame } from '../../core/wire/socket.ts';
import { afterFrame, nothingWritten, type Writing } from './writing.ts';

type LogFrame = Extract<ServerFrame, { type: 'log' }>;

/** A line of a pod's log and the step that wrote it. */
export interface LogLine {
  readonly step: string;
  readonly text: string;
}

/** What is known of a mission from its socket. `events` are its events from seq 1 on without gaps. */
export interface Feed {
  readonly events: readonly ChainedEvent[];
  readonly isReady: boolean;
  /** What the model is writing, from when it began until its draft is stored. */
  readonly writing: Writing;
  /** What the model has said aloud since it last began. */
  readonly said: string;
  readonly batches: readonly LogFrame[];
}

/** `gap` means that an event is missing: come back with `after`. */
export type Verdict = 'taken' | 'known' | 'gap';

export const emptyFeed: Feed = {
  events: [],
  isReady: false,
  writing: nothingWritten,
  said: '',
  batches: [],
};

/** More of what a model says than anybody reads. */
const maxSaid = 16_000;

/** Takes a frame in: an event counts once and in order, however often and from however many sockets it comes. */
export function receiveFrame(
  feed: Feed,
  frame: ServerFrame,
): { readonly feed: Feed; readonly verdict: Verdict } {
  switch (frame.type) {
    case 'status':
      return receiveEvent(feed, frame);
    case 'ready':
      return frame.seq > lastSeq(feed)
        ? { feed, verdict: 'gap' }
        : { feed: { ...feed, isReady: true }, verdict: 'taken' };
    case 'delta':
      return { feed: { ...feed, said: (feed.said + frame.text).slice(-maxSaid) }, verdict: 'taken' };
    case 'writing':
      return { feed: { ...feed, writing: afterFrame(feed.writing, frame) }, verdict: 'taken' };
    case 'log':
      return receiveLog(feed, frame);
    case 'pong':
      // Its seq may be of events that are still on their way, so it proves no gap.
      return { feed, verdict: 'known' };
    default:
      return frame satisfies never;
  }
}

function receiveEvent(feed: Feed, event: ChainedEvent): ReturnType<typeof receiveFrame> {
  const last = lastSeq(feed);
  if (event.seq <= last) return { feed, verdict: 'known' };
  if (event.seq > last + 1) return { feed, verdict: 'gap' };
  const events = [...feed.events, event];
  return { feed: { ...feed, ...authorAfter(event), events }, verdict: 'taken' };
}

/** What an event leaves of what the author has written and said. */
function authorAfter({ event }: ChainedEvent): Partial<Feed> {
  if (event === 'authoring-started') return { writing: nothingWritten, said: '' };
  return event === 'draft-stored' ? { writing: nothingWritten } : {};
}

function receiveLog(feed: Feed, frame: LogFrame): ReturnType<typeof receiveFrame> {
  if (feed.batches.some((batch) => batch.attempt === frame.attempt && batch.n === frame.n))
    return { feed, verdict: 'known' };
  const batches = [...feed.batches, frame].sort(
    (left, right) => left.attempt - right.attempt || left.n - right.n,
  );
  return { feed: { ...feed, batches }, verdict: 'taken' };
}

/** The seq to come back `after`. */
export function lastSeq(feed: Feed): number {
  return feed.events.at(-1)?.seq ?? 0;
}

/** The lines of an attempt as they came live; not whole when its beginning was missed, or when a second pod numbered its own from 0 again. */
export function liveLog(
  feed: Feed,
  attempt: number,
): { readonly lines: readonly LogLine[]; readonly isWhole: boolean } {
  const batches = feed.batches.filter((batch) => batch.attempt === attempt);
  const pods = feed.events.filter(
    (event) => event.event === 'bundle-handed-over' && event.data.attempt === attempt,
  );
  return {
    lines: batches.flatMap(({ step, lines }) => lines.map((text) => ({ step, text }))),
    isWhole: batches.every((batch, index) => batch.n === index) && batches.length > 0 && pods.length <= 1,
  };
}

/** The lines of a whole log as the API keeps it, each under `[step]`. */
export function parseLog(text: string): readonly LogLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const [, step = '', rest = line] = /^\[([a-z-]+)\] ?(.*)$/s.exec(line) ?? [];
    return { step, text: rest };
  });
}
