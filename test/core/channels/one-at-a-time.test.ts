import { expect, test } from 'vitest';
import { followKey, heldKey, queuedSaidKey } from '../../../core/channels/channel-records.ts';
import { linkedCaller, makeLinkCode, redeemLinkCode } from '../../../core/channels/links.ts';
import { takeDelivery } from '../../../core/channels/take-delivery.ts';
import { workChannels } from '../../../core/channels/work-channels.ts';
import type { Channel, ReadDelivery } from '../../../core/ports/channel.ts';
import type { Said } from '../../../core/wire/channel.ts';
import { caller, options } from '../chat/talk.ts';
import { play } from '../mission/play.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const place = { platform: 'telegram', workspace: 'telegram', chat: '1', thread: null } as const;
const said: Said = { delivery: '1', place, person: '7', act: { kind: 'text', text: '/help' } };

const heard = { kind: 'said', said, reply: { ok: true } } as const;

/** A channel that reads one thing, and what was posted to it. */
function rigFor(read: ReadDelivery, over: Partial<Channel> = {}) {
  const ports = makePorts();
  const posted: string[] = [];
  const channel: Channel = {
    platform: 'telegram',
    read: () => read,
    post: async (_place, { text }) => {
      posted.push(text);
      return { kind: 'posted', messageId: '1' };
    },
    edit: async () => ({ kind: 'gone' }),
    postPicture: async () => ({ kind: 'gone' }),
    ...over,
  };
  const bugs: unknown[] = [];
  const unasked = () => Promise.reject(new Error('Nobody asked.'));
  const deps = {
    ...ports,
    channels: [channel],
    talk: { say: unasked, confirm: unasked },
    onBug: (error: unknown) => void bugs.push(error),
    onGone: unasked,
  };
  const delivery = { body: new Uint8Array(), header: () => undefined };
  return {
    ports,
    posted,
    bugs,
    take: () => takeDelivery(ports)(channel, delivery, never),
    work: () => workChannels(deps)([], options),
  };
}

test('a delivery that nobody need answer is left alone', async () => {
  expect(await rigFor({ kind: 'other' }).take()).toEqual({ isNew: false, reply: null });
});

test('a question of the platform’s own is answered, and nothing waits', async () => {
  const reply = { type: 1 };
  expect(await rigFor({ kind: 'asked', reply }).take()).toEqual({ isNew: false, reply });
});

test('a place whose run was killed is answered once its lease is over', async () => {
  const { ports, posted, take, work } = rigFor(heard);
  expect(await take()).toEqual({ isNew: true, reply: { ok: true } });
  expect(await take()).toEqual({ isNew: false, reply: { ok: true } });
  const held = { leased_until_ms: ports.clock.nowMs() + 150_000 };
  await ports.records.put(heldKey(place), held, { condition: { kind: 'any' } }, never);
  await work();
  expect(posted).toEqual([]);
  ports.clock.advance(150_000);
  await work();
  expect(posted).toHaveLength(1);
});

test('what was answered and not yet posted is posted as it was answered', async () => {
  const { ports, posted, work } = rigFor(heard);
  const answer = { post: { text: 'Answered.', buttons: [] }, mission_id: null };
  await ports.records.put(queuedSaidKey(said), { said, answer }, { condition: { kind: 'any' } }, never);
  await work();
  expect(posted).toEqual(['Answered.']);
});

test('a code that two people say at once links one of them', async () => {
  const { ports } = rigFor({ kind: 'other' });
  const { code } = await makeLinkCode(ports)(caller, {}, never);
  const redeem = (person: string) => redeemLinkCode(ports)({ place, person }, code, never);
  expect((await Promise.all([redeem('7'), redeem('8')])).filter((name) => name === 'ada')).toHaveLength(1);
});

test('an account whose user was removed is nobody’s', async () => {
  const { ports } = rigFor({ kind: 'other' });
  const { code } = await makeLinkCode(ports)(caller, {}, never);
  await redeemLinkCode(ports)({ place, person: '7' }, code, never);
  expect(await linkedCaller(ports)(place, '7', never)).toBeUndefined();
});

test('what can never be posted is told as a bug, once, and holds up nothing that was said after it', async () => {
  const broken = new TypeError('no such field');
  let tries = 0;
  const { posted, bugs, take, work, ports } = rigFor(heard, {
    post: async (_place, { text }) => {
      tries += 1;
      if (tries === 1) throw broken;
      posted.push(text);
      return { kind: 'posted', messageId: '1' };
    },
  });
  await take();
  const later = { ...said, delivery: '2' };
  await ports.records.put(
    queuedSaidKey(later),
    { said: later, answer: null },
    { condition: { kind: 'any' } },
    never,
  );
  await work();
  expect([bugs, posted.length, tries]).toEqual([[broken], 1, 2]);
});

test('a message that can never be edited is shown no more', async () => {
  const broken = new TypeError('no such field');
  const { ports, bugs, work } = rigFor(heard, { edit: async () => Promise.reject(broken) });
  const { missionId: mission_id } = await play([], { deps: ports });
  const follow = { mission_id, place, message_id: '1', shown: 'Earlier.' };
  await ports.records.put(followKey(follow), follow, { condition: { kind: 'any' } }, never);
  await work();
  await work();
  expect(bugs).toEqual([broken]);
});
