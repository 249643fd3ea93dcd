import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { terminalStatuses } from '../../core/wire/mission.ts';
import { callService, useTestIdentity } from '../adapters/aws/emulator.ts';
import { sharedInstallation } from './rig/installed.ts';

const installation = sharedInstallation();
const endpoint = installation?.endpoint ?? '';
const queueName = 'heard-of-ends';
/** Tells this file's events from those of missions that other files run. */
const stream = 'msn_of_this_file';
const alarm = 'MissionsFailing';

const call = async (service: string, target: string, input: object): Promise<unknown> =>
  JSON.parse((await callService(`${endpoint}/`, service, JSON.stringify(input), target)) || '{}');
const events = (action: string, input: object) => call('events', `AWSEvents.${action}`, input);
const sqs = (action: string, input: object) => call('sqs', `AmazonSQS.${action}`, input);
const monitoring = (action: string, input: object) =>
  call('monitoring', `GraniteServiceVersion20100801.${action}`, input);

const rulesSchema = z.object({ Rules: z.array(z.object({ Name: z.string() })) });
const busesSchema = z.object({ EventBuses: z.array(z.object({ Name: z.string() })) });
const heardSchema = z.object({
  Messages: z.array(z.object({ Body: z.string(), ReceiptHandle: z.string() })).default([]),
});
const alarmsSchema = z.object({
  MetricAlarms: z.array(
    z.object({
      AlarmName: z.string(),
      StateValue: z.string(),
      Namespace: z.string(),
      MetricName: z.string(),
      Threshold: z.number(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
    }),
  ),
});

let bus = '';
let queue = '';
let rules: readonly string[] = [];

beforeAll(async () => {
  useTestIdentity();
  const { EventBuses: buses } = busesSchema.parse(await events('ListEventBuses', {}));
  bus = buses.find(({ Name }) => Name !== 'default')?.Name ?? '';
  queue = z
    .object({ QueueUrl: z.string() })
    .parse(await sqs('CreateQueue', { QueueName: queueName })).QueueUrl;
  const { Rules } = rulesSchema.parse(await events('ListRules', { EventBusName: bus, NamePrefix: 'ended-' }));
  rules = Rules.map(({ Name }) => Name);
  // A rule counts what it matches and calls nobody; here each also says its name.
  for (const rule of rules)
    await events('PutTargets', {
      EventBusName: bus,
      Rule: rule,
      Targets: [
        {
          Id: queueName,
          Arn: `arn:aws:sqs:${installation?.region}:000000000000:${queueName}`,
          InputTransformer: {
            InputPathsMap: { stream: '$.detail.stream', status: '$.detail.status' },
            InputTemplate: `{"rule":"${rule}","stream":<stream>,"status":<status>}`,
          },
        },
      ],
    });
});
afterAll(async () => {
  for (const rule of rules)
    await events('RemoveTargets', { EventBusName: bus, Rule: rule, Ids: [queueName] });
  await sqs('DeleteQueue', { QueueUrl: queue });
});

const put = (event: string, status: string) =>
  events('PutEvents', {
    Entries: [
      {
        EventBusName: bus,
        Source: 'gantry',
        DetailType: 'Gantry Event',
        Detail: JSON.stringify({ stream, event, status, body: '{}' }),
      },
    ],
  });

const heard: { readonly rule: string; readonly stream: string; readonly status: string }[] = [];
/** All rules that were heard of this file's events, once there are as many as expected. */
async function listen(count: number): Promise<readonly string[]> {
  heard.length = 0;
  await vi.waitUntil(
    async () => {
      const { Messages } = heardSchema.parse(
        await sqs('ReceiveMessage', { QueueUrl: queue, MaxNumberOfMessages: 10 }),
      );
      for (const { Body, ReceiptHandle } of Messages) {
        heard.push(JSON.parse(Body));
        await sqs('DeleteMessage', { QueueUrl: queue, ReceiptHandle });
      }
      return heard.filter((one) => one.stream === stream).length >= count;
    },
    { timeout: 20_000, interval: 50 },
  );
  return heard.flatMap((one) => (one.stream === stream ? [`${one.rule} ${one.status}`] : []));
}

async function failing() {
  const { MetricAlarms } = alarmsSchema.parse(await monitoring('DescribeAlarms', {}));
  return MetricAlarms.find(({ AlarmName }) => AlarmName.includes(alarm));
}

describe('events on the deployed bus', () => {
  it('are matched by the rules that count ends: each end by its own, a failure by that of the alarm too, and nothing on the way', async () => {
    const last = (status: string): string =>
      status === 'CANCELLED'
        ? 'mission-cancelled'
        : /^(?:DEPLOYED|PR_OPENED|BUILT)$/.test(status)
          ? 'mission-shipped'
          : 'mission-stopped';
    await put('mission-requested', 'QUEUED');
    await put('report-received', 'FAILED');
    for (const status of terminalStatuses) await put(last(status), status);
    const expected = [
      ...terminalStatuses.map((status) => `ended-${status} ${status}`),
      ...['FAILED', 'TIMEOUT'].map((status) => `ended-failing ${status}`),
    ];
    expect((await listen(expected.length)).toSorted()).toEqual(expected.toSorted());
  });

  it('ring the alarm when what its rule matched is counted under the names that it reads', async () => {
    const before = await failing();
    expect(before).toMatchObject({ Namespace: 'AWS/Events', MetricName: 'MatchedEvents', Threshold: 5 });
    expect(before?.StateValue).not.toBe('ALARM');
    expect(before?.Dimensions).toEqual(
      expect.arrayContaining([
        { Name: 'EventBusName', Value: bus },
        { Name: 'RuleName', Value: 'ended-failing' },
      ]),
    );
    for (let count = 0; count < 5; count += 1) await put('mission-stopped', 'FAILED');
    const matched = (await listen(10)).filter((line) => line === 'ended-failing FAILED').length;
    // The emulator counts no matches by itself, and takes the sum of all periods for that of each.
    await monitoring('PutMetricData', {
      Namespace: 'AWS/Events',
      MetricData: [{ MetricName: 'MatchedEvents', Dimensions: before?.Dimensions, Value: matched }],
    });
    expect((await failing())?.StateValue).toBe('ALARM');
  });
});
