import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTask } from '../../../adapters/aws/pod-host/run-task.ts';
import { podIdSchema } from '../../../core/wire/ids.ts';
import { useTestIdentity } from './emulator.ts';

// MiniStack knows no client tokens and no shortage, so these answers of ECS are given as its API reference has them.
const never = new AbortController().signal;
const task = {
  cluster: 'gantry',
  taskDefinition: 'pod',
  containerName: 'pod',
  subnets: ['subnet-1'],
  securityGroups: ['sg-1'],
  assignsPublicIp: false,
};
const pod = {
  podId: podIdSchema.parse(`pod_${'0'.repeat(26)}`),
  orderUrl: 'https://example.com/order',
  startedBy: 'm/p',
};

let server: Server;
let answer: { status: number; body: object };

useTestIdentity();
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => server.close());

const run = (orderUrl = pod.orderUrl) => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ecs = new ECSClient({ endpoint, region: 'eu-west-1', maxAttempts: 1 });
  return runTask(ecs, task, { ...pod, orderUrl }, never);
};

test('takes the task of an earlier launch of the same pod, whose URLs were others', async () => {
  const body = { __type: 'ConflictException', message: 'in use', resourceIds: ['arn:first'] };
  answer = { status: 400, body };
  expect(await run()).toBe('arn:first');
});

test.each([
  { status: 200, body: { tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] } },
  { status: 400, body: { __type: 'ClientException', message: 'Capacity is unavailable at this time.' } },
  { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } },
  { status: 500, body: { __type: 'ServerException', message: 'Later.' } },
])('tells a shortage as a failure to be tried again: $body', async (given) => {
  answer = given;
  await expect(run()).rejects.toMatchObject({ name: 'DependencyFailed' });
});

test.each([
  {
    status: 400,
    body: { __type: 'AccessDeniedException', message: 'arn:aws:iam::123456789012:role/x may not' },
  },
  { status: 400, body: { __type: 'InvalidParameterException', message: 'TaskDefinition not found.' } },
])('tells what no retry helps as a refusal, without account numbers in its words: $body', async (given) => {
  answer = given;
  const refusal = await run().catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'DependencyRefused', code: 'aws_refused' });
  expect(String(refusal)).not.toMatch(/\d{12}/);
});

test('refuses an order URL that RunTask would not take', async () => {
  await expect(run(`https://example.com/${'x'.repeat(8_192)}`)).rejects.toMatchObject({
    code: 'pod_order_too_long',
  });
});
