import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { awsSecret } from '../../../adapters/aws/secrets.ts';
import { describeWithEmulator, emulatorName } from './emulator.ts';

const never = new AbortController().signal;
const keepMs = 60_000;

describeWithEmulator(`a secret in Secrets Manager by ${emulatorName}`, (aws) => {
  let made = 0;
  let nowMs = 0;
  const client = (): SecretsManagerClient => new SecretsManagerClient(aws.connection);
  const makeSecret = async (text: string): Promise<string> => {
    made += 1;
    const command = new CreateSecretCommand({ Name: `secret-${made}`, SecretString: text });
    return (await client().send(command)).ARN ?? '';
  };
  const put = (secretArn: string, text: string) =>
    client().send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: text }));
  const reader = (secretArn: string) =>
    awsSecret({ secretArn, keepMs, nowMs: () => nowMs, ...aws.connection });

  test('gives one field at a time', async () => {
    const read = reader(await makeSecret('{"token":"one","webhook_secret":"two"}'));
    expect([await read('token', never), await read('webhook_secret', never)]).toEqual(['one', 'two']);
  });

  test('believes a value until its time is over, and then takes up a rotated one', async () => {
    const secretArn = await makeSecret('{"token":"old"}');
    const read = reader(secretArn);
    expect(await read('token', never)).toBe('old');
    await put(secretArn, '{"token":"new"}');
    nowMs += keepMs - 1;
    expect(await read('token', never)).toBe('old');
    nowMs += 1;
    expect(await read('token', never)).toBe('new');
  });

  test.each(['{}', '{"token":""}'])(
    'says which field to put into which secret when it is missing: %s',
    async (text) => {
      const secretArn = await makeSecret(text);
      const error: unknown = await reader(secretArn)('token', never).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'DependencyRefused', code: 'not_configured' });
      expect(String(error)).toContain(`token into the secret secret-${made}`);
      expect(String(error)).not.toContain('000000000000');
    },
  );

  test('takes a field at once that was put in after it was missed', async () => {
    const secretArn = await makeSecret('{}');
    const read = reader(secretArn);
    await expect(read('token', never)).rejects.toThrow('token');
    await put(secretArn, '{"token":"late"}');
    expect(await read('token', never)).toBe('late');
  });

  test.each(['the bare token', '["token"]', '{"token":4711}'])(
    'refuses what is no object of texts, and shows nothing of it: %s',
    async (text) => {
      const error: unknown = await reader(await makeSecret(text))('token', never).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ name: 'DependencyRefused', code: 'secret_malformed' });
      expect((error as Error).cause).toBeUndefined();
      expect(String(error)).not.toMatch(/bare|4711/);
    },
  );

  test('tells a secret that is not there as a refusal', async () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:nowhere-abcdef';
    await expect(reader(secretArn)('token', never)).rejects.toMatchObject({ name: 'DependencyRefused' });
  });

  test('asks nobody for a caller that has given up', async () => {
    const read = reader(await makeSecret('{"token":"one"}'));
    const reason = new Error('given up');
    await expect(read('token', AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
