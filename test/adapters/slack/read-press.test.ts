import { expect, test } from 'vitest';
import { slackChannel } from '../../../adapters/slack/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { pressBody, signed, signingSecret, team } from './deliveries.ts';

const read = (body: string) =>
  slackChannel({ botToken: 'xoxb-1', signingSecret, clock: manualClock() }).read(signed(body));

const other = { kind: 'other' };
const plan_id = 'pln_01arz3ndektsv4rrffq69g5fav';

test('a press on Build names the plan, and is told apart by its own id', () => {
  expect(read(pressBody({ action_id: 'build', value: plan_id }))).toEqual({
    kind: 'said',
    said: {
      delivery: '000000000000001548426417840180-12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
      place: { platform: 'slack', workspace: team, chat: 'C2147483705', thread: null },
      person: 'U2147483697',
      act: { kind: 'build', plan_id },
    },
    reply: null,
  });
});

test('a press on Change asks for another plan, in the thread of its message', () => {
  const message = { ts: '1548261231.000200', thread_ts: '1548261200.000100' };
  expect(read(pressBody({ action_id: 'change' }, { message }))).toMatchObject({
    said: { act: { kind: 'change' }, place: { thread: '1548261200.000100' } },
  });
});

test('a press under a message that began a thread is at the channel, where the message is', () => {
  const message = { ts: '1548261231.000200', thread_ts: '1548261231.000200' };
  expect(read(pressBody({ action_id: 'change' }, { message }))).toMatchObject({
    said: { place: { thread: null } },
  });
});

test('a press is of the person’s workspace where the app is an organization’s', () => {
  expect(read(pressBody({ action_id: 'change' }, { team: null }))).toMatchObject({
    said: { place: { workspace: team } },
  });
});

test.each([
  ['on a link', pressBody({ action_id: 'link-0' })],
  ['on a plan that is none', pressBody({ action_id: 'build', value: '../x' })],
  ['outside of a channel', pressBody({ action_id: 'change' }, { channel: undefined })],
  ['of nobody’s workspace', pressBody({ action_id: 'change' }, { team: null, user: { id: 'U1' } })],
  ['of another kind', pressBody({ action_id: 'change' }, { type: 'view_submission' })],
])('a press %s is not answered', (_, body) => {
  expect(read(body)).toEqual(other);
});
