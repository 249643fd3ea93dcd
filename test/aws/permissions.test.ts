import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { callService } from '../adapters/aws/emulator.ts';
import { sharedInstallation } from './rig/installed.ts';

const { endpoint = '', region = '' } = sharedInstallation() ?? {};
const askIam = (query: string): Promise<string> =>
  callService(endpoint, 'iam', `${query}&Version=2010-05-08`);
const textOf = (xml: string, name: string): string => new RegExp(`<${name}>([^<]+)<`).exec(xml)?.[1] ?? '';

// Without it, that no role was refused anything would say nothing.
it('asks an account that refuses whoever has no right', async () => {
  await askIam('Action=CreateUser&UserName=nobody');
  const made = await askIam('Action=CreateAccessKey&UserName=nobody');
  const credentials = {
    accessKeyId: textOf(made, 'AccessKeyId'),
    secretAccessKey: textOf(made, 'SecretAccessKey'),
  };
  const nobody = new DynamoDBClient({ endpoint, region, credentials });
  const owner = new DynamoDBClient({ endpoint, region });

  await expect(nobody.send(new ListTablesCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('not authorized to perform: dynamodb:ListTables'),
  });
  await expect(owner.send(new ListTablesCommand({}))).resolves.toBeDefined();
});
