import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { InputRejected } from '../../core/errors.ts';
import type { ReadNotice, SignedDelivery } from '../../core/ports/merge-notices.ts';

/** The fields of GitHub's `pull_request` event that are read; the rest is left alone. */
const deliverySchema = z.object({
  action: z.string(),
  pull_request: z.object({ number: z.number().int().positive(), merged: z.boolean().nullish() }),
  repository: z.object({ id: z.number().int().positive(), full_name: z.string().min(3).max(200) }),
});

/** GitHub's deliveries, as JSON or as a form, by the secret that the webhook was made with: `X-Hub-Signature-256` is HMAC-SHA-256 over the raw body. */
export function gitHubMergeNotices({ secret }: { readonly secret: string }): {
  readonly read: (delivery: SignedDelivery) => ReadNotice;
} {
  return {
    read: (delivery) => {
      if (!isSigned(secret, delivery)) return 'forged';
      if (delivery.event === undefined)
        throw unreadable('it has no X-GitHub-Event header', 'Send it as GitHub does');
      return delivery.event === 'pull_request' ? readMerge(delivery) : 'other';
    },
  };
}

function isSigned(secret: string, { body, signature }: SignedDelivery): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function readMerge(delivery: SignedDelivery): ReadNotice {
  const parsed = deliverySchema.safeParse(parseJson(payloadOf(delivery)));
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw unreadable(
      `it lacks ${fields} of a pull_request event`,
      'Let the webhook send pull requests, unchanged',
    );
  }
  const { action, pull_request: pull, repository } = parsed.data;
  if (action !== 'closed' || pull.merged !== true) return 'other';
  return { repository: repository.full_name, repositoryId: String(repository.id), number: pull.number };
}

/** GitHub sends a form with the JSON in one field, unless the webhook says otherwise. */
function payloadOf({ body, contentType }: SignedDelivery): string {
  const text = Buffer.from(body).toString('utf8');
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) return text;
  const payload = new URLSearchParams(text).get('payload');
  if (payload !== null) return payload;
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

const unreadable = (why: string, whatToDo: string, cause?: unknown): InputRejected =>
  new InputRejected('delivery_unreadable', `This delivery cannot be read: ${why}. ${whatToDo}.`, { cause });
