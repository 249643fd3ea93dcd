import { describe, expect, test } from 'vitest';
import { slackChannel } from '../../../adapters/slack/channel.ts';
import { queuedSaidKey } from '../../../core/channels/channel-records.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { botUser, eventBody, nowSeconds, signed, signingSecret, team } from './deliveries.ts';

const at = (time: number) => {
  const clock = manualClock();
  clock.advance(time * 1_000 - clock.nowMs());
  return slackChannel({ botToken: 'xoxb-1', signingSecret, clock });
};
const read = (body: string) => at(nowSeconds).read(signed(body));
const other = { kind: 'other' };
const forged = { kind: 'forged' };

/** Slack's own example of a signature, of docs.slack.dev/authentication/verifying-requests-from-slack. */
const example = {
  time: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
} as const;

describe('a signature', () => {
  const headers = (over: Readonly<Record<string, string | undefined>> = {}) => {
    const all: Readonly<Record<string, string | undefined>> = {
      'x-slack-request-timestamp': example.time,
      'x-slack-signature': example.signature,
      ...over,
    };
    return { body: Buffer.from(example.body), header: (name: string) => all[name] };
  };
  const then = at(Number(example.time));

  test('is what Slack’s own example says it is', () => {
    expect(then.read(headers())).toMatchObject({ kind: 'said', said: { person: 'U2CERLKJA' } });
  });

  test.each([
    ['of another secret', signed(example.body, example.time, 'another')],
    ['of another body', { ...headers(), body: Buffer.from(`${example.body}&text=x`) }],
    ['of another time', headers({ 'x-slack-request-timestamp': '1531420619' })],
    ['of no time', headers({ 'x-slack-request-timestamp': undefined })],
    ['of a time that is no number', signed(example.body, '1e9')],
    ['cut short', headers({ 'x-slack-signature': example.signature.slice(0, -1) })],
    ['of another version', headers({ 'x-slack-signature': example.signature.replace('v0', 'v1') })],
    ['left out', headers({ 'x-slack-signature': undefined })],
  ])('that is %s is forged', (_, delivery) => {
    expect(then.read(delivery)).toEqual(forged);
  });

  test('is believed for five minutes, whichever clock is ahead', () => {
    for (const [offset, kind] of [
      [300, 'said'],
      [301, 'forged'],
      [-300, 'said'],
      [-301, 'forged'],
    ] as const)
      expect(at(Number(example.time) + offset).read(headers()).kind).toBe(kind);
  });
});

describe('what Slack asks for itself', () => {
  test('has its challenge answered, where Slack signed it', () => {
    const body = JSON.stringify({
      token: 'XXYYZZ',
      challenge: '3eZbrw1aBm2rZgRNFdxV',
      type: 'url_verification',
    });
    expect(read(body)).toEqual({ kind: 'asked', reply: { challenge: '3eZbrw1aBm2rZgRNFdxV' } });
    expect(at(nowSeconds).read(signed(body, nowSeconds, 'another'))).toEqual(forged);
  });

  test('may look at the certificate without a signature', () => {
    const look = { body: Buffer.from('ssl_check=1&token=XXYYZZ'), header: () => undefined };
    expect(at(nowSeconds).read(look)).toEqual({ kind: 'asked', reply: null });
  });
});

