import type { ChainedEvent } from '../../core/wire/event.ts';
import type { MissionStatus } from '../../core/wire/mission.ts';
import { attemptLabel } from './attempts.ts';
import { isFields, listIn } from './event-fields.ts';
import { type FailedCheck, failedChecks } from './failed-checks.ts';
import { type StageId, stageOfStatus } from './stage-track.ts';
import { isEnd } from './statuses.ts';

/** A stretch of one stage, in milliseconds since the mission began. */
export interface Span {
  readonly stage: StageId;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One attempt as a lane in time: what it did and when, what failed in it, what it mended, what it cost. */
export interface Lane {
  readonly attempt: number;
  readonly label: string;
  readonly spans: readonly Span[];
  readonly ending: 'works' | 'partly' | 'failed' | 'running' | 'stopped';
  /** Why there was another attempt, or no more, in words for people. */
  readonly failure: string | undefined;
  readonly failed: readonly FailedCheck[];
  /** What failed in the attempt before and works in this one, with its picture now. */
  readonly mended: readonly FailedCheck[];
  /** What its author found wrong, where it is a heal. */
  readonly diagnosis: string | undefined;
  readonly costUsd: number;
}

/** The attempts of a mission as lanes, in their order; a mission that has written nothing yet has one all the same. */
export function attemptLanes(events: readonly ChainedEvent[], nowMs: number): readonly Lane[] {
  const placed = placeEvents(events);
  const lanes: Lane[] = [];
  for (const attempt of new Set(placed.map((one) => one.attempt))) {
    const own = placed.filter((one) => one.attempt === attempt).map(({ event }) => event);
    lanes.push(laneOf(attempt, own, { events, placed, nowMs, before: lanes.at(-1) }));
  }
  return lanes;
}

interface Placed {
  readonly attempt: number;
  readonly event: ChainedEvent;
}

/** An event that names no attempt belongs to the one that was under way. */
function placeEvents(events: readonly ChainedEvent[]): readonly Placed[] {
  let attempt = 0;
  return events.map((event) => {
    if (typeof event.data.attempt === 'number') attempt = event.data.attempt;
    return { attempt, event };
  });
}

function laneOf(
  attempt: number,
  own: readonly ChainedEvent[],
  all: {
    readonly events: readonly ChainedEvent[];
    readonly placed: readonly Placed[];
    readonly nowMs: number;
    readonly before: Lane | undefined;
  },
): Lane {
  const report = own.findLast(({ event }) => event === 'report-received');
  const failed = report === undefined ? [] : failedChecks(report, all.events);
  const end = endOf(attempt, own, all.events);
  return {
    attempt,
    label: attemptLabel(attempt),
    spans: spansOf(attempt, all.placed, all.nowMs),
    ending: endingOf(own, failed, end),
    failure: end?.message.replace(/^Heal \d+ begins: /, ''),
    failed,
    mended: report === undefined ? [] : mendedIn(report, all.before?.failed ?? []),
    diagnosis: textIn(own.findLast(({ event }) => event === 'draft-stored')?.data.diagnosis),
    costUsd: own.reduce((sum, event) => sum + costOf(event), 0),
  };
}

const endings: ReadonlySet<string> = new Set(['given-up', 'draft-denied', 'mission-stopped']);

/** The event that left an attempt behind: the next one was wanted, an earlier one was gone back to, or nobody went on. Undefined for one that counts. */
function endOf(
  attempt: number,
  own: readonly ChainedEvent[],
  events: readonly ChainedEvent[],
): ChainedEvent | undefined {
  const restored = events.findLast(({ event }) => event === 'draft-restored');
  const counting = restored?.data.attempt;
  if (counting === attempt) return own.find(({ event }) => event === 'mission-stopped');
  if (typeof counting === 'number' && attempt > counting) return restored;
  const next = events.find(({ event, data }) => event === 'heal-requested' && data.attempt === attempt + 1);
  return next ?? own.find(({ event }) => endings.has(event));
}

function endingOf(
  own: readonly ChainedEvent[],
  failed: readonly FailedCheck[],
  end: ChainedEvent | undefined,
): Lane['ending'] {
  const { status } = own.at(-1) ?? { status: '' };
  if (status === 'CANCELLED') return 'stopped';
  if (end !== undefined) return 'failed';
  const report = own.findLast(({ event }) => event === 'report-received')?.data;
  if (report?.outcome === 'passed') return failed.length > 0 ? 'partly' : 'works';
  if (!isEnd(status)) return 'running';
  return report === undefined ? 'works' : 'failed';
}

function spansOf(attempt: number, placed: readonly Placed[], nowMs: number): readonly Span[] {
  const beganMs = Date.parse(placed[0]?.event.at ?? '');
  const spans: Span[] = [];
  for (const [index, one] of placed.entries()) {
    const stage = stageOfStatus[one.event.status as MissionStatus];
    if (one.attempt !== attempt || stage === undefined) continue;
    const fromMs = Date.parse(one.event.at) - beganMs;
    const toMs = Math.max(fromMs, timeOf(placed[index + 1], nowMs) - beganMs);
    addSpan(spans, { stage, fromMs, toMs });
  }
  return spans;
}

const timeOf = (placed: Placed | undefined, nowMs: number): number =>
  placed === undefined ? nowMs : Date.parse(placed.event.at);

/** One stretch goes on where the stage stays the same. */
function addSpan(spans: Span[], next: Span): void {
  const last = spans.at(-1);
  if (last?.stage === next.stage && last.toMs === next.fromMs)
    spans[spans.length - 1] = { ...last, toMs: next.toMs };
  else spans.push(next);
}

function mendedIn({ data }: ChainedEvent, failedBefore: readonly FailedCheck[]): readonly FailedCheck[] {
  const results = listIn(isFields(data.checks) ? data.checks : undefined, 'results');
  return failedBefore.flatMap((check) => {
    const held = results.find(({ id, outcome }) => id === check.id && outcome === 'held');
    return held === undefined ? [] : [{ ...check, shotSha256: textIn(held.shot_sha256) }];
  });
}

/** The events that end a mission carry what all of it cost. */
function costOf({ data: { cost }, status }: ChainedEvent): number {
  if (isEnd(status) || !isFields(cost) || typeof cost.usd !== 'number') return 0;
  return cost.usd;
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
