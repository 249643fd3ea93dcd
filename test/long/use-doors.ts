import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { linkCodeSchema } from '../../core/wire/channel.ts';
import { oauthClientSchema, oauthDecidedSchema, oauthTokensSchema } from '../../core/wire/oauth.ts';
import { madeWebhookSchema } from '../../core/wire/webhook.ts';
import type { Client } from '../e2e/rig/client.ts';
import type { Watched } from './canaries.ts';

/** What was given out at the doors where people already are. */
export interface DoorSecrets {
  /** Codes and tokens, of which only hashes are kept. */
  readonly hashed: ReadonlyMap<string, string>;
  /** What messages are signed with, which a record has to keep. */
  readonly signing: ReadonlyMap<string, string>;
}

/** Uses webhooks, OAuth and link codes as a person and a program do, well and badly, each with a secret in its hand. */
export async function useDoors(watched: Watched, client: Client, receiver: string): Promise<DoorSecrets> {
  return {
    signing: await useWebhooks(watched, client, receiver),
    hashed: new Map([...(await connectProgram(watched, client)), ...(await takeCodes(watched, client))]),
  };
}

async function useWebhooks(watched: Watched, client: Client, url: string): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  const shown = async (what: string, path: string, body: object): Promise<string> => {
    const { text } = await watched.shownOnce(client, 'POST', path, { body });
    const { webhook_id, secret } = madeWebhookSchema.parse(JSON.parse(text));
    // Its base64 alone, by which it would be known without its prefix too.
    secrets.set(what, secret.replace('whsec_', ''));
    return `/gantry/webhooks/${webhook_id}`;
  };
  const removed = await shown('a removed webhook’s secret', '/gantry/webhooks', { url, events: ['*'] });
  expect((await client.call('DELETE', removed)).status).toBe(204);
  const path = await shown('a webhook’s first secret', '/gantry/webhooks', { url, events: ['*'] });
  await client.call('POST', `${path}/test`, { body: {} });
  await shown('a webhook’s second secret', `${path}/rotate`, {});
  expect((await client.call('POST', `${path}/test`, { body: {} })).text).toContain('"is_delivered":false');
  await client.call('GET', '/gantry/webhooks');
  await client.call('POST', '/gantry/webhooks', {
    body: { url, events: ['*'], secret: secrets.get('x') ?? 1 },
  });
  return secrets;
}

const redirect = 'http://127.0.0.1:9/callback';

async function connectProgram(watched: Watched, client: Client): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  const registration = { client_name: 'An editor', redirect_uris: [redirect] };
  const registered = await client.send(oauthClientSchema, 201, '/gantry/oauth/register', registration);
  const { client_id } = registered;
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(24).toString('base64url');
  secrets.set('a program’s verifier', verifier).set('a program’s state', state);
  const request = {
    response_type: 'code',
    client_id,
    redirect_uri: redirect,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
  };
  const allowed = await watched.shownOnce(client, 'POST', '/gantry/oauth/consent', {
    body: { request, scopes: ['read'] },
  });
  const { location } = oauthDecidedSchema.parse(JSON.parse(allowed.text));
  const code = new URL(location).searchParams.get('code') ?? '';
  secrets.set('a program’s code', code);
  const ask = async (fields: Record<string, string>) =>
    watched.shownOnce(client, 'POST', '/gantry/oauth/token', {
      rawBody: `${new URLSearchParams({ client_id, ...fields })}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const grant = { grant_type: 'authorization_code', code, code_verifier: verifier };
  const first = oauthTokensSchema.parse(JSON.parse((await ask(grant)).text));
  const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
  const second = oauthTokensSchema.parse(JSON.parse((await ask(refresh)).text));
  for (const [name, given] of Object.entries({ first, second }))
    secrets
      .set(`the ${name} access token`, given.access_token)
      .set(`the ${name} refresh token`, given.refresh_token);
  await knockWith(client, [second.access_token, first.refresh_token, `${second.access_token}x`]);
  // A code, and a refresh token, that is used again ends what it gave.
  for (const again of [grant, refresh]) {
    const refused = await client.call('POST', '/gantry/oauth/token', { body: { client_id, ...again } });
    expect(refused.status).toBe(400);
  }
  await client.call('POST', '/gantry/oauth/revoke', { body: { client_id, token: second.refresh_token } });
  await client.call('GET', '/gantry/connections');
  return secrets;
}

/** At the door for programs, and at others, where their tokens open nothing. */
async function knockWith(client: Client, tokens: readonly string[]): Promise<void> {
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  for (const token of tokens)
    for (const [method, path] of [
      ['POST', '/gantry/mcp'],
      ['GET', '/gantry/me'],
    ] as const)
      await client.call(method, path, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream' },
        ...(method === 'POST' && { body }),
      });
}

async function takeCodes(watched: Watched, client: Client): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  for (const what of ['a link code', 'another link code']) {
    const { text } = await watched.shownOnce(client, 'POST', '/gantry/channels/link', { body: {} });
    secrets.set(what, linkCodeSchema.parse(JSON.parse(text)).code);
  }
  await client.call('GET', '/gantry/channels');
  return secrets;
}
