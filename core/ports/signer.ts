/** `keyId` is the SHA-256 of the key's SubjectPublicKeyInfo in DER; `pem` is that very SubjectPublicKeyInfo. */
export interface PublicKey {
  readonly keyId: string;
  readonly pem: string;
}

/** A signature with the key that made it: a rotation in between two questions could not mix them up. */
export interface Signed {
  readonly signature: Uint8Array;
  readonly key: PublicKey;
}

/** Signs evidence: ECDSA P-256 over SHA-256, DER. KMS on AWS, key files (0600) locally. */
export interface Signer {
  /** Signs with the newest key. The message is made once the key is chosen, so that it may name the key; a signer behind a size limit (KMS: 4,096 bytes) sends its SHA-256 instead. */
  sign(messageFor: (key: PublicKey) => Uint8Array, signal: AbortSignal): Promise<Signed>;
  /** Every key that ever signed here, the one that signs now first. */
  publicKeys(signal: AbortSignal): Promise<readonly PublicKey[]>;
}
