/** Signs evidence: ECDSA P-256 over SHA-256, DER. KMS on AWS, a key file (0600) locally. */
export interface Signer {
  /** Signs the message, hashing it on the way; a signer behind a size limit (KMS: 4,096 bytes) sends the SHA-256 instead. */
  sign(message: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** `keyId` is the SHA-256 of the key's SubjectPublicKeyInfo in DER; `pem` is that very SubjectPublicKeyInfo. */
  publicKey(signal: AbortSignal): Promise<{ readonly keyId: string; readonly pem: string }>;
}
