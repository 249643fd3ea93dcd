import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { beforeAll, expect, test } from 'vitest';
import { kmsSigner } from '../../../adapters/aws/signer.ts';
import { testSigner } from '../../contract/signer.ts';
import { describeWithEmulator } from './emulator.ts';

const never = new AbortController().signal;

describeWithEmulator('KMS by MiniStack', (aws) => {
  let kmsKeyId = '';
  beforeAll(async () => {
    const kms = new KMSClient(aws.connection);
    const { KeyMetadata: key } = await kms.send(
      new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    );
    kmsKeyId = key?.KeyId ?? '';
  });

  testSigner('aws', () => kmsSigner({ kmsKeyId, ...aws.connection }));

  test('tells a key that is not there as a refusal', async () => {
    const signer = kmsSigner({ kmsKeyId: '00000000-0000-4000-8000-000000000000', ...aws.connection });
    await expect(signer.publicKey(never)).rejects.toMatchObject({ name: 'DependencyRefused' });
  });
});
