import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelDelivery, ReadDelivery } from '../../../core/ports/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { commandOf, discordBench, messageOf, signed } from './discord-bench.ts';
import { rendered } from './rendered.ts';

const clock = manualClock();
const nowSeconds = Math.floor(clock.nowMs() / 1_000);
let bench: Awaited<ReturnType<typeof discordBench>>;
beforeEach(async () => {
  bench = await discordBench();
});
afterEach(() => bench.close());
const read = (delivery: ChannelDelivery): ReadDelivery => bench.channel(clock).read(delivery);
const readBody = (value: unknown) => read(signed(JSON.stringify(value), nowSeconds));

const replyOf = (found: ReadDelivery) => ('reply' in found ? found.reply : null) as Reply | null;
interface Reply {
  readonly type: number;
  readonly data?: { readonly content?: string; readonly flags?: number; readonly allowed_mentions?: unknown };
}
const wordsOf = (found: ReadDelivery) => replyOf(found)?.data?.content ?? '';
const isPrivate = (found: ReadDelivery) => replyOf(found)?.data?.flags === 68;
const textOf = (found: ReadDelivery) =>
  found.kind === 'said' && found.said.act.kind === 'text' ? found.said.act.text : undefined;

describe('a signature', () => {
  const ping = JSON.stringify({ type: 1 });
  const withHeaders = (headers: Readonly<Record<string, string>>): ChannelDelivery => {
    const { body, header } = signed(ping, nowSeconds);
    return { body, header: (name) => headers[name] ?? header(name) };
  };

  test('of Discord’s own question is answered with its answer', () => {
    expect(read(signed(ping, nowSeconds))).toEqual({ kind: 'asked', reply: { type: 1 } });
  });

  test.each([-300, 300])('is believed %i seconds from now', (seconds) => {
    expect(read(signed(ping, nowSeconds + seconds)).kind).toBe('asked');
  });

  test.each([-301, 301])('is not believed %i seconds from now', (seconds) => {
    expect(read(signed(ping, nowSeconds + seconds))).toEqual({ kind: 'forged' });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['another time than was signed', { 'x-signature-timestamp': String(nowSeconds + 1) }],
    ['a time that is none', { 'x-signature-timestamp': 'NaN' }],
    ['no time', { 'x-signature-timestamp': '' }],
    ['no signature', { 'x-signature-ed25519': '' }],
    ['half a signature', { 'x-signature-ed25519': 'ab'.repeat(32) }],
    ['another signature', { 'x-signature-ed25519': 'ab'.repeat(64) }],
  ])('with %s is forged', (_, headers) => {
    expect(read(withHeaders(headers))).toEqual({ kind: 'forged' });
  });

  test('that is not there at all is forged', () => {
    expect(read({ body: Buffer.from(ping), header: () => undefined })).toEqual({ kind: 'forged' });
  });

  test('of other bytes is forged', () => {
    const { header } = signed(ping, nowSeconds);
    expect(read({ body: Buffer.from(`${ping} `), header })).toEqual({ kind: 'forged' });
  });
});

test('what is no interaction is refused, and a kind that nobody asked for is left alone', () => {
  for (const body of ['', '[]', '{"type":2}', '{"type":"1"}'])
    expect(() => read(signed(body, nowSeconds))).toThrow(/no interaction of Discord/);
  expect(readBody({ type: 4, data: {} })).toEqual({ kind: 'other' });
  expect(readBody({ type: 17 })).toEqual({ kind: 'other' });
});

describe('a command', () => {
  test('says its words, which are shown to everybody as they are', () => {
    const text = 'Build a *list*\n# of @everyone';
    const found = read(bench.says('7', text));
    expect(found).toMatchObject({ said: { person: '7', place: { chat: '772908445358620702' } } });
    expect(textOf(found)).toBe(text);
    expect(replyOf(found)?.data).toMatchObject({ flags: 4, allowed_mentions: { parse: [] } });
    expect(rendered(wordsOf(found))).toEqual({ text: `>>> ${text}`, markup: ['>>> '] });
  });

  test('shows of long words what an answer holds', () => {
    const found = read(bench.says('7', '*'.repeat(4_000)));
    expect(textOf(found)).toHaveLength(4_000);
    expect(wordsOf(found).length).toBeLessThanOrEqual(2_000);
    expect(textOf(read(bench.says('7', 'x'.repeat(40_000))))).toHaveLength(4_001);
  });

  const code = 'k3Jx'.repeat(11);
  test.each([`/link ${code}`, `/start ${code}`])('shows nobody else the code of %j', (text) => {
    const found = read(bench.says('7', text));
    expect(textOf(found)).toBe(text);
    expect(isPrivate(found)).toBe(true);
    expect(wordsOf(found)).not.toContain(code);
  });

  test('takes a code that was pasted with more around it, and shows it to nobody else whatever it is', () => {
    const linkWith = (value: string) => ({
      ...commandOf('/link x'),
      options: [{ name: 'link', type: 1, options: [{ name: 'code', type: 3, value }] }],
    });
    for (const value of [` /link ${code} `, code]) {
      const found = read(bench.deliver('7', 2, linkWith(value)));
      expect(textOf(found)).toBe(`/link ${code}`);
      expect(isPrivate(found)).toBe(true);
    }
  });

  test.each(['new', 'unlink', 'help'])('%s is asked for unseen', (name) => {
    const found = read(bench.says('7', `/${name}`));
    expect([textOf(found), isPrivate(found)]).toEqual([`/${name}`, true]);
  });

  test.each<[string, object]>([
    ['a command', { id: '1', type: 1, name: 'cardsearch', options: [{ type: 3, name: 'x', value: 'y' }] }],
    ['another bot’s command', { ...commandOf('Hello'), name: 'notes' }],
    ['a subcommand', { id: '1', type: 1, name: 'gantry', options: [{ type: 1, name: 'merge' }] }],
    ['a menu', { ...messageOf('Build this'), name: 'Bookmark' }],
  ])('answers %s that is not there to the person alone', (_, data) => {
    const found = read(bench.deliver('7', 2, data));
    expect([found.kind, isPrivate(found)]).toEqual(['asked', true]);
    expect(wordsOf(found)).toMatch(/\/gantry help/);
  });
});

