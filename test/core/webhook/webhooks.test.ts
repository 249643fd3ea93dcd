import { describe, expect, test } from 'vitest';
import { sendMessage } from '../../../core/webhook/send-message.ts';
import { afterLoss, readStanding } from '../../../core/webhook/standing.ts';
import { testWebhook } from '../../../core/webhook/test-webhook.ts';
import {
  listWebhooks,
  removeWebhook,
  removeWebhooks,
  requireWebhook,
  viewWebhooks,
} from '../../../core/webhook/webhooks.ts';
import { newWebhookSchema } from '../../../core/wire/webhook.ts';
import { otherUserId } from '../mission/samples.ts';
import { never } from '../ports/never.ts';
import { caller, options, webhookRig } from './webhook-rig.ts';

describe('a webhook', () => {
  test('has a secret of 256 bits as Standard Webhooks wants it, and is shown without it', async () => {
    const { make, ports } = webhookRig();
    const { secret, webhook_id } = await make();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await viewWebhooks(ports)(caller.id, never);
    expect(shown).toMatchObject([
      {
        webhook_id,
        url: 'https://hooks.example.com/in',
        events: ['*'],
        state: 'active',
        last: null,
        dead: [],
      },
    ]);
    expect(JSON.stringify(shown)).not.toContain(secret);
  });

  test('is found by its owner alone', async () => {
    const { make, ports } = webhookRig();
    const webhook = await make();
    expect(await requireWebhook(ports)(caller, webhook.webhook_id, never)).toEqual(webhook);
    const stranger = { ...caller, id: otherUserId };
    const asked = requireWebhook(ports)(stranger, webhook.webhook_id, never);
    await expect(asked).rejects.toMatchObject({ name: 'NotFound', code: 'webhook_not_found' });
    expect(await viewWebhooks(ports)(otherUserId, never)).toEqual([]);
  });

  test('is one of 20 at most, however many are made at once', async () => {
    const { make, ports } = webhookRig();
    const made = await Promise.allSettled(Array.from({ length: 30 }, () => make()));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await listWebhooks(ports)(caller.id, never)).toHaveLength(20);
    await expect(make()).rejects.toMatchObject({ code: 'too_many_webhooks' });
    await removeWebhooks(ports)(caller.id, never);
    expect(await listWebhooks(ports)(caller.id, never)).toEqual([]);
  });

  test('that is tested and removed five times at once sends five messages and is gone', async () => {
    const { make, ids, ports } = webhookRig();
    const webhook = await make();
    await Promise.all(Array.from({ length: 5 }, () => testWebhook(ports)(webhook, options)));
    expect(new Set(ids()).size).toBe(5);
    await Promise.all(Array.from({ length: 5 }, () => removeWebhook(ports)(webhook, never)));
    expect(await viewWebhooks(ports)(caller.id, never)).toEqual([]);
  });

  test('is tested by a message that tells of nothing, and shows how that went', async () => {
    const { make, rig, received, view, ports } = webhookRig();
    const webhook = await make();
    expect(await testWebhook(ports)(webhook, options)).toMatchObject({ is_delivered: true, status: 204 });
    expect(received[0]?.request.body).toBe(JSON.stringify({ type: 'test', webhook_id: webhook.webhook_id }));
    rig.answer = async () => 404;
    await testWebhook(ports)(webhook, options);
    expect(await view()).toMatchObject({ state: 'failing', last: { status: 404 } });
  });

  test('keeps 20 of the messages that were given up, and counts all', async () => {
    const { make, ports, begin } = webhookRig();
    const mission_id = await begin();
    let standing = await readStanding(ports)(await make(), never);
    const letter = { message_id: 'm', mission_id, given_up_at: new Date(0).toISOString(), tries: 1 };
    for (let seq = 1; seq <= 25; seq += 1) standing = afterLoss(standing, { ...letter, seq });
    expect([standing.dead_count, standing.dead.length, standing.dead[0]?.seq]).toEqual([25, 20, 6]);
  });

  test('that is being sent to ends with its caller’s signal', async () => {
    const { make, ports, rig } = webhookRig();
    const webhook = await make();
    rig.answer = async () => Promise.reject(new Error('aborted'));
    const over = AbortSignal.abort(new Error('time is up'));
    await expect(sendMessage(ports)(webhook, { id: 'msg_1', body: '{}' }, over)).rejects.toThrow(
      'time is up',
    );
  });
});

describe('what a webhook is made of', () => {
  const accepts = (url: string, events: unknown = ['*']) =>
    newWebhookSchema.safeParse({ url, events }).success;

  test.each(['https://hooks.example.com/in?token=1', 'https://hooks.example.com:8443/'])(
    'may be %s',
    (url) => {
      expect(accepts(url)).toBe(true);
    },
  );

  test.each([
    'http://hooks.example.com/',
    'http://127.0.0.1/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://gantry.localhost/',
    'https://metadata.google.internal/',
    'https://router/',
    'https://user@hooks.example.com/',
    'https://:pass@hooks.example.com/',
    'https://hooks.example.com/#part',
    'ftp://hooks.example.com/',
    'not an address',
    `https://hooks.example.com/${'x'.repeat(1_000)}`,
  ])('is not %s', (url) => {
    expect(accepts(url)).toBe(false);
  });

  test('is events that there are, each once', () => {
    const url = 'https://hooks.example.com/';
    expect(
      newWebhookSchema.parse({ url, events: ['mission-shipped', '*', 'mission-shipped'] }).events,
    ).toEqual(['*', 'mission-shipped']);
    for (const events of [[], ['mission-sunk'], ['__proto__'], 'mission-shipped'])
      expect(accepts(url, events)).toBe(false);
  });
});
