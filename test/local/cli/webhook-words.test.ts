import { expect, it } from 'vitest';
import { webhookSchema } from '../../../core/wire/webhook.ts';
import { webhookWords } from '../../../local/cli/webhook-words.ts';

const at = '2026-05-04T03:02:01.000Z';
const mission_id = `msn_${'0'.repeat(26)}`;
const webhookOf = (letter: string, change: object) =>
  webhookSchema.parse({
    webhook_id: `whk_${letter.repeat(26)}`,
    url: `https://${letter}.example.com/in`,
    events: ['mission-shipped', 'mission-stopped'],
    created_at: at,
    state: 'active',
    failing_since: null,
    last: null,
    dead_count: 0,
    dead: [],
    ...change,
  });

it('a list of webhooks says how each does, and what was given up of which', () => {
  const letter = { message_id: 'm', mission_id, seq: 3, given_up_at: at, tries: 8 };
  const words = webhookWords([
    webhookOf('1', {}),
    webhookOf('2', {
      state: 'failing',
      failing_since: at,
      last: { at, message_id: 'm', is_delivered: false, status: 500, why: 'It answered\n500.' },
      dead_count: 40,
      dead: [letter, { ...letter, seq: 4, tries: 1 }],
    }),
  ]);
  expect(words.split('\n')).toEqual([
    `whk_${'1'.repeat(26)}\tnothing sent yet\thttps://1.example.com/in\tmission-shipped,mission-stopped\t`,
    `whk_${'2'.repeat(26)}\tfailing\thttps://2.example.com/in\tmission-shipped,mission-stopped\tIt answered␊500.`,
    '',
    'Given up for https://2.example.com/in: 40. The latest:',
    `  event 3 of ${mission_id}, on ${at} after 8 tries`,
    `  event 4 of ${mission_id}, on ${at} after 1 try`,
  ]);
});
