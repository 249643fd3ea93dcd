import { createPublicKey, hash, verify } from 'node:crypto';
import type { SignatureVerifier } from '../../core/evidence/verify-bundle.ts';

/** Verifies by node:crypto; a key that is none throws, a signature that is none does not fit. */
export const nodeSignatureVerifier: SignatureVerifier = {
  keyId: async (pem) => hash('sha256', createPublicKey(pem).export({ type: 'spki', format: 'der' }), 'hex'),
  verify: async (pem, message, signature) => verify('sha256', message, createPublicKey(pem), signature),
};
