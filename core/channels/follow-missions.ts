import { isGantryError } from '../errors.ts';
import { readMission } from '../mission/append-facts.ts';
import { viewMission } from '../mission/view-mission.ts';
import { shotKey } from '../pod/attempt-store.ts';
import type { Channel, Edited } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { RecordStore, StoredRecord } from '../ports/record-store.ts';
import { eachRecord } from '../webhook/webhook-records.ts';
import type { Place, Platform, Post } from '../wire/channel.ts';
import type { MissionId } from '../wire/ids.ts';
import type { MissionView } from '../wire/mission.ts';
import type { Follow } from './channel-records.ts';
import { followPartition, followSchema, followsOf } from './channel-records.ts';
import { isOver, postMission } from './posts.ts';

export interface FollowDeps {
  readonly eventLog: EventLog;
  readonly records: RecordStore;
  readonly clock: Clock;
  readonly objects: Pick<ObjectStore, 'get'>;
  /** Those that this installation is connected to. */
  readonly channels: readonly Channel[];
  /** Hears that a platform refused something for good, and why in its own words where it says so. */
  readonly onGone: (platform: Platform, why: string | undefined) => void;
  /** Hears of what is a bug of ours. */
  readonly onBug: (error: unknown) => void;
}

/** Whether trying again later may help; anything else is a bug of ours, and would be one every time. */
export const isPassing = (error: unknown): boolean =>
  isGantryError(error) && error.name === 'DependencyFailed';

/** Places at which one mission is shown. */
const maxPlaces = 100;

/** The channel of a place; undefined where it is not connected any more. */
export const channelOf = ({ channels }: Pick<FollowDeps, 'channels'>, { platform }: Place) =>
  channels.find((channel) => channel.platform === platform);

/** Brings the messages that show missions up to now; with none named, all of them. One that fails keeps no other waiting, and its failure is thrown at the end. */
export const followMissions =
  (deps: FollowDeps) =>
  async (missions: readonly MissionId[], signal: AbortSignal): Promise<void> => {
    const failures: unknown[] = [];
    for (const follow of await followsFor(deps, missions, signal))
      await show(deps, follow, signal).catch(async (error: unknown) => {
        signal.throwIfAborted();
        if (isPassing(error)) return void failures.push(error);
        deps.onBug(error);
        await deps.records.remove(follow.key, { kind: 'any' }, signal);
      });
    if (failures.length > 0) throw failures[0];
  };

async function followsFor(
  { records }: FollowDeps,
  missions: readonly MissionId[],
  signal: AbortSignal,
): Promise<readonly StoredRecord<Follow>[]> {
  if (missions.length === 0)
    return Array.fromAsync(eachRecord(records, followPartition, followSchema, signal));
  const lists = missions.map((missionId) =>
    records.list(followPartition, { prefix: followsOf(missionId), limit: maxPlaces }, followSchema, signal),
  );
  return (await Promise.all(lists)).flat();
}

async function show(
  deps: FollowDeps,
  { key, value }: StoredRecord<Follow>,
  signal: AbortSignal,
): Promise<void> {
  const { mission_id, place, message_id, shown } = value;
  const mission = viewMission(await readMission(deps)(mission_id, { signal }));
  const post = postMission(mission);
  const isNews = post.text !== shown || post.buttons.length > 0;
  const channel = channelOf(deps, place);
  const news = { place, messageId: message_id, post, isLast: isOver(mission) };
  const outcome = channel !== undefined && isNews ? await tell(channel, news, signal) : undefined;
  if (outcome?.kind === 'gone') deps.onGone(place.platform, outcome.why);
  if (channel === undefined || outcome?.kind === 'gone' || isOver(mission)) {
    if (channel !== undefined && outcome?.kind === 'posted')
      await showPicture(deps, channel, { place, mission }, signal);
    await deps.records.remove(key, { kind: 'any' }, signal);
    return;
  }
  if (isNews) {
    const now: Follow = { ...value, shown: post.text };
    await deps.records.put(key, now, { condition: { kind: 'any' } }, signal);
  }
}

/** In the message that shows the mission; where that can be edited no more, the end of it alone is worth another. */
async function tell(
  channel: Channel,
  {
    place,
    messageId,
    post,
    isLast,
  }: { readonly place: Place; readonly messageId: string; readonly post: Post; readonly isLast: boolean },
  signal: AbortSignal,
): Promise<Edited> {
  const edited = await channel.edit(place, messageId, post, signal);
  return edited.kind === 'frozen' && isLast ? channel.post(place, post, signal) : edited;
}

/** The app as its checks saw it, below the message that tells of the end; a picture that is not there any more is left out. */
async function showPicture(
  deps: FollowDeps,
  channel: Channel,
  { place, mission }: { readonly place: Place; readonly mission: MissionView },
  signal: AbortSignal,
): Promise<void> {
  const { mission_id, picture_sha256: sha256, app } = mission;
  if (sha256 === undefined || channel.postPicture === undefined) return;
  const png = await deps.objects.get(shotKey(mission_id, sha256), signal);
  if (png === undefined) return;
  const shown = await channel.postPicture(place, { png, caption: app ?? 'The app' }, signal);
  if (shown.kind === 'gone') deps.onGone(place.platform, shown.why);
}
