import * as world from '#world';
import type { Caller } from '../../core/access/sessions.ts';
import { testWebhook } from '../../core/webhook/test-webhook.ts';
import type { WebhookRecord } from '../../core/webhook/webhook-records.ts';
import {
  makeWebhook,
  removeWebhook,
  requireWebhook,
  rotateSecret,
  viewWebhooks,
} from '../../core/webhook/webhooks.ts';
import { webhooksRoutes } from '../../core/wire/routes/webhooks.ts';
import { accessDeps } from '../_onion/access.ts';
import type { BoundEndpoint, Signalled } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';

/** The caller's webhooks. */
export function webhookEndpoints(): readonly BoundEndpoint[] {
  const deps = accessDeps();
  const find = (caller: Caller, params: Readonly<Record<string, string>>, { signal }: Signalled) =>
    requireWebhook(deps)(caller, params.webhook_id ?? '', signal);
  const sending = {
    ...deps,
    messageSigner: world.messageSigner(),
    outsideFetcher: world.outsideFetcher(),
  };
  return [
    bindEndpoint(webhooksRoutes.listWebhooks, {
      run: async ({ caller }, { signal }) => ({
        json: { webhooks: await viewWebhooks(deps)(caller.id, signal) },
      }),
    }),
    bindEndpoint(webhooksRoutes.makeWebhook, {
      run: async ({ caller, body }, { signal }) => {
        return { json: withSecret(await makeWebhook(deps)(caller, body, signal)) };
      },
    }),
    bindEndpoint(webhooksRoutes.removeWebhook, {
      find,
      run: async ({ found }, { signal }) => {
        await removeWebhook(deps)(found, signal);
        return { status: 204 };
      },
    }),
    bindEndpoint(webhooksRoutes.rotateWebhook, {
      find,
      run: async ({ found }, { signal }) => ({ json: withSecret(await rotateSecret(deps)(found, signal)) }),
    }),
    bindEndpoint(webhooksRoutes.testWebhook, {
      find,
      run: async ({ found }, options) => {
        const { webhook_id } = found;
        return { json: { webhook_id, delivery: await testWebhook(sending)(found, options) } };
      },
    }),
  ];
}

/** A webhook as it is answered where its secret is shown. */
const withSecret = ({ webhook_id, url, events, secret }: WebhookRecord) => ({
  webhook_id,
  url,
  events,
  secret,
});
