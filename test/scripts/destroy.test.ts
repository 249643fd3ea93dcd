import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { eraseRemain, listRemains } from '../../scripts/deploy/remains.ts';
import { describeWithEmulator } from '../adapters/aws/emulator.ts';
import { installation } from '../infra/synthesize.ts';
import { runScript, type ScriptOptions } from './run-script.ts';

const retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const table = {
  Type: 'AWS::DynamoDB::Table',
  ...retained,
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  },
};
const bucket = (BucketName: string) => ({
  Type: 'AWS::S3::Bucket',
  ...retained,
  Properties: { BucketName, VersioningConfiguration: { Status: 'Enabled' } },
});
const key = {
  Type: 'AWS::KMS::Key',
  ...retained,
  Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
};
const topic = { Type: 'AWS::SNS::Topic' };

describeWithEmulator('npm run destroy', (aws) => {
  const cloud = (region = aws.connection.region) => new CloudFormationClient({ ...aws.connection, region });
  const s3 = () => new S3Client({ ...aws.connection, forcePathStyle: true });
  const make = async (StackName: string, Resources: object, region?: string): Promise<void> => {
    const TemplateBody = JSON.stringify({ Resources });
    await cloud(region).send(new CreateStackCommand({ StackName, TemplateBody }));
    await expect
      .poll(async () => {
        const { Stacks: stacks } = await cloud(region).send(new DescribeStacksCommand({ StackName }));
        return stacks?.[0]?.StackStatus;
      })
      .toBe('CREATE_COMPLETE');
  };
  const destroy = (words: readonly string[], more: Partial<ScriptOptions> = {}) =>
    runScript('destroy.ts', words, { endpoint: aws.connection.endpoint, ...more });
  afterEach(() => aws.call('s3', '/_ministack/reset', ''));

  test('says so where nothing is deployed, and calls nobody', async () => {
    const { status, output, npx } = await destroy(['--yes']);
    expect(output.trim()).toBe('Nothing of Gantry is deployed in eu-west-1.');
    expect([status, npx]).toEqual([0, []]);
  });

  test('lists what stays with its price before it asks, and takes nothing but the word for an answer', async () => {
    await make('GantryCore', { Missions: table, Objects: bucket('objects'), SigningKey: key, Alarms: topic });
    for (const typed of ['', 'no\n', 'y\n']) {
      const { status, output, npx } = await destroy([], { typed });
      expect(output).toMatch(/^DynamoDB \S+: \$0.25 a GB and month beyond 25 GB/m);
      expect(output).toMatch(/^S3 objects: \$0.023 a GB and month$/m);
      expect(output).toMatch(/^KMS \S+: \$1 a month$/m);
      expect(output).not.toContain('SNS');
      expect([status, npx]).toEqual([1, []]);
    }
    const { status, npx } = await destroy([], { typed: 'yes\n' });
    expect(status).toBe(0);
    expect(npx).toEqual([['cdk', 'destroy', 'GantryCore', '--force', '-c', 'podImage=none/none:none']]);
    expect((await destroy(['--erase'], { typed: 'yes\n' })).output).toContain('Nothing was touched');
  });

  test('takes WAF down as well, which stands in us-east-1', async () => {
    await make('GantryCore', { Alarms: topic });
    await make('GantryEdge', { Console: bucket('console') });
    await make('GantryFirewall', { Alarms: topic }, 'us-east-1');
    const { npx, output } = await destroy(['--yes']);
    expect(output).toContain('S3 console: ');
    expect(npx[0]?.slice(0, 5)).toEqual(['cdk', 'destroy', 'GantryEdge', 'GantryCore', 'GantryFirewall']);
    expect(npx[0]).toContain('waf=on');
  });

  test('erases tables, buckets with every version in them, and the key at the end of its time', async () => {
    await make('GantryCore', { Missions: table, Objects: bucket('objects'), SigningKey: key });
    for (const Body of ['one', 'two'])
      await s3().send(new PutObjectCommand({ Bucket: 'objects', Key: 'drafts/a', Body }));
    const remains = await listRemains(aws.connection, ['GantryCore']);
    const idOf = (type: string) => remains.find((remain) => remain.type === type)?.id;
    const { status, output } = await destroy(['--erase', '--yes']);
    expect(status).toBe(0);
    expect(output).toContain('objects: removed');
    await expect(s3().send(new HeadBucketCommand({ Bucket: 'objects' }))).rejects.toThrow();
    const TableName = idOf('AWS::DynamoDB::Table');
    await expect(
      new DynamoDBClient(aws.connection).send(new DescribeTableCommand({ TableName })),
    ).rejects.toThrow();
    const { KeyMetadata: metadata } = await new KMSClient(aws.connection).send(
      new DescribeKeyCommand({ KeyId: idOf('AWS::KMS::Key') }),
    );
    expect(metadata?.KeyState).toBe('PendingDeletion');
  });

  test('leaves evidence whose days are not over, and says how much', async () => {
    await s3().send(new CreateBucketCommand({ Bucket: 'evidence', ObjectLockEnabledForBucket: true }));
    await s3().send(
      new PutObjectCommand({
        Bucket: 'evidence',
        Key: 'evidence/a',
        Body: 'signed',
        ObjectLockMode: 'GOVERNANCE',
        ObjectLockRetainUntilDate: new Date(Date.now() + 86_400_000),
      }),
    );
    expect(await eraseRemain(aws.connection, { type: 'AWS::S3::Bucket', id: 'evidence' })).toBe(
      '1 versions are locked and stay until their days are over',
    );
    const { Versions: versions } = await s3().send(new ListObjectVersionsCommand({ Bucket: 'evidence' }));
    expect(versions).toHaveLength(1);
  });
});

test('whatever the stacks leave behind is listed, or costs nothing', () => {
  const plain = installation('plain');
  const left = ['GantryCore', 'GantryEdge']
    .flatMap((name) => plain(name).everything)
    .filter(({ DeletionPolicy: policy }) => policy === 'Retain')
    .map(({ Type: type }) => type);
  expect(new Set(left)).toEqual(
    new Set([
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      // By which API Gateway writes the logs of all the account's APIs.
      'AWS::ApiGateway::Account',
      'AWS::IAM::Role',
    ]),
  );
});
