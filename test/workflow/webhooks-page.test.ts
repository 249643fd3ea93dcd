import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { standardWebhooksSigner } from '../../adapters/node/message-signer.ts';
import { chainedEventSchema } from '../../core/wire/event.ts';
import { newWebhookSchema } from '../../core/wire/webhook.ts';

const page = readFileSync('docs/webhooks.md', 'utf8');

describe('docs/webhooks.md', () => {
  test('shows a body that makes a webhook, and names events that there are', () => {
    const [, body = ''] = /```json\n(.+)\n```/.exec(page) ?? [];
    expect(newWebhookSchema.safeParse(JSON.parse(body)).success).toBe(true);
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const events = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    expect(events.length).toBeGreaterThan(7);
    const { url } = JSON.parse(body);
    expect(newWebhookSchema.safeParse({ url, events }).error).toBeUndefined();
  });

  test('shows a message whose signature is right', () => {
    const [, head = '', body = ''] = /```http\nPOST [^\n]+\n([\s\S]+?)\n\n(.+)\n```/.exec(page) ?? [];
    const headers = Object.fromEntries(
      head.split('\n').map((line) => /^([^:]+): (.+)$/.exec(line)?.slice(1) ?? []),
    );
    const [secret = ''] = /whsec_[\w+/=]+/.exec(page) ?? [];
    const { mission_id, seq, at } = chainedEventSchema.parse(JSON.parse(body));
    const message = { id: `${mission_id}_${seq}`, atMs: Date.parse(at), body };
    expect(headers).toEqual({
      'content-type': 'application/json',
      ...standardWebhooksSigner.sign([secret], message),
    });
  });
});
