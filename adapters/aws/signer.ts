import { createPublicKey, hash } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { Signer } from '../../core/ports/signer.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault } from './fault.ts';

export interface KmsSignerConfig extends AwsConnection {
  /** Id, ARN or alias of an asymmetric ECC_NIST_P256 key for SIGN_VERIFY. */
  readonly kmsKeyId: string;
}

type PublicKey = Awaited<ReturnType<Signer['publicKey']>>;

const service = 'AWS KMS';

/** Signs by KMS, which never gives the key out; the SHA-256 is sent, because KMS takes no more than 4,096 bytes. Asks for the public key once. */
export function kmsSigner({ kmsKeyId, ...connection }: KmsSignerConfig): Signer {
  const client = new KMSClient(clientSettings(connection));
  let known: PublicKey | undefined;
  return {
    async sign(message, signal) {
      signal.throwIfAborted();
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
    },
    async publicKey(signal) {
      signal.throwIfAborted();
      known ??= await readPublicKey(client, kmsKeyId, signal);
      return known;
    },
  };
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
