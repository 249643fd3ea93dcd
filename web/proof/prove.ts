import { verifyChain } from '../../core/evidence/chain.ts';
import { verifyBundle } from '../../core/evidence/verify-bundle.ts';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { EvidenceBundle } from '../../core/wire/evidence.ts';
import { evidenceBundleSchema } from '../../core/wire/evidence.ts';
import { digestFor, webVerifier } from './web-crypto.ts';

/** A key that this Gantry publishes. */
export interface PublishedKey {
  readonly key_id: string;
  readonly public_key_pem: string;
}

/** What came of checking: a bundle or a chain that holds, or why not and, where one is to blame, which event. */
export type Proof =
  | { readonly kind: 'signed'; readonly events: readonly ChainedEvent[]; readonly keyId: string }
  | { readonly kind: 'unsigned'; readonly events: readonly ChainedEvent[] }
  | {
      readonly kind: 'broken';
      readonly events: readonly ChainedEvent[];
      readonly why: string;
      readonly seq: number | undefined;
    };

/** Checks an evidence bundle with the rules of `npm run verify`, against the keys that this Gantry publishes; none published is a failure, not a pass. */
export async function proveBundle(json: unknown, keys: readonly PublishedKey[]): Promise<Proof> {
  // As it came, not as it was parsed: what is hashed must be what is shown.
  const events = evidenceBundleSchema.safeParse(json).success ? (json as EvidenceBundle).events : [];
  try {
    if (keys.length === 0)
      return broken(events, 'this Gantry publishes no key to check the signature with', undefined);
    const pinned = keys.map(({ public_key_pem }) => public_key_pem.trim()).join('\n');
    const digest = await digestFor(events);
    const verdict = await verifyBundle({ digest, verifier: webVerifier }, json, `${pinned}\n`);
    return verdict.ok
      ? { kind: 'signed', events, keyId: verdict.keyId }
      : broken(events, verdict.why, verdict.seq);
  } catch (error) {
    return broken(events, `it cannot be checked: ${String(error)}`, undefined);
  }
}

/** Checks the chain of a mission that is still at work, which nobody has signed yet. */
export async function proveEvents(events: readonly ChainedEvent[]): Promise<Proof> {
  const verdict = verifyChain(await digestFor(events), events);
  return verdict.ok ? { kind: 'unsigned', events } : broken(events, verdict.why, verdict.seq);
}

function broken(events: readonly ChainedEvent[], why: string, seq: number | undefined): Proof {
  return { kind: 'broken', events, why, seq };
}
