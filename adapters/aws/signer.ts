import { createPublicKey, hash } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { DependencyRefused } from '../../core/errors.ts';
import type { PublicKey, Signer } from '../../core/ports/signer.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault } from './fault.ts';

export interface KmsSignerConfig extends AwsConnection {
  /** Ids, ARNs or aliases of asymmetric ECC_NIST_P256 keys for SIGN_VERIFY: the first signs, the others have signed before. */
  readonly kmsKeyIds: readonly string[];
}

const service = 'AWS KMS';

/** Signs by KMS, which never gives the key out; the SHA-256 is sent, because KMS takes no more than 4,096 bytes. Asks for each public key once. */
export function kmsSigner({ kmsKeyIds, ...connection }: KmsSignerConfig): Signer {
  const client = new KMSClient(clientSettings(connection));
  const known = new Map<string, PublicKey>();
  const publicKey = async (kmsKeyId: string, signal: AbortSignal): Promise<PublicKey> => {
    const key = known.get(kmsKeyId) ?? (await readPublicKey(client, kmsKeyId, signal));
    known.set(kmsKeyId, key);
    return key;
  };
  return {
    async sign(messageFor, signal) {
      signal.throwIfAborted();
      const [kmsKeyId] = kmsKeyIds;
      if (kmsKeyId === undefined)
        throw new DependencyRefused('not_configured', 'Name a KMS key to sign with.');
      const key = await publicKey(kmsKeyId, signal);
      return { signature: await signByKms(client, kmsKeyId, messageFor(key), signal), key };
    },
    async publicKeys(signal) {
      signal.throwIfAborted();
      return Promise.all(kmsKeyIds.map((kmsKeyId) => publicKey(kmsKeyId, signal)));
    },
  };
}

async function signByKms(
  client: KMSClient,
  kmsKeyId: string,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const command = new SignCommand({
    KeyId: kmsKeyId,
    Message: hash('sha256', message, 'buffer'),
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  try {
    const { Signature: signature } = await client.send(command, { abortSignal: signal });
    if (signature === undefined) throw new Error('KMS answered without a signature.');
    return signature;
  } catch (error) {
    throw awsFault(service, error, signal);
  }
}

async function readPublicKey(client: KMSClient, kmsKeyId: string, signal: AbortSignal): Promise<PublicKey> {
  try {
    const command = new GetPublicKeyCommand({ KeyId: kmsKeyId });
    const { PublicKey: der } = await client.send(command, { abortSignal: signal });
    if (der === undefined) throw new Error('KMS answered without a public key.');
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    return {
      keyId: hash('sha256', der, 'hex'),
      pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    };
  } catch (error) {
    throw awsFault(service, error, signal);
  }
}
