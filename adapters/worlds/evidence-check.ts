import type { SignatureVerifier } from '../../core/evidence/verify-bundle.ts';
import type { Digest } from '../../core/ports/digest.ts';
import { nodeDigest } from '../node/digest.ts';
import { nodeSignatureVerifier } from '../node/signature-verifier.ts';

/** What checks evidence offline, without any installation. */
export const evidenceCheck: { readonly digest: Digest; readonly verifier: SignatureVerifier } = {
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
};
