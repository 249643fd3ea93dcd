import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { InputRejected } from '../../core/errors.ts';
import type { SignedDelivery } from '../../core/ports/merge-notices.ts';

/** Whether a delivery carries the secret that its webhook was made with: `X-Hub-Signature-256` is HMAC-SHA-256 over the raw body. */
export function isSigned(
  secret: string,
  { body, signature }: Pick<SignedDelivery, 'body' | 'signature'>,
): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The JSON of a delivery; GitHub sends a form with it in one field, unless the webhook says otherwise. */
export function readPayload({ body, contentType }: Pick<SignedDelivery, 'body' | 'contentType'>): unknown {
  const text = Buffer.from(body).toString('utf8');
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) return parseJson(text);
  const payload = new URLSearchParams(text).get('payload');
  if (payload !== null) return parseJson(payload);
  throw unreadable(
    'its form has no field "payload"',
    'Choose application/json as the webhook’s content type',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable('it is not JSON', 'Choose application/json as the webhook’s content type', cause);
  }
}

/** What whoever set the webhook up is told of a delivery that is signed and cannot be read. */
export const unreadable = (why: string, whatToDo: string, cause?: unknown): InputRejected =>
  new InputRejected('delivery_unreadable', `This delivery cannot be read: ${why}. ${whatToDo}.`, { cause });
