import type { Caller } from '../access/sessions.ts';
import { Conflict, InputRejected, NotFound } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { UserId, WebhookId } from '../wire/ids.ts';
import { webhookIdSchema } from '../wire/ids.ts';
import type { NewWebhook, WebhookView } from '../wire/webhook.ts';
import { readStanding } from './standing.ts';
import type { Standing, WebhookRecord } from './webhook-records.ts';
import { standingKey, webhookKey, webhookRecordSchema, webhooksOf } from './webhook-records.ts';

interface Deps {
  readonly records: RecordStore;
}

const maxWebhooks = 20;
/** More than anybody can have, so that one too many is seen. */
const listed = 200;

/** A user's webhooks, oldest first. */
export const listWebhooks =
  (deps: Deps) =>
  async (owner: UserId, signal: AbortSignal): Promise<readonly WebhookRecord[]> => {
    const found = await deps.records.list(webhooksOf(owner), { limit: listed }, webhookRecordSchema, signal);
    return found.map(({ value }) => value);
  };

/** Makes a webhook for the caller. Of many that are made at once, no more stay than a user may have. */
export const makeWebhook =
  (deps: Deps & { readonly ids: Ids; readonly clock: Clock }) =>
  async (caller: Caller, { url, events }: NewWebhook, signal: AbortSignal): Promise<WebhookRecord> => {
    const webhook: WebhookRecord = {
      webhook_id: webhookIdSchema.parse(deps.ids.make('whk')),
      owner: caller.id,
      url,
      events,
      secret: signingSecret(deps.ids.token()),
      created_at_ms: deps.clock.nowMs(),
    };
    await deps.records.put(webhookKey(webhook), webhook, { condition: { kind: 'absent' } }, signal);
    const first = (await listWebhooks(deps)(caller.id, signal)).slice(0, maxWebhooks);
    if (first.some(({ webhook_id }) => webhook_id === webhook.webhook_id)) return webhook;
    await removeWebhook(deps)(webhook, signal);
    throw new InputRejected(
      'too_many_webhooks',
      `You have ${maxWebhooks} webhooks, which is the limit. Remove one first.`,
    );
  };

/** How long the secret before a new one signs too, so that a receiver changes it without losing a message. */
const bothSignMs = 86_400_000;

/** Gives a webhook a new secret, answered this once. Of several that are asked for at once one is given, and the others are told. */
export const rotateSecret =
  (deps: Deps & { readonly ids: Ids; readonly clock: Clock }) =>
  async (webhook: WebhookRecord, signal: AbortSignal): Promise<WebhookRecord> => {
    const found = await deps.records.get(webhookKey(webhook), webhookRecordSchema, signal);
    if (found === undefined) throw noSuchWebhook();
    const { secret } = found.value;
    const rotated: WebhookRecord = {
      ...found.value,
      secret: signingSecret(deps.ids.token()),
      previous: { secret, until_ms: deps.clock.nowMs() + bothSignMs },
    };
    const condition = { kind: 'revision', revision: found.revision } as const;
    if ((await deps.records.put(found.key, rotated, { condition }, signal)) !== 'lost') return rotated;
    throw new Conflict('webhook_rotated', 'Its secret was just changed. Look who did, or ask again.');
  };

/** `whsec_` and base64, as Standard Webhooks wants it, of a token that is base64url. */
const signingSecret = (token: string): string =>
  `whsec_${token.replaceAll('-', '+').replaceAll('_', '/')}${'='.repeat((4 - (token.length % 4)) % 4)}`;

/** The caller's webhook with an id; NotFound for an unknown one and for somebody else's. */
export const requireWebhook =
  (deps: Deps) =>
  async (caller: Caller, id: string, signal: AbortSignal): Promise<WebhookRecord> => {
    const key = webhookKey({ owner: caller.id, webhook_id: id as WebhookId });
    const found = await deps.records.get(key, webhookRecordSchema, signal);
    if (found !== undefined) return found.value;
    throw noSuchWebhook();
  };

const noSuchWebhook = (): NotFound =>
  new NotFound('webhook_not_found', 'You have no such webhook; GET /gantry/webhooks lists them.');

/** Removes a webhook: what was still to be delivered is dropped when its turn comes. */
export const removeWebhook =
  (deps: Deps) =>
  async (webhook: WebhookRecord, signal: AbortSignal): Promise<void> => {
    await deps.records.remove(webhookKey(webhook), { kind: 'any' }, signal);
    await deps.records.remove(standingKey(webhook), { kind: 'any' }, signal);
  };

/** Removes all webhooks of a user, who is no longer to hear of anything. */
export const removeWebhooks =
  (deps: Deps) =>
  async (owner: UserId, signal: AbortSignal): Promise<void> => {
    for (const webhook of await listWebhooks(deps)(owner, signal)) await removeWebhook(deps)(webhook, signal);
  };

/** A user's webhooks as the user sees them: without their secrets, and with how they do. */
export const viewWebhooks =
  (deps: Deps) =>
  async (owner: UserId, signal: AbortSignal): Promise<readonly WebhookView[]> => {
    const webhooks = await listWebhooks(deps)(owner, signal);
    return Promise.all(
      webhooks.map(async (webhook) => viewWebhook(webhook, await readStanding(deps)(webhook, signal))),
    );
  };

function viewWebhook(webhook: WebhookRecord, standing: Standing): WebhookView {
  const { webhook_id, url, events, created_at_ms } = webhook;
  const { failing_since_ms, last, dead_count, dead } = standing;
  return {
    webhook_id,
    url,
    events,
    created_at: new Date(created_at_ms).toISOString(),
    state: stateOf(standing),
    failing_since: failing_since_ms === null ? null : new Date(failing_since_ms).toISOString(),
    last,
    dead_count,
    dead,
  };
}

function stateOf({ ended_at_ms, failing_since_ms }: Standing): WebhookView['state'] {
  if (ended_at_ms !== null) return 'ended';
  return failing_since_ms === null ? 'active' : 'failing';
}
