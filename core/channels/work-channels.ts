import type { Channel } from '../ports/channel.ts';
import type { StoredRecord } from '../ports/record-store.ts';
import { eachRecord } from '../webhook/webhook-records.ts';
import type { Place } from '../wire/channel.ts';
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
  queuePartition,
} from './channel-records.ts';
import type { FollowDeps } from './follow-missions.ts';
import { channelOf, followMissions } from './follow-missions.ts';

export interface WorkDeps extends AnswerDeps, FollowDeps {}

/** Longer than an answer takes; a place whose run was killed waits for as long. */
const leaseMs = 150_000;

/** Shows how missions go that something happened to; with none named, answers all that waits and brings every shown mission up to now. */
export const workChannels =
  (deps: WorkDeps) =>
  async (missions: readonly MissionId[], { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    if (missions.length > 0) return followMissions(deps)(missions, signal);
    const places = new Map<string, Place>();
    for await (const { value } of eachRecord(deps.records, queuePartition, queuedSaidSchema, signal))
      places.set(placeName(value.said.place), value.said.place);
    const outcomes = await Promise.allSettled([
      ...[...places.values()].map((place) => answerPlace(deps, place, signal)),
      followMissions(deps)([], signal),
    ]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };

/** One run at a time answers at a place, in the order that things were said. */
async function answerPlace(deps: WorkDeps, place: Place, signal: AbortSignal): Promise<void> {
  const { records, clock } = deps;
  const key = heldKey(place);
  const found = await records.get(key, heldSchema, signal);
  if (found !== undefined && found.value.leased_until_ms > clock.nowMs()) return;
  const condition =
    found === undefined
      ? ({ kind: 'absent' } as const)
      : ({ kind: 'revision', revision: found.revision } as const);
  const held = { leased_until_ms: clock.nowMs() + leaseMs };
  const lease = await records.put(key, held, { condition }, signal);
  if (lease === 'lost') return;
  try {
    for (;;) {
      const [next] = await records.list(
        queuePartition,
        { prefix: queueOfPlace(place), limit: 1 },
        queuedSaidSchema,
        signal,
      );
      if (next === undefined) return;
      await answerNext(deps, next, signal);
    }
  } finally {
    await records.remove(key, { kind: 'revision', revision: lease.revision }, AbortSignal.any([]));
  }
}

/** The answer is kept before it is posted: where the platform is busy it is posted later, and nothing is asked twice. */
async function answerNext(
  deps: WorkDeps,
  { key, value }: StoredRecord<QueuedSaid>,
  signal: AbortSignal,
): Promise<void> {
  const { said } = value;
  const answer = value.answer ?? (await answerSaid(deps)(said, signal));
  await deps.records.put(key, { said, answer }, { condition: { kind: 'any' } }, signal);
  const channel = channelOf(deps, said.place);
  if (channel !== undefined) await post(deps, channel, said.place, answer, signal);
  await deps.records.remove(key, { kind: 'any' }, signal);
  if (answer.mission_id !== null) await followMissions(deps)([answer.mission_id], signal);
}

/** A bot that is gone hears nothing more: what was said to it is over. */
async function post(
  deps: WorkDeps,
  channel: Channel,
  place: Place,
  { post: said, mission_id }: Answer,
  signal: AbortSignal,
): Promise<void> {
  const posted = await channel.post(place, said, signal);
  if (posted.kind === 'gone' || mission_id === null) return;
  const follow = { mission_id, place, message_id: posted.messageId, shown: said.text };
  await deps.records.put(followKey(follow), follow, { condition: { kind: 'any' } }, signal);
}
