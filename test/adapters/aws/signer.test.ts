import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { beforeAll, expect, test } from 'vitest';
import { kmsSigner } from '../../../adapters/aws/signer.ts';
import { testSigner } from '../../contract/signer.ts';
import { describeWithEmulator, emulatorName } from './emulator.ts';

const never = new AbortController().signal;

describeWithEmulator(`KMS by ${emulatorName}`, (aws) => {
  let newer = '';
  let older = '';
  const makeKey = async (): Promise<string> => {
    const command = new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    return (await new KMSClient(aws.connection).send(command)).KeyMetadata?.KeyId ?? '';
  };
  beforeAll(async () => {
    older = await makeKey();
    newer = await makeKey();
  });

  testSigner('aws', () => kmsSigner({ kmsKeyIds: [newer, older], ...aws.connection }));

  test('publishes the keys that signed before, after the one that signs', async () => {
    const [before] = await kmsSigner({ kmsKeyIds: [older], ...aws.connection }).publicKeys(never);
    const keys = await kmsSigner({ kmsKeyIds: [newer, older], ...aws.connection }).publicKeys(never);
    expect(keys).toHaveLength(2);
    expect(keys[1]).toEqual(before);
  });

  test('without a key refuses to sign', async () => {
    const signer = kmsSigner({ kmsKeyIds: [], ...aws.connection });
    await expect(signer.sign(() => Buffer.of(1), never)).rejects.toMatchObject({ code: 'not_configured' });
  });

  test('tells a key that is not there as a refusal', async () => {
    const signer = kmsSigner({ kmsKeyIds: ['00000000-0000-4000-8000-000000000000'], ...aws.connection });
    await expect(signer.publicKeys(never)).rejects.toMatchObject({ name: 'DependencyRefused' });
  });
});
