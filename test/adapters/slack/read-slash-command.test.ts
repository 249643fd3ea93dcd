import { expect, test } from 'vitest';
import { slackChannel } from '../../../adapters/slack/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { nowSeconds, signed, signingSecret, slashBody, team } from './deliveries.ts';

const read = (body: string) =>
  slackChannel({ botToken: 'xoxb-1', signingSecret, clock: manualClock() }).read(signed(body));
const hear = (fields: Readonly<Record<string, string>>) => read(slashBody(fields));

test('a slash command is said in its channel, at the time of its signature, and shown to who reads the answer', () => {
  expect(hear({ text: 'Build me a list' })).toEqual({
    kind: 'said',
    said: {
      delivery: `00000000000000${nowSeconds}000000-13345224609.738474920.8088930838d88f008e0`,
      place: { platform: 'slack', workspace: team, chat: 'C2147483705', thread: null },
      person: 'U2147483697',
      act: { kind: 'text', text: 'Build me a list' },
    },
    reply: { response_type: 'in_channel' },
  });
});

test.each([
  ['', '/help'],
  ['help', '/help'],
  ['new', '/new'],
  ['unlink', '/unlink'],
  ['link 0123456789abcdefghij', '/link 0123456789abcdefghij'],
  ['link shortener', 'link shortener'],
  ['new app for tea', 'new app for tea'],
])('/gantry %j says %j', (text, said) => {
  expect(hear({ text })).toMatchObject({ said: { act: { text: said } } });
});

test('a slash command shows a code to nobody', () => {
  expect(hear({ text: 'link 0123456789abcdefghij' })).toMatchObject({
    reply: { response_type: 'ephemeral', text: 'One moment.' },
  });
});

test.each(['privategroup', 'directmessage', 'mpdm-ada--bob-1'])(
  'a slash command where nobody knows whether the bot may answer (%s), tells what to do if it does not',
  (channel_name) => {
    const channel_id = channel_name === 'directmessage' ? 'D0442US94JD' : 'G8PSS9T3V';
    expect(hear({ text: 'Build me a list', channel_name, channel_id })).toMatchObject({
      reply: { response_type: 'ephemeral', text: expect.stringContaining('/invite me') },
    });
  },
);
