import * as z from 'zod';
import type { Digest } from '../ports/digest.ts';
import type { DsseEnvelope, EvidenceBundle } from '../wire/evidence.ts';
import { evidenceBundleSchema } from '../wire/evidence.ts';
import type { MissionId } from '../wire/ids.ts';
import { fromBase64 } from './base64.ts';
import { canonicalJson } from './canonical-json.ts';
import { verifyChain } from './chain.ts';
import { preAuthEncoding } from './dsse.ts';
import { isStrictPem, splitPems } from './pem.ts';
import { predicateType, statementType } from './statement.ts';

/** Checks one ECDSA P-256 signature (DER) over SHA-256 of a message with a key in PEM; a platform's own, since core has no crypto. */
export interface SignatureVerifier {
  keyId(pem: string): Promise<string>;
  verify(pem: string, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Whether a bundle is true to itself; `seq` is there when an event is to blame. */
export type BundleVerdict =
  | {
      readonly ok: true;
      readonly missionId: MissionId;
      readonly headSha256: string;
      readonly events: number;
      readonly keyId: string;
      readonly isPinned: boolean;
    }
  | { readonly ok: false; readonly why: string; readonly seq?: number };

const statementSchema = z.looseObject({
  _type: z.literal(statementType),
  predicateType: z.literal(predicateType),
  subject: z.tuple([z.looseObject({ digest: z.looseObject({ sha256: z.string() }) })]),
  predicate: z.looseObject({
    runDetails: z.looseObject({
      metadata: z.looseObject({ invocationId: z.string() }),
      byproducts: z.tuple([
        z.looseObject({
          annotations: z.looseObject({ chain: z.strictObject({ seq: z.number(), head_sha256: z.string() }) }),
        }),
      ]),
    }),
  }),
});

/** Verifies a bundle offline: its form, its chain, its signature, and that the statement speaks of this chain and this tree. `pinnedPem`, one key or several after each other, refuses any other. */
export async function verifyBundle(
  deps: { readonly digest: Digest; readonly verifier: SignatureVerifier },
  json: unknown,
  pinnedPem: string | undefined,
): Promise<BundleVerdict> {
  const parsed = evidenceBundleSchema.safeParse(json);
  if (!parsed.success) return { ok: false, why: `not an evidence bundle: ${z.prettifyError(parsed.error)}` };
  // As it came: the parsed copy lacks what a `__proto__` member hides, and would verify without it.
  const bundle = json as EvidenceBundle;
  const chain = verifyChain(deps.digest, bundle.events);
  if (!chain.ok) return { ok: false, why: chain.why, seq: chain.seq };
  const signed = await verifyEnvelope(deps.verifier, bundle, pinnedPem);
  if (typeof signed === 'string') return { ok: false, why: signed };
  const why = statementFault(signed.payload, bundle, chain.headSha256);
  if (why !== undefined) return { ok: false, why };
  return {
    ok: true,
    // The schema holds at least one event, and the statement names a mission.
    missionId: bundle.events[0]?.mission_id as MissionId,
    headSha256: chain.headSha256,
    events: bundle.events.length,
    keyId: signed.keyId,
    isPinned: pinnedPem !== undefined,
  };
}

async function verifyEnvelope(
  verifier: SignatureVerifier,
  bundle: EvidenceBundle,
  pinnedPem: string | undefined,
): Promise<{ readonly payload: Uint8Array; readonly keyId: string } | string> {
  const { envelope } = bundle;
  // The schema holds exactly one.
  const [{ keyid, sig }] = envelope.signatures as [DsseEnvelope['signatures'][number]];
  const payload = fromBase64(envelope.payload);
  const signature = fromBase64(sig);
  if (payload === undefined || signature === undefined) return 'the envelope is not canonical base64';
  const keyId = await keyIdOf(verifier, bundle.public_key_pem);
  if (keyId === undefined) return 'the public key is not a key in PEM as it is written here';
  if (keyid !== keyId) return 'the key id is not that of the public key';
  if (pinnedPem !== undefined && !(await isPinned(verifier, pinnedPem, keyId)))
    return 'signed with a key other than the pinned one';
  const isSigned = await verifier.verify(
    bundle.public_key_pem,
    preAuthEncoding(envelope.payloadType, payload),
    signature,
  );
  return isSigned ? { payload, keyId } : 'the signature does not match what it signs';
}

/** The id of a key whose PEM is the one way to write it, so that not a byte of the bundle can be another. */
async function keyIdOf(verifier: SignatureVerifier, pem: string): Promise<string | undefined> {
  return isStrictPem(pem) ? verifier.keyId(pem).catch(() => undefined) : undefined;
}

async function isPinned(verifier: SignatureVerifier, pinnedPem: string, keyId: string): Promise<boolean> {
  const keyIds = await Promise.all(splitPems(pinnedPem).map((pem) => verifier.keyId(pem)));
  return keyIds.includes(keyId);
}

function statementFault(payload: Uint8Array, bundle: EvidenceBundle, headSha256: string): string | undefined {
  const text = new TextDecoder().decode(payload);
  const statement = statementSchema.safeParse(parseJson(text));
  if (!statement.success || !isCanonical(text)) return 'the payload is not a Gantry statement';
  const { subject, predicate } = statement.data;
  const { chain } = predicate.runDetails.byproducts[0].annotations;
  if (chain.head_sha256 !== headSha256 || chain.seq !== bundle.events.length)
    return 'the statement names another chain head';
  if (predicate.runDetails.metadata.invocationId !== bundle.events[0]?.mission_id)
    return 'the statement names another mission';
  if (subject[0].digest.sha256 !== (lastTree(bundle) ?? headSha256))
    return 'the statement names another tree';
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

/** The tree of the attempt that the mission was on when it ended; none when a heal was asked for and not written. */
function lastTree(bundle: EvidenceBundle): unknown {
  const last = bundle.events.findLast(
    (event) => event.event === 'draft-stored' || event.event === 'heal-requested',
  );
  return last?.event === 'draft-stored' ? last.data.tree_sha256 : undefined;
}
