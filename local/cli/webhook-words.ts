import type { WebhookView } from '../../core/wire/webhook.ts';
import { line } from '../terminal.ts';
import { columns } from './columns.ts';

/** Webhooks a line each, and under them what was given up of each. */
export function webhookWords(webhooks: readonly WebhookView[]): string {
  if (webhooks.length === 0) return 'You have no webhooks.';
  const rows = webhooks.map(({ webhook_id, state, url, events, last }) => [
    webhook_id,
    last === null ? 'nothing sent yet' : state,
    url,
    events.join(','),
    last?.why ?? '',
  ]);
  return [columns(rows), ...webhooks.flatMap(lostLines)].join('\n');
}

function lostLines({ url, dead_count, dead }: WebhookView): readonly string[] {
  if (dead_count === 0) return [];
  return [
    line`\nGiven up for ${url}: ${dead_count}. The latest:`,
    ...dead.map(
      ({ mission_id, seq, given_up_at, tries }) =>
        line`  event ${seq} of ${mission_id}, on ${given_up_at} after ${tries} ${tries === 1 ? 'try' : 'tries'}`,
    ),
  ];
}
