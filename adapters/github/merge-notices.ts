import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { MergeNotice, ReadNotice, SignedDelivery } from '../../core/ports/merge-notices.ts';

/** The fields of GitHub's `pull_request` event that are read; the rest is left alone. */
const mergedSchema = z.object({
  action: z.literal('closed'),
  pull_request: z.object({ number: z.number().int().positive(), merged: z.literal(true) }),
  repository: z.object({ full_name: z.string().min(3).max(200) }),
});

/** GitHub's deliveries, by the secret that the webhook was made with: `X-Hub-Signature-256` is HMAC-SHA-256 over the raw body. */
export function gitHubMergeNotices({ secret }: { readonly secret: string }): {
  readonly read: (delivery: SignedDelivery) => ReadNotice;
} {
  return {
    read: (delivery) => {
      if (!isSigned(secret, delivery)) return 'forged';
      return delivery.event === 'pull_request' ? readMerge(delivery.body) : 'other';
    },
  };
}

function isSigned(secret: string, { body, signature }: SignedDelivery): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function readMerge(body: Uint8Array): MergeNotice | 'other' {
  const parsed = mergedSchema.safeParse(parseJson(body));
  if (!parsed.success) return 'other';
  return { repository: parsed.data.repository.full_name, number: parsed.data.pull_request.number };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
