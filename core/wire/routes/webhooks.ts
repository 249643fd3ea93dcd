import { noQuerySchema } from '../http.ts';
import { madeWebhookSchema, newWebhookSchema, testedWebhookSchema, webhooksSchema } from '../webhook.ts';
import type { Route } from './route.ts';
import { bodiless, json } from './route.ts';

/** Where a user's missions tell what happens to them. A key can make none: what leaves by a webhook outlives the key. */
export const webhooksRoutes = {
  listWebhooks: {
    method: 'GET',
    path: '/gantry/webhooks',
    access: 'user',
    scope: 'read',
    owner: 'webhooks',
    summary: 'Your webhooks, and how their deliveries go.',
    query: noQuerySchema,
    success: json(webhooksSchema),
  },
  makeWebhook: {
    method: 'POST',
    path: '/gantry/webhooks',
    access: 'user',
    scope: 'none',
    owner: 'webhooks',
    summary:
      'Have events of your missions sent to an https address, signed with a secret that is shown this once.',
    query: noQuerySchema,
    body: newWebhookSchema,
    success: json(madeWebhookSchema, 201),
  },
  removeWebhook: {
    method: 'DELETE',
    path: '/gantry/webhooks/{webhook_id}',
    access: 'owner',
    scope: 'none',
    owner: 'webhooks',
    summary: 'Remove a webhook: nothing more is sent.',
    query: noQuerySchema,
    success: bodiless(204),
  },
  rotateWebhook: {
    method: 'POST',
    path: '/gantry/webhooks/{webhook_id}/rotate',
    access: 'owner',
    scope: 'none',
    owner: 'webhooks',
    summary: 'A new secret, shown this once; the one before it signs too for a day.',
    query: noQuerySchema,
    success: json(madeWebhookSchema),
  },
  testWebhook: {
    method: 'POST',
    path: '/gantry/webhooks/{webhook_id}/test',
    access: 'owner',
    scope: 'none',
    owner: 'webhooks',
    summary: 'Send a test message, once.',
    query: noQuerySchema,
    success: json(testedWebhookSchema, 202),
  },
} as const satisfies Record<string, Route>;
