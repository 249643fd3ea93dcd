import { Webhook } from 'standardwebhooks';
import type { MessageSigner } from '../../core/ports/message-signer.ts';

/** HMAC-SHA-256 over id, time and body, in the three headers of https://www.standardwebhooks.com. */
export const standardWebhooksSigner: MessageSigner = {
  sign: (secrets, { id, atMs, body }) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1_000)),
    'webhook-signature': secrets
      .map((secret) => new Webhook(secret).sign(id, new Date(atMs), body))
      .join(' '),
  }),
};