describe('somebody’s message', () => {
  test('is said by who sends it on', () => {
    const found = read(bench.deliver('7', 2, messageOf('Build a list')));
    expect(textOf(found)).toBe('Build a list');
    expect(wordsOf(found)).toBe('>>> Build a list');
  });

  test.each(['/unlink', `/link ${'x'.repeat(43)}`])('that is the command %j commands nothing', (text) => {
    const found = read(bench.deliver('7', 2, messageOf(text)));
    expect([found.kind, isPrivate(found)]).toEqual(['asked', true]);
  });

  test('with a file is a file, and one without words is told of', () => {
    expect(read(bench.sendsFile('7'))).toMatchObject({ said: { act: { kind: 'file' } } });
    expect(read(bench.deliver('7', 2, messageOf('')))).toMatchObject({ kind: 'asked' });
  });
});

describe('a press', () => {
  const press = (custom_id: string) => read(bench.deliver('7', 3, { component_type: 2, custom_id }));

  test('on Build is a yes, without a word', () => {
    const found = press('build:pln_01m8pcbk30ycy7y2w3zx0ajv7n');
    expect(found).toMatchObject({ said: { act: { kind: 'build' } }, reply: { type: 6 } });
  });

  test('on Change opens a form, and what is written there is said', () => {
    expect(replyOf(press('change'))?.type).toBe(9);
    const component = { type: 4, id: 2, custom_id: 'words', value: 'Add a search' };
    const submitted = { custom_id: 'change', components: [{ type: 18, id: 1, component }] };
    const found = read(bench.deliver('7', 5, submitted));
    expect([textOf(found), wordsOf(found)]).toEqual(['Add a search', '>>> Add a search']);
  });

  test.each(['build:msn_1', 'pln_01m8pcbk30ycy7y2w3zx0ajv7n', 'merge'])('on %j does nothing', (id) => {
    const found = press(id);
    expect([found.kind, isPrivate(found)]).toEqual(['asked', true]);
  });

  test('on a form of another kind does nothing', () => {
    const component = { type: 4, custom_id: 'words', value: 'Hello' };
    for (const data of [
      { custom_id: 'other', components: [{ type: 18, component }] },
      { custom_id: 'change', components: [{ type: 18 }] },
    ]) {
      const found = read(bench.deliver('7', 5, data));
      expect([found.kind, isPrivate(found)]).toEqual(['asked', true]);
    }
  });
});

describe('where the bot', () => {
  const sayIn = (over: object) => read(bench.deliver('7', 2, commandOf('Hello'), over));
  const bits = (...numbers: readonly bigint[]) => ({
    app_permissions: String(numbers.reduce((all, bit) => all | (1n << bit), 0n)),
  });

  test.each<[string, object]>([
    ['is not, which asks for embeds, files, mentions and emoji', { app_permissions: '442368' }],
    ['may not see the channel', bits(11n)],
    ['may write in channels and not in threads', { ...bits(10n, 11n), channel: { type: 11 } }],
  ])('%s, the person is told whom to ask, and nothing is said', (_, over) => {
    const found = sayIn(over);
    expect([found.kind, isPrivate(found)]).toEqual(['asked', true]);
    expect(wordsOf(found)).toMatch(/^I may not write here\. Ask who runs this server/);
  });

  test.each<[string, object]>([
    ['may write', bits(10n, 11n)],
    ['may write in the thread', { ...bits(10n, 38n), channel: { type: 12 } }],
    ['may do everything', bits(3n)],
    ['is written to directly', { ...bits(14n, 15n, 17n), guild_id: undefined }],
  ])('%s, it is said', (_, over) => {
    expect(sayIn(over).kind).toBe('said');
  });

  test('is written to directly, the person is the user', () => {
    const found = sayIn({ guild_id: undefined, member: undefined, user: { id: '8' } });
    expect(found).toMatchObject({ said: { person: '8' } });
  });

  test('hears of nobody, nothing is said', () => {
    expect(sayIn({ member: undefined })).toEqual({ kind: 'other' });
  });
});
