import type { Channel } from '../ports/channel.ts';
import type { StoredRecord } from '../ports/record-store.ts';
import { eachRecord } from '../webhook/webhook-records.ts';
import type { Place, Said } from '../wire/channel.ts';
import { channelQueuePartition } from '../wire/channel-work.ts';
import type { MissionId } from '../wire/ids.ts';
import type { AnswerDeps } from './answer-said.ts';
import { answerSaid } from './answer-said.ts';
import type { Answer, QueuedSaid } from './channel-records.ts';
import {
  followKey,
  heldKey,
  heldSchema,
  placeName,
  queuedSaidSchema,
  queueOfPlace,
} from './channel-records.ts';
import type { FollowDeps } from './follow-missions.ts';
import { channelOf, followMissions, isPassing } from './follow-missions.ts';
import { noteShownPlan } from './repository-plans.ts';

export interface WorkDeps extends AnswerDeps, FollowDeps {}

/** Longer than an answer takes; a place whose run was killed waits for as long. */
const leaseMs = 150_000;

/** Shows how missions go that something happened to; with none named, answers all that waits and brings every shown mission up to now. */
export const workChannels =
  (deps: WorkDeps) =>
  async (missions: readonly MissionId[], { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    if (missions.length > 0) return followMissions(deps)(missions, signal);
    const places = new Map<string, Place>();
    for await (const { value } of eachRecord(deps.records, channelQueuePartition, queuedSaidSchema, signal))
      places.set(placeName(value.said.place), value.said.place);
    const outcomes = await Promise.allSettled([
      ...[...places.values()].map((place) => answerPlace(deps, place, signal)),
      followMissions(deps)([], signal),
    ]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };

/** One run at a time answers at a place, in the order that things were said. What comes in while it ends is looked for after it. */
async function answerPlace(deps: WorkDeps, place: Place, signal: AbortSignal): Promise<void> {
  do {
    if (!(await answerWaiting(deps, place, signal))) return;
  } while ((await nextAt(deps, place, signal)) !== undefined);
}

const nextAt = async ({ records }: WorkDeps, place: Place, signal: AbortSignal) => {
  const range = { prefix: queueOfPlace(place), limit: 1 };
  return (await records.list(channelQueuePartition, range, queuedSaidSchema, signal))[0];
};

/** Answers all that waits at a place; false where another run does. */
async function answerWaiting(deps: WorkDeps, place: Place, signal: AbortSignal): Promise<boolean> {
  const { records, clock } = deps;
  const key = heldKey(place);
  const found = await records.get(key, heldSchema, signal);
  if (found !== undefined && found.value.leased_until_ms > clock.nowMs()) return false;
  const condition =
    found === undefined
      ? ({ kind: 'absent' } as const)
      : ({ kind: 'revision', revision: found.revision } as const);
  const held = { leased_until_ms: clock.nowMs() + leaseMs };
  const lease = await records.put(key, held, { condition }, signal);
  if (lease === 'lost') return false;
  try {
    for (;;) {
      const next = await nextAt(deps, place, signal);
      if (next === undefined) return true;
      await answerNext(deps, next, signal);
    }
  } finally {
    await records.remove(key, { kind: 'revision', revision: lease.revision }, AbortSignal.any([]));
  }
}

/** The answer is kept before it is posted: where the platform is busy it is posted later, and nothing is asked twice. What can never be posted holds up nothing that was said after it. */
async function answerNext(
  deps: WorkDeps,
  { key, value }: StoredRecord<QueuedSaid>,
  signal: AbortSignal,
): Promise<void> {
  const { said } = value;
  const answer = value.answer ?? (await answerSaid(deps)(said, signal));
  if (answer === undefined) return void (await deps.records.remove(key, { kind: 'any' }, signal));
  await deps.records.put(key, { said, answer }, { condition: { kind: 'any' } }, signal);
  const channel = channelOf(deps, said.place);
  if (channel !== undefined)
    await post(deps, channel, { said, answer }, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (isPassing(error)) throw error;
      deps.onBug(error);
    });
  await deps.records.remove(key, { kind: 'any' }, signal);
  if (answer.mission_id !== null) await followMissions(deps)([answer.mission_id], signal);
}

/** A bot that is gone hears nothing more: what was said to it is over. */
async function post(
  deps: WorkDeps,
  channel: Channel,
  { said, answer }: { readonly said: Said; readonly answer: Answer },
  signal: AbortSignal,
): Promise<void> {
  const { place } = said;
  const posted = await channel.post(place, answer.post, signal);
  if (posted.kind === 'gone') return deps.onGone(place.platform, posted.why);
  await noteShownPlan(deps)(said, answer, posted.messageId, signal);
  if (answer.mission_id === null) return;
  const follow = {
    mission_id: answer.mission_id,
    place,
    message_id: posted.messageId,
    shown: answer.post.text,
  };
  await deps.records.put(followKey(follow), follow, { condition: { kind: 'any' } }, signal);
}
