import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { standardWebhooksSigner } from '../../../adapters/node/message-signer.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const message = { id: 'msn_1_2', atMs: Date.now(), body: '{"type":"status","message":"Häuser"}' };

test('a signed message is verified by what receivers verify with, and by no other secret, body, id or time', () => {
  const headers = { ...standardWebhooksSigner.sign([secret], message) };
  const verify = (by = secret, body = message.body, sent = headers) => new Webhook(by).verify(body, sent);
  expect(verify()).toEqual(JSON.parse(message.body));
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  expect(() => verify(other)).toThrow();
  expect(() => verify(secret, message.body.replace('H', 'h'))).toThrow();
  expect(() => verify(secret, message.body, { ...headers, 'webhook-id': 'msn_1_3' })).toThrow();
  const later = String(Number(headers['webhook-timestamp']) + 1);
  expect(() => verify(secret, message.body, { ...headers, 'webhook-timestamp': later })).toThrow();
});

test('a message that two secrets sign is verified by either', () => {
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  const headers = { ...standardWebhooksSigner.sign([secret, other], message) };
  for (const by of [secret, other])
    expect(new Webhook(by).verify(message.body, headers)).toEqual(JSON.parse(message.body));
});