describe('a message', () => {
  const inDirect = {
    client_msg_id: '1efd76a1-5075-4c2c-ad38-1284820b429f',
    type: 'message',
    text: 'Build me a list',
    user: 'U043H11ES4V',
    ts: '1664408649.009629',
    team,
    channel: 'D0442US94JD',
    event_ts: '1664408649.009629',
    channel_type: 'im',
  };
  const mention = {
    type: 'app_mention',
    user: 'U043H11ES4V',
    text: `<@${botUser}> Build me a list`,
    ts: '1664408650.000001',
    channel: 'C043YJGBY49',
    event_ts: '1664408650.000001',
  };
  const place = { platform: 'slack', workspace: team };

  test('waits in the order in which it was said, however long Slack’s ids are', () => {
    const ids = ['Ev1', 'Ev044C51K43V', 'Ev0'.repeat(20), 'E'];
    const keys = ids.map((id, at) => {
      const ts = `166440864${at}.00000${9 - at}`;
      const heard = read(eventBody({ ...inDirect, ts }, id));
      return heard.kind === 'said' ? queuedSaidKey(heard.said).sort : '';
    });
    expect(keys.toSorted()).toEqual(keys);
  });

  test('to the bot alone is said in one conversation, whatever thread it is in', () => {
    const said = {
      delivery: '000000000000001664408649009629-Ev044C51K43V',
      place: { ...place, chat: 'D0442US94JD', thread: null },
      person: 'U043H11ES4V',
      act: { kind: 'text', text: 'Build me a list' },
    };
    expect(read(eventBody(inDirect))).toEqual({ kind: 'said', said, reply: null });
    expect(read(eventBody({ ...inDirect, thread_ts: '1664408600.000001' }))).toMatchObject({ said });
  });

  test('that mentions the bot begins its thread, or goes on in the one that it is in', () => {
    expect(read(eventBody(mention))).toMatchObject({
      said: {
        place: { ...place, chat: 'C043YJGBY49', thread: mention.ts },
        act: { text: 'Build me a list' },
      },
    });
    expect(read(eventBody({ ...mention, thread_ts: '1664408600.000001' }))).toMatchObject({
      said: { place: { thread: '1664408600.000001' } },
    });
  });

  test('that only mentions the bot asks what it can do', () => {
    expect(read(eventBody({ ...mention, text: `<@${botUser}>` }))).toMatchObject({
      said: { act: { text: '/help' } },
    });
  });

  test.each([
    ['/gantry', '/help'],
    ['/gantry link 0123456789abcdefghij', '/link 0123456789abcdefghij'],
    ['/gantry build me a list', 'build me a list'],
    ['/gantrybuild', '/gantrybuild'],
    ['new', 'new'],
  ])('to the bot that says %j, as a command would, says %j', (text, said) => {
    expect(read(eventBody({ ...mention, text: `<@${botUser}> ${text}` }))).toMatchObject({
      said: { act: { text: said } },
    });
  });

  test('that an app without a list of its bots is told of is cleared of the mention that it begins with', () => {
    const event = JSON.parse(eventBody(mention));
    expect(read(JSON.stringify({ ...event, authorizations: undefined }))).toMatchObject({
      said: { act: { text: 'Build me a list' } },
    });
  });

  test.each([
    ['a &lt;b&gt; &amp; &amp;lt;', 'a <b> & &lt;'],
    ['ask <@U1> and <@U2|bob> in <#C1|apps> or <#C2>', 'ask @U1 and @bob in #apps or #C2'],
    ['<!here> <!channel> <!subteam^S1|@team> <!date^1^{date}|May>', '@here @channel @team May'],
    ['see <https://a.example/x?a=1&amp;b=2>', 'see https://a.example/x?a=1&b=2'],
    ['see <http://a.example|a.example>, <https://a.example/x|it>', 'see a.example, it (https://a.example/x)'],
    ['mail <mailto:a@b.example|a@b.example>', 'mail a@b.example'],
    ['1 < 2 > 1 <', '1 < 2 > 1 <'],
  ])('%j is read as a person reads it', (text, words) => {
    expect(read(eventBody({ ...inDirect, text }))).toMatchObject({ said: { act: { text: words } } });
  });

  test('of 40,000 characters is cut a little beyond what may be said', () => {
    const text = '<'.repeat(40_000);
    expect(read(eventBody({ ...inDirect, text }))).toMatchObject({
      said: { act: { text: '<'.repeat(4_001) } },
    });
  });

  test('with a file is a file, whatever is said with it', () => {
    const file = { ...inDirect, subtype: 'file_share', files: [{ id: 'F1' }] };
    expect(read(eventBody(file))).toMatchObject({ said: { act: { kind: 'file' } } });
  });

  test.each([
    ['in a channel without a mention', { ...inDirect, channel: 'C043YJGBY49', channel_type: 'channel' }],
    ['told of a second time as a mention', { ...mention, channel: 'D0442US94JD' }],
    ['of a bot', { ...inDirect, bot_id: 'B0439P161B9' }],
    ['of the bot itself', { ...inDirect, user: botUser, subtype: 'file_share', files: [{ id: 'F1' }] }],
    ['of Slackbot', { ...inDirect, user: 'USLACKBOT' }],
    ['that was edited', { ...inDirect, subtype: 'message_changed', user: undefined, message: inDirect }],
    ['that tells who came', { ...inDirect, subtype: 'channel_join' }],
    ['of another kind', { type: 'reaction_added', user: 'U043H11ES4V', item: {} }],
  ])('%s is not answered', (_, event) => {
    expect(read(eventBody(event))).toEqual(other);
  });

  test('that cannot be read is refused and not passed over', () => {
    for (const body of [
      '{',
      '{}',
      '{"type":"event_callback"}',
      eventBody({ ...inDirect, ts: 'yesterday' }),
      eventBody({ ...inDirect, channel: '' }),
      eventBody(inDirect, 'E'.repeat(70)),
      '',
      'payload=%7B',
    ])
      expect(() => read(body), body).toThrow('This is no delivery of a Slack app.');
  });

  test('about the app itself is not answered', () => {
    expect(read(JSON.stringify({ type: 'app_rate_limited', team_id: team, minute_rate_limited: 1 }))).toEqual(
      other,
    );
  });
});
