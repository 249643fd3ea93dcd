import { createHmac } from 'node:crypto';
import type { ChannelDelivery } from '../../../core/ports/channel.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';

export const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
export const botUser = 'U0442US8QGH';
export const team = 'T043DB835ML';
export const nowSeconds = Math.floor(manualClock().nowMs() / 1_000);

/** A request as Slack signs it. */
export function signed(
  body: string,
  time: number | string = nowSeconds,
  secret = signingSecret,
): ChannelDelivery {
  const mac = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex');
  const headers = new Map([
    ['x-slack-request-timestamp', String(time)],
    ['x-slack-signature', `v0=${mac}`],
  ]);
  return { body: Buffer.from(body), header: (name) => headers.get(name) };
}

/** The body of an event, shaped as Slack's own examples are. */
export const eventBody = (event: object, eventId = 'Ev044C51K43V'): string =>
  JSON.stringify({
    token: 'XXYYZZ',
    team_id: team,
    api_app_id: 'A0442TUPHGR',
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: nowSeconds,
    authorizations: [
      {
        enterprise_id: null,
        team_id: team,
        user_id: botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: '4-eyJldCI6Im1lc3NhZ2UifQ',
  });

/** The body of a slash command. */
export const slashBody = (fields: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    team_id: team,
    team_domain: 'example',
    channel_id: 'C2147483705',
    channel_name: 'test',
    user_id: 'U2147483697',
    user_name: 'ada',
    command: '/gantry',
    text: '',
    api_app_id: 'A0442TUPHGR',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/1234/5678',
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
    ...fields,
  }).toString();

/** The body of a press on a button of a message in a channel. */
export function pressBody(
  action: { readonly action_id: string; readonly value?: string | undefined },
  over: object = {},
): string {
  const channel = { id: 'C2147483705', name: 'test' };
  const message = { type: 'message', user: botUser, ts: '1548261231.000200', text: 'A plan' };
  const payload = {
    type: 'block_actions',
    team: { id: team, domain: 'example' },
    user: { id: 'U2147483697', username: 'ada', team_id: team },
    api_app_id: 'A0442TUPHGR',
    token: 'XXYYZZ',
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: false },
    trigger_id: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
    channel,
    message,
    response_url: 'https://hooks.slack.com/actions/T043DB835ML/5678/abc',
    actions: [{ type: 'button', block_id: 'b1', ...action, action_ts: '1548426417.840180' }],
    ...over,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
