import { beforeAll, describe, expect, it } from 'vitest';
import { errorBodySchema } from '../../../core/wire/http.ts';
import type { ServerFrame } from '../../../core/wire/socket.ts';
import { madeWebhookSchema, webhooksSchema } from '../../../core/wire/webhook.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { draftWith } from '../rig/drafts.ts';
import { connect, type Feed, isLast, isNamed, isReady, openFeed, ticketOf } from '../rig/feed.ts';
import { eventsOf, request, shipped, whenEnded } from '../rig/missions.ts';
import { eventually } from '../rig/pods.ts';
import { useProduct } from '../rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env, members: ['second'] });
const unknownMission = `msn_${'0'.repeat(26)}`;
/** A name that nobody can have. */
const noPlace = 'https://nothing.example/in';
let client: Client;
let missionId: string;
let live: Feed;
let broken: Feed;
let resumed: Feed;

beforeAll(async () => {
  client = await signIn(product.current);
  const watched = Promise.withResolvers<void>();
  authors.on('an adder', async (asked) => {
    await watched.promise;
    return answers(asked, draftWith());
  });
  await client.send(madeWebhookSchema, 201, '/gantry/webhooks', { url: noPlace, events: ['*'] });
  missionId = (await request(client, { voice_memo: 'Build an adder' })).mission_id;
  live = await openFeed(client, missionId);
  broken = await openFeed(client, missionId);
  await Promise.all([live.until(isReady), broken.until(isReady)]);
  watched.resolve();
  await broken.until(isNamed('draft-stored'));
  await broken.close();
  resumed = await openFeed(client, missionId, broken.events().at(-1)?.seq);
  await Promise.all([
    live.until(isLast),
    resumed.until(isLast),
    whenEnded(client, { mission_id: missionId }),
  ]);
});

const seqsOf = (frames: readonly ServerFrame[]): number[] =>
  frames.flatMap((frame) => (frame.type === 'status' ? [frame.seq] : []));

describe('the WebSocket of a mission', () => {
  it('brings every event once and in order, the very objects of the REST route', async () => {
    shipped(await whenEnded(client, { mission_id: missionId }));
    expect(live.events()).toEqual(await eventsOf(client, missionId));
  });

  it('says ready once, after the replay, with the seq up to which it replayed', () => {
    expect(live.frames.filter(isReady)).toHaveLength(1);
    const at = live.frames.findIndex(isReady);
    expect(live.frames[at]).toEqual({ type: 'ready', seq: Math.max(...seqsOf(live.frames.slice(0, at))) });
  });

  it('brings what the model writes and the pod prints between the events, without numbers', () => {
    const deltas = live.frames.flatMap((frame) => (frame.type === 'delta' ? [frame.text] : []));
    expect(deltas.join('').length).toBeGreaterThan(0);
    const logs = live.frames.flatMap((frame) => (frame.type === 'log' ? [frame] : []));
    // Batches may overtake each other, and say by `n` where they belong.
    expect(logs.map(({ n }) => n).sort((left, right) => left - right)).toEqual([...logs.keys()]);
    expect(logs.flatMap(({ lines }) => lines).length).toBeGreaterThan(0);
    const between = live.frames.findIndex(({ type }) => type === 'delta');
    expect(between).toBeGreaterThan(-1);
    expect(between).toBeLessThan(live.frames.findIndex(isNamed('draft-stored')));
  });

  it('has no gap and no double for a client that left in the middle and came back with after', async () => {
    const all = [...seqsOf(broken.frames), ...seqsOf(resumed.frames)];
    expect(all).toEqual((await eventsOf(client, missionId)).map(({ seq }) => seq));
  });

  it('replays a mission that is over to whoever comes late, and then says ready', async () => {
    const events = await eventsOf(client, missionId);
    const late = await openFeed(client, missionId);
    await late.until(isReady);
    expect(late.frames).toEqual([...events, { type: 'ready', seq: events.length }]);
    await late.close();
  });

  it.each([3, 9, 1_000])('replays only what comes after %i', async (after) => {
    const events = (await eventsOf(client, missionId)).filter(({ seq }) => seq > after);
    const late = await openFeed(client, missionId, after);
    await late.until(isReady);
    expect(late.events()).toEqual(events);
    await late.close();
  });

  it('answers a ping with the last seq, and outlives junk', async () => {
    const feed = await openFeed(client, missionId);
    await feed.until(isReady);
    feed.send('{"type":"ping"}');
    const seq = (await eventsOf(client, missionId)).length;
    expect(await feed.until(({ type }) => type === 'pong')).toEqual({ type: 'pong', seq });
    for (const junk of [
      '',
      'junk',
      '[]',
      '{"type":"status"}',
      '{"type":"ping","more":1}',
      `"${'x'.repeat(40_000)}"`,
    ]) {
      const other = await openFeed(client, missionId);
      other.send(junk);
      await other.close();
    }
    expect((await client.call('GET', '/health')).status).toBe(200);
    expect(feed.events()).toHaveLength(seq);
    await feed.close();
  });

  it('keeps many sockets of one mission apart, each whole', async () => {
    const feeds = await Promise.all(
      Array.from({ length: 8 }, (_none, index) => openFeed(client, missionId, index)),
    );
    await Promise.all(feeds.map((feed) => feed.until(isReady)));
    const total = (await eventsOf(client, missionId)).length;
    expect(feeds.map((feed) => feed.events().length)).toEqual(feeds.map((_feed, index) => total - index));
    await Promise.all(feeds.map((feed) => feed.close()));
  });
});

