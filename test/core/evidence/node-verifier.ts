import { createPublicKey, hash, verify } from 'node:crypto';
import type { SignatureVerifier } from '../../../core/evidence/verify-bundle.ts';

/** Verifies with node:crypto, apart from what signs. */
export const nodeVerifier: SignatureVerifier = {
  keyId: async (pem) => hash('sha256', createPublicKey(pem).export({ type: 'spki', format: 'der' }), 'hex'),
  verify: async (pem, message, signature) => verify('sha256', message, pem, signature),
};
