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
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, expect, test } from 'vitest';
import { eraseRemain, listRemains } from '../../scripts/deploy/remains.ts';
import { countMissions } from '../../scripts/deploy/stop-work.ts';
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
    const { status, npx, output, left } = await destroy([], { typed: 'yes\n' });
    expect(status).toBe(0);
    expect(npx).toEqual([['cdk', 'destroy', 'GantryCore', '--force', '-c', 'podImage=none/none:none']]);
    expect(output).toContain('npm run deploy -- --adopt Gantry-eu-west-1.remains.json');
    expect(left).toEqual({
      'Gantry-eu-west-1.remains.json': {
        GantryCore: {
          Missions: { TableName: expect.any(String) },
          Objects: { BucketName: 'objects' },
          SigningKey: { KeyId: expect.any(String) },
        },
      },
    });
    expect((await destroy(['--erase'], { typed: 'yes\n' })).output).toContain('Nothing was touched');
  });

  test('stops missions and pods first, and those of no other installation', async () => {
    const machine = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: 'arn:aws:iam::000000000000:role/missions',
        DefinitionString: JSON.stringify({
          StartAt: 'Wait',
          States: { Wait: { Type: 'Wait', Seconds: 3_600, End: true } },
        }),
      },
    };
    await make('GantryCore', { Missions: machine, Cluster: { Type: 'AWS::ECS::Cluster' } });
    await make('AcmeCore', { Missions: machine });
    const states = new SFNClient(aws.connection);
    const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
    const executions = await Promise.all(
      stateMachines.map(async ({ stateMachineArn, name }) => {
        const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn }));
        return { name, executionArn };
      }),
    );
    const statusOf = async (prefix: string) => {
      const { executionArn } = executions.find(({ name }) => name?.startsWith(prefix)) ?? {};
      return (await states.send(new DescribeExecutionCommand({ executionArn }))).status;
    };
    expect(await countMissions(aws.connection, ['GantryCore'])).toBe(1);
    const { output, npx } = await destroy(['--yes']);
    expect(await countMissions(aws.connection, ['GantryCore'])).toBe(0);
    expect(output).toContain('Stopped 1 missions and pods that were running.');
    expect(await statusOf('GantryCore')).toBe('ABORTED');
    expect(await statusOf('AcmeCore')).toBe('RUNNING');
    expect(npx[0]?.slice(0, 3)).toEqual(['cdk', 'destroy', 'GantryCore']);
    const acme = await destroy(['--yes', '-c', 'name=Acme']);
    expect(await statusOf('AcmeCore')).toBe('ABORTED');
    expect(acme.npx[0]).toEqual(expect.arrayContaining(['AcmeCore', 'name=Acme']));
  });

  test('takes WAF down as well, which stands in us-east-1', async () => {
    await make('GantryCore', { Alarms: topic });
    await make('GantryEdge', { Console: bucket('console') });
    await make('GantryFirewall-eu-west-1', { Alarms: topic }, 'us-east-1');
    const { npx, output } = await destroy(['--yes']);
    expect(output).toContain('S3 console: ');
    expect(npx[0]?.slice(0, 5)).toEqual([
      'cdk',
      'destroy',
      'GantryEdge',
      'GantryCore',
      'GantryFirewall-eu-west-1',
    ]);
    expect(npx[0]).toContain('waf=on');
  });

  test('erases tables, buckets with every version in them, and the key at the end of its time', async () => {
    await make('GantryCore', { Missions: table, Objects: bucket('objects'), SigningKey: key });
    for (const Body of ['one', 'two'])
      await s3().send(new PutObjectCommand({ Bucket: 'objects', Key: 'drafts/a', Body }));
    const remains = await listRemains(aws.connection, ['GantryCore']);
    const idOf = (type: string) => remains.find((remain) => remain.type === type)?.id;
    const { status, output, left } = await destroy(['--erase', '--yes']);
    expect(status).toBe(0);
    expect(output).toContain('objects: removed');
    expect(left).toEqual({});
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
    .filter(({ DeletionPolicy: policy = '' }) => policy.startsWith('Retain'))
    .map(({ Type: type }) => type);
  expect(new Set(left)).toEqual(
    new Set([
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      // By which API Gateway writes the logs of all the account's APIs.
      'AWS::IAM::Role',
      // They go with their functions.
      'AWS::Lambda::Version',
    ]),
  );
});
