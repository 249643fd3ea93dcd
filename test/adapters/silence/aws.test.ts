import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secretsManagerAppSecrets } from '../../../adapters/aws/app-secrets.ts';
import { dynamoBudgetLedger } from '../../../adapters/aws/budget-ledger.ts';
import { dynamoEventLog } from '../../../adapters/aws/event-log.ts';
import { apiGatewayLiveFeed } from '../../../adapters/aws/live-feed.ts';
import { s3ObjectStore } from '../../../adapters/aws/object-store.ts';
import { awsParameter } from '../../../adapters/aws/parameter.ts';
import { assumeMailboxRole } from '../../../adapters/aws/pod-host/mailbox-role.ts';
import { fargatePodHost } from '../../../adapters/aws/pod-host.ts';
import { dynamoRateLimiter } from '../../../adapters/aws/rate-limiter.ts';
import { dynamoRecordStore } from '../../../adapters/aws/record-store.ts';
import { awsSecret } from '../../../adapters/aws/secrets.ts';
import { kmsSigner } from '../../../adapters/aws/signer.ts';
import { stepFunctionsWorkflow } from '../../../adapters/aws/workflow.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import type { AppId, MissionId, PodId } from '../../../core/wire/ids.ts';
import { useTestIdentity } from '../aws/emulator.ts';
import { type Silence, type SilentServer, startSilence } from './silent-server.ts';

const missionId = `msn_${'0'.repeat(26)}` as MissionId;
const appId = `app_${'0'.repeat(26)}` as AppId;
const podId = `pod_${'0'.repeat(26)}` as PodId;
const tableName = 'table';
const never = new AbortController().signal;
const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:missions';
const role = 'arn:aws:iam::123456789012:role/mailbox';
const pods = {
  ...{
    bucket: 'objects',
    mailboxRoleArn: role,
    cluster: 'pods',
    taskDefinition: 'pod:1',
    containerName: 'pod',
  },
  ...{ subnets: ['subnet-1'], securityGroups: ['sg-1'], assignsPublicIp: false },
};

type Connection = Parameters<typeof dynamoEventLog>[0];
type Call = (connection: Omit<Connection, 'tableName'>, signal: AbortSignal) => Promise<unknown>;

/** A call of each adapter, by its file. */
const calls: Readonly<Record<string, Call>> = {
  'app-secrets': (to, signal) =>
    secretsManagerAppSecrets({ ...to, namePrefix: 'a/' }).set(appId, 'NAME', 'value', signal),
  'budget-ledger': (to, signal) => dynamoBudgetLedger({ ...to, tableName }).read('account', signal),
  'event-log': (to, signal) => dynamoEventLog({ ...to, tableName }).last(missionId, signal),
  'object-store': (to, signal) => s3ObjectStore({ ...to, bucket: 'objects' }).get('drafts/a', signal),
  parameter: (to, signal) => awsParameter({ ...to, name: '/a', nowMs: Date.now })(signal),
  'pod-host': (to, signal) => fargatePodHost(() => ({ ...to, ...pods })).stop(podId, signal),
  'pod-host/mailbox-role': (to, signal) =>
    assumeMailboxRole({ ...to, ...pods }, { prefix: 'mailbox/', podId, seconds: 900 }, signal),
  'rate-limiter': (to, signal) =>
    dynamoRateLimiter({ ...to, tableName, clock: systemClock }).take(
      'one',
      { requests: 1, windowMs: 1_000 },
      signal,
    ),
  'record-store': (to, signal) =>
    dynamoRecordStore({ ...to, tableName, clock: systemClock }).remove(
      { partition: 'one', sort: 'two' },
      { kind: 'any' },
      signal,
    ),
  secrets: (to, signal) => awsSecret({ ...to, secretArn: 'secret', nowMs: Date.now })('token', signal),
  signer: (to, signal) => kmsSigner({ ...to, kmsKeyIds: ['key'] }).publicKeys(signal),
  workflow: (to, signal) => stepFunctionsWorkflow({ ...to, stateMachineArn: machine }).start('a', {}, signal),
};

describe.each<Silence>(['accepts', 'begins'])('a service of AWS that %s and never answers', (kind) => {
  let server: SilentServer;
  const connection = () => ({
    ...{ region: 'eu-west-1', endpoint: server.url, maxAttempts: 1 },
    waitMs: { connection: 1_000, answer: 100 },
  });
  beforeAll(async () => {
    useTestIdentity();
    server = await startSilence(kind);
  });
  afterAll(() => server.close());

  test.each(Object.entries(calls))('is given up by %s, which may be tried again', async (_name, call) => {
    await expect(call(connection(), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'aws_failed',
    });
  });

  test.each(Object.entries(calls))('is left by %s as soon as its caller goes', async (_name, call) => {
    const caller = new AbortController();
    const reason = new Error('gone');
    const patient = { ...connection(), waitMs: { connection: 60_000, answer: 60_000 } };
    const called = call(patient, caller.signal);
    setImmediate(() => caller.abort(reason));
    await expect(called).rejects.toBe(reason);
  });

  test('is a socket that is gone to the live feed', async () => {
    const feed = apiGatewayLiveFeed({ ...connection(), endpoint: server.url });
    expect(await feed.post('connection', '{}', never)).toBe('gone');
  });
});