describe('who may open the WebSocket of a mission', () => {
  /** What a refusal is, in each world: the emulator of AWS says 403 for whatever the function answered. */
  const refusedAs = (status: number, code: string) =>
    product.world === 'local' ? { status, code } : { status: 403 };
  const refusal = async (
    who: Client,
    mission: string,
    ticket?: string,
  ): Promise<{ status: number; code?: string }> => {
    const admission = await connect(who, mission, ticket === undefined ? {} : { ticket });
    if (!('refused' in admission)) throw new Error('it was let in');
    const { status, body } = admission.refused;
    if (product.world === 'aws') return { status };
    return { status, code: errorBodySchema.parse(JSON.parse(body)).error.code };
  };

  it('lets a ticket in once', async () => {
    const ticket = await ticketOf(client);
    const admission = await connect(client, missionId, { ticket });
    if ('refused' in admission) throw new Error('it was refused');
    expect(await refusal(client, missionId, ticket)).toEqual(refusedAs(401, 'ticket_invalid'));
    await admission.feed.close();
  });

  it('lets one of two in that come with the same ticket at once', async () => {
    const ticket = await ticketOf(client);
    const both = await Promise.all([
      connect(client, missionId, { ticket }),
      connect(client, missionId, { ticket }),
    ]);
    const feeds = both.flatMap((admission) => ('feed' in admission ? [admission.feed] : []));
    expect(feeds).toHaveLength(1);
    await feeds[0]?.close();
  });

  it('refuses a missing and a made-up ticket, and a session token', async () => {
    expect(await refusal(client, missionId)).toEqual(refusedAs(401, 'ticket_missing'));
    for (const ticket of ['made-up', client.token]) {
      expect(await refusal(client, missionId, ticket)).toEqual(refusedAs(401, 'ticket_invalid'));
    }
  });

  it("refuses another user's mission as it does an unknown one", async () => {
    const second = await signIn(product.current, 'second');
    const unknown = refusedAs(404, 'mission_not_found');
    expect(await refusal(second, missionId, await ticketOf(second))).toEqual(unknown);
    expect(await refusal(client, unknownMission, await ticketOf(client))).toEqual(unknown);
    expect((await refusal(client, 'junk', await ticketOf(client))).status).toBeLessThan(500);
  });
});

describe('a webhook', () => {
  it('is told of the mission too, and shows its owner alone that its receiver cannot be reached', async () => {
    const standing = async () => (await client.read(webhooksSchema, '/gantry/webhooks')).webhooks[0];
    await eventually(async () => (await standing())?.last !== null, 'the first event was sent');
    expect(await standing()).toMatchObject({
      url: noPlace,
      state: 'failing',
      last: { message_id: expect.stringContaining(missionId), is_delivered: false, status: null },
    });
    const second = await signIn(product.current, 'second');
    expect(await second.read(webhooksSchema, '/gantry/webhooks')).toEqual({ webhooks: [] });
  });
});
