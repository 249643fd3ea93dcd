import { verify } from 'node:crypto';
import { expect } from 'vitest';
import * as z from 'zod';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { fromBase64 } from '../../../core/evidence/base64.ts';
import { verifyChain } from '../../../core/evidence/chain.ts';
import { preAuthEncoding } from '../../../core/evidence/dsse.ts';
import { type EvidenceBundle, evidenceBundleSchema } from '../../../core/wire/evidence.ts';
import { publicKeysSchema } from '../../../core/wire/http.ts';
import type { Client } from './client.ts';

const statementSchema = z.object({
  subject: z.tuple([z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })]),
  predicate: z.object({
    buildDefinition: z.object({
      externalParameters: z.record(z.string(), z.unknown()),
      internalParameters: z.record(z.string(), z.unknown()),
    }),
    runDetails: z.object({
      byproducts: z.tuple([z.object({ annotations: z.record(z.string(), z.unknown()) })]),
    }),
  }),
});

/** What a mission's evidence says, once chain, signature and key have been checked. */
export interface Statement {
  readonly bundle: EvidenceBundle;
  readonly subject: { readonly name: string; readonly sha256: string };
  readonly request: Readonly<Record<string, unknown>>;
  readonly pins: Readonly<Record<string, unknown>>;
  readonly annotations: Readonly<Record<string, unknown>>;
}

/** Reads a mission's evidence and checks it as an auditor would: the chain, the head it names, the signature, the published key. */
export async function readEvidence(client: Client, missionId: string): Promise<Statement> {
  const bundle = await client.read(evidenceBundleSchema, `/gantry/missions/${missionId}/evidence`);
  const chain = verifyChain(nodeDigest, bundle.events);
  expect(chain).toMatchObject({ ok: true });
  const payload = signedPayload(bundle);
  const { keys } = await client.read(publicKeysSchema, '/gantry/public-keys');
  const keyId = bundle.envelope.signatures[0]?.keyid;
  expect(keys).toContainEqual({ key_id: keyId, public_key_pem: bundle.public_key_pem });
  const { subject, predicate } = statementSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
  const { annotations } = predicate.runDetails.byproducts[0];
  expect(annotations.chain).toEqual({ seq: bundle.events.length, head_sha256: bundle.events.at(-1)?.sha256 });
  const { name, digest } = subject[0];
  const { externalParameters, internalParameters } = predicate.buildDefinition;
  return {
    bundle,
    subject: { name, sha256: digest.sha256 },
    request: externalParameters,
    pins: internalParameters,
    annotations,
  };
}

function signedPayload({ envelope, public_key_pem }: EvidenceBundle): Uint8Array {
  const payload = fromBase64(envelope.payload);
  const signature = fromBase64(envelope.signatures[0]?.sig ?? '');
  if (payload === undefined || signature === undefined)
    throw new Error('the envelope is not base64 that encodes back to itself');
  const signed = preAuthEncoding(envelope.payloadType, payload);
  expect(verify('sha256', signed, { key: public_key_pem, dsaEncoding: 'der' }, signature)).toBe(true);
  return payload;
}
