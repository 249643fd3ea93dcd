import * as z from 'zod';
import type { ReadNotice, SignedDelivery } from '../../core/ports/merge-notices.ts';
import { isSigned, readPayload, unreadable } from './signed-delivery.ts';

/** The fields of GitHub's `pull_request` event that are read; the rest is left alone. */
const deliverySchema = z.object({
  action: z.string(),
  pull_request: z.object({ number: z.number().int().positive(), merged: z.boolean().nullish() }),
  repository: z.object({ id: z.number().int().positive(), full_name: z.string().min(3).max(200) }),
});

/** GitHub's deliveries, as JSON or as a form, by the secret that the webhook was made with. */
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

function readMerge(delivery: SignedDelivery): ReadNotice {
  const parsed = deliverySchema.safeParse(readPayload(delivery));
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw unreadable(
      `it lacks ${fields} of a pull_request event`,
      'Let the webhook send pull requests, unchanged',
    );
  }
  const { action, pull_request: pull, repository } = parsed.data;
  const notice = {
    repository: repository.full_name,
    repositoryId: String(repository.id),
    number: pull.number,
  };
  if (action === 'synchronize') return { ...notice, isPush: true };
  return action === 'closed' && pull.merged === true ? notice : 'other';
}
