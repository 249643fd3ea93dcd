import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { testWebhook } from '../../../core/webhook/test-webhook.ts';
import { listWebhooks, removeWebhook, requireWebhook, rotateSecret } from '../../../core/webhook/webhooks.ts';
import { never } from '../ports/never.ts';
import { caller, options, webhookRig } from './webhook-rig.ts';

const dayMs = 86_400_000;

/** Which of the secrets the last message is signed with. */
async function signers({ ports, received }: ReturnType<typeof webhookRig>, ...secrets: string[]) {
  const [webhook] = await listWebhooks(ports)(caller.id, never);
  if (webhook === undefined) throw new Error('There is no webhook.');
  await testWebhook(ports)(webhook, options);
  const { headers = {}, body = '' } = received.at(-1)?.request ?? {};
  const given = String(headers['webhook-signature']).split(' ');
  const at = new Date(ports.clock.nowMs());
  const expected = secrets.map((secret) => new Webhook(secret).sign(headers['webhook-id'] ?? '', at, body));
  return { given, expected };
}

describe('a new secret', () => {
  test('signs at once, with the one before it beside it for a day and no longer', async () => {
    const rig = webhookRig();
    const { secret: first, webhook_id } = await rig.make();
    const webhook = await requireWebhook(rig.ports)(caller, webhook_id, never);
    const { secret: second } = await rotateSecret(rig.ports)(webhook, never);
    expect(second).not.toBe(first);
    expect(JSON.stringify(await rig.view())).not.toContain(first);
    const both = await signers(rig, second, first);
    expect(both.given).toEqual(both.expected);
    rig.ports.clock.advance(dayMs);
    const one = await signers(rig, second);
    expect(one.given).toEqual(one.expected);
  });

  test('takes the place of the last one where it is asked for again', async () => {
    const rig = webhookRig();
    const webhook = await rig.make();
    const { secret: second } = await rotateSecret(rig.ports)(webhook, never);
    const { secret: third } = await rotateSecret(rig.ports)(webhook, never);
    const { given, expected } = await signers(rig, third, second);
    expect(given).toEqual(expected);
  });

  test('is given to one of five who ask at once, and to nobody for a webhook that is gone', async () => {
    const rig = webhookRig();
    const webhook = await rig.make();
    const asked = Array.from({ length: 5 }, () => rotateSecret(rig.ports)(webhook, never));
    const answers = await Promise.allSettled(asked);
    const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.secret] : []));
    const kept = await requireWebhook(rig.ports)(caller, webhook.webhook_id, never);
    expect(given).toContain(kept.secret);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'webhook_rotated' });
    await removeWebhook(rig.ports)(webhook, never);
    await expect(rotateSecret(rig.ports)(webhook, never)).rejects.toMatchObject({
      code: 'webhook_not_found',
    });
  });
});
