import * as z from 'zod';
import { chainedEventSchema } from './event.ts';

/** DSSE: `payload` and `sig` are standard base64 that re-encodes identically. */
export const dsseEnvelopeSchema = z.strictObject({
  payloadType: z.literal('application/vnd.in-toto+json'),
  payload: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })).length(1),
});
export type DsseEnvelope = z.infer<typeof dsseEnvelopeSchema>;

/** What GET .../evidence answers and `npm run verify` reads. */
export const evidenceBundleSchema = z.strictObject({
  version: z.literal(1),
  events: z.array(chainedEventSchema).min(1),
  envelope: dsseEnvelopeSchema,
  public_key_pem: z.string(),
});
export type EvidenceBundle = z.infer<typeof evidenceBundleSchema>;

/** The installation-wide log of signed checkpoints with the keys that signed them, as `npm run gantry -- audit export` writes it. */
export const checkpointLogSchema = z.strictObject({
  version: z.literal(1),
  entries: z.array(chainedEventSchema),
  keys: z.array(z.strictObject({ key_id: z.string(), public_key_pem: z.string() })),
});
export type CheckpointLog = z.infer<typeof checkpointLogSchema>;
