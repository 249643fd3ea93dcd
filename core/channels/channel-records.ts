import * as z from 'zod';
import type { RecordKey } from '../ports/record-store.ts';
import type { Place } from '../wire/channel.ts';
import { placeSchema, postSchema, saidSchema } from '../wire/channel.ts';
import { channelQueuePartition } from '../wire/channel-work.ts';
import { usernameSchema } from '../wire/http.ts';
import {
  conversationIdSchema,
  linkIdSchema,
  type MissionId,
  missionIdSchema,
  type UserId,
  userIdSchema,
} from '../wire/ids.ts';

/** Who asked for a code, and whose account at a platform it is then. */
export const linkOwnerSchema = z.strictObject({ user_id: userIdSchema, username: usernameSchema });
export type LinkOwner = z.infer<typeof linkOwnerSchema>;

/** A code, by its hash; `account` is the one account that it links where it is said in public. */
export const linkCodeRecordSchema = linkOwnerSchema.extend({ account: z.string().optional() });

/** An account at a platform, found by it. */
export const linkSchema = linkOwnerSchema.extend({ link_id: linkIdSchema });
export type Link = z.infer<typeof linkSchema>;

/** The conversation that a person has at a place. */
export const talkSchema = z.strictObject({ conversation_id: conversationIdSchema });

/** What a person said, until it is answered; `answer` is there once it is only to be posted. */
export const queuedSaidSchema = z.strictObject({
  said: saidSchema,
  answer: z.strictObject({ post: postSchema, mission_id: missionIdSchema.nullable() }).nullable(),
});
export type QueuedSaid = z.infer<typeof queuedSaidSchema>;
export type Answer = NonNullable<QueuedSaid['answer']>;

/** Until when somebody answers at a place. */
export const heldSchema = z.strictObject({ leased_until_ms: z.number().int() });

/** The message that shows how a mission goes. */
export const followSchema = z.strictObject({
  mission_id: missionIdSchema,
  place: placeSchema,
  message_id: z.string(),
  shown: z.string(),
});
export type Follow = z.infer<typeof followSchema>;

/** Parts of a key never run into each other, whatever a platform calls its chats. */
const join = (parts: readonly string[]): string => parts.map(encodeURIComponent).join('/');

export const placeName = ({ platform, workspace, chat, thread }: Place): string =>
  join([platform, workspace, chat, thread ?? '']);

export const linkCodeKey = (codeSha256: string): RecordKey => ({
  partition: `channel-code#${codeSha256}`,
  sort: 'code',
});
export const linkKey = (
  { platform, workspace }: Pick<Place, 'platform' | 'workspace'>,
  person: string,
): RecordKey => ({
  partition: 'channel-links',
  sort: join([platform, workspace, person]),
});
/** The same link, found by its user. */
export const linksOf = (userId: UserId): string => `channel-links-of#${userId}`;
export const ownLinkKey = ({ user_id, link_id }: Pick<Link, 'user_id' | 'link_id'>): RecordKey => ({
  partition: linksOf(user_id),
  sort: link_id,
});
/** By user: an account that is linked to another user begins anew. */
export const talkKey = (place: Place, { user_id }: LinkOwner): RecordKey => ({
  partition: `channel-talks#${user_id}`,
  sort: placeName(place),
});
/** What is waiting at a place, oldest first. */
export const queueOfPlace = (place: Place): string => `${placeName(place)}#`;
export const queuedSaidKey = ({ place, delivery }: { place: Place; delivery: string }): RecordKey => ({
  partition: channelQueuePartition,
  sort: `${queueOfPlace(place)}${delivery.padStart(30, '0')}`,
});
export const seenDeliveryKey = ({ place, delivery }: { place: Place; delivery: string }): RecordKey => ({
  partition: `channel-seen#${place.platform}`,
  sort: join([place.workspace, delivery]),
});
export const heldKey = (place: Place): RecordKey => ({ partition: 'channel-held', sort: placeName(place) });
export const followPartition = 'channel-follows';
export const followsOf = (missionId: MissionId): string => `${missionId}#`;
export const followKey = ({ mission_id, place }: Pick<Follow, 'mission_id' | 'place'>): RecordKey => ({
  partition: followPartition,
  sort: `${followsOf(mission_id)}${placeName(place)}`,
});
