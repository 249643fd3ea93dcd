import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { allowedCall } from '../../compose/engine/allowed-call.ts';
import { createEngineGuard } from '../../compose/engine/engine-guard.ts';
import { createEcsServer } from '../../compose/pods/ecs-server.ts';
import { engineClient } from '../../compose/pods/engine-client.ts';
import { createTasks, type TaskView } from '../../compose/pods/tasks.ts';
import { type PodReport, podReportSchema } from '../../core/wire/pod.ts';
import { useTestIdentity } from '../adapters/aws/emulator.ts';
import {
  type MailboxStandIn,
  orderWithUrls,
  startMailboxStandIn,
} from '../pod-image/support/mailbox-stand-in.ts';
import { bundleOf, goodApp, recipes, testFile } from '../pod-image/support/pod-fixture.ts';

/** The mailbox stands on this machine's loopback, so that these pods share its network; those of compose.yaml have one of their own. */
const place = { network: 'host', proxyUrl: undefined };
/** Pods have 180 s; GANTRY_TEST_WALL_MS=180000 tries all of them. */
const wallMs = Number(process.env.GANTRY_TEST_WALL_MS || 3_000);
const socketPath = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '');

const stopped: TaskView[] = [];
const refused: string[] = [];
const servers: Server[] = [];
let guardUrl: string;
let ecs: ECSClient;
let standIn: MailboxStandIn;

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  useTestIdentity();
  guardUrl = await listen(
    createEngineGuard({
      socketPath,
      allow: (asked) => allowedCall(asked, place),
      log: (line) => void refused.push(line),
    }),
  );
  const tasks = createTasks({
    engine: engineClient(guardUrl),
    place,
    arnPrefix: 'arn:aws:ecs:eu-west-1:000000000000',
    onStopped: async (task) => void stopped.push(task),
    log: (line) => console.error(line),
  });
  const endpoint = await listen(createEcsServer(tasks, (line) => console.error(line)));
  ecs = new ECSClient({ endpoint, region: 'eu-west-1', maxAttempts: 1 });
});
beforeEach(async () => {
  stopped.length = 0;
  standIn = await startMailboxStandIn();
});
afterEach(() => standIn.close());
afterAll(() => {
  for (const server of servers) server.close();
  const left = execFileSync('docker', ['ps', '-aq', '--filter', 'label=gantry.pod'], { encoding: 'utf8' });
  for (const id of left.split('\n').filter(Boolean)) execFileSync('docker', ['rm', '-f', '-v', id]);
});

const run = (orderUrl: string, clientToken = randomUUID()) =>
  ecs.send(
    new RunTaskCommand({
      cluster: 'any',
      taskDefinition: 'any',
      clientToken,
      startedBy: 'msn_1/pod_1',
      overrides: {
        containerOverrides: [{ name: 'pod', environment: [{ name: 'GANTRY_POD_ORDER', value: orderUrl }] }],
      },
    }),
  );
const arnOf = ({ tasks }: { readonly tasks?: readonly { readonly taskArn?: string }[] }): string =>
  tasks?.[0]?.taskArn ?? '';
const statusOf = async (arn: string): Promise<string | undefined> =>
  (await ecs.send(new DescribeTasksCommand({ tasks: [arn] }))).tasks?.[0]?.lastStatus;
const readReport = (): PodReport =>
  podReportSchema.parse(JSON.parse(String(standIn.posted.get('m/p/out/report.json'))));

const hostile = (code: string) =>
  bundleOf({
    files: { ...goodApp, 'test/add.test.js': testFile(code) },
    recipe: [{ step: 'test', program: 'node-test' }],
  });

describe('the pods service, on a Docker engine behind its guard', () => {
  it('builds an app in a container that RunTask starts, and tells of its end', async () => {
    const { tasks, failures } = await run(
      orderWithUrls(standIn, bundleOf({ files: goodApp, recipe: recipes.static })),
    );
    expect(failures).toEqual([]);
    expect(tasks).toMatchObject([{ startedBy: 'msn_1/pod_1', desiredStatus: 'RUNNING' }]);
    await vi.waitUntil(() => stopped.length === 1, { timeout: 60_000 });
    expect(readReport()).toMatchObject({ outcome: 'passed', isolation: 'fargate' });
    expect(stopped).toMatchObject([
      { lastStatus: 'STOPPED', startedBy: 'msn_1/pod_1', containers: [{ exitCode: 0 }] },
    ]);
    expect(await statusOf(arnOf({ tasks: tasks ?? [] }))).toBe('STOPPED');
  });

  it('keeps a pod to 512 MB, whose report says so', async () => {
    await run(
      orderWithUrls(
        standIn,
        hostile(
          `test('grows', async () => { const all = []; for (;;) { all.push(Buffer.alloc(16 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } });`,
        ),
      ),
    );
    await vi.waitUntil(() => stopped.length === 1, { timeout: 60_000 });
    expect(readReport()).toMatchObject({ outcome: 'failed', failed_because: 'memory' });
  });

  it('ends a hang when its time is over', { timeout: wallMs + 120_000 }, async () => {
    await run(orderWithUrls(standIn, hostile(`test('hangs', () => { for (;;); });`), { wall_ms: wallMs }));
    await vi.waitUntil(() => stopped.length === 1, { timeout: wallMs + 60_000 });
    const report = readReport();
    expect(report).toMatchObject({ failed_because: 'time', steps: [{ ended_by: 'time' }] });
    expect(stopped).toMatchObject([{ lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] }]);
  });

  it('names the running task when the same pod is asked for again with another order', async () => {
    const token = randomUUID();
    const first = arnOf(await run(`${standIn.url}/never`, token));
    await expect(run(`${standIn.url}/other`, token)).rejects.toMatchObject({
      name: 'ConflictException',
      resourceIds: [first],
    });
  });

  it('finds a task by who started it, and stops it', async () => {
    const bundle = hostile(`test('hangs', () => { for (;;); });`);
    const arn = arnOf(await run(orderWithUrls(standIn, bundle)));
    const listed = await ecs.send(new ListTasksCommand({ startedBy: 'msn_1/pod_1' }));
    expect(listed.taskArns).toContain(arn);
    const { task } = await ecs.send(new StopTaskCommand({ task: arn, reason: 'enough' }));
    expect(task).toMatchObject({ taskArn: arn, desiredStatus: 'STOPPED' });
    await vi.waitUntil(async () => (await statusOf(arn)) === 'STOPPED', { timeout: 30_000 });
    expect((await ecs.send(new ListTasksCommand({ startedBy: 'msn_1/pod_1' }))).taskArns).not.toContain(arn);
  });

  it('refuses what is no pod, and knows no task that never was', async () => {
    const input = { taskDefinition: 'x', clientToken: 'x', overrides: { containerOverrides: [] } };
    await expect(ecs.send(new RunTaskCommand(input))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const none = `arn:aws:ecs:eu-west-1:000000000000:task/gantry/${'0'.repeat(32)}`;
    expect(await ecs.send(new DescribeTasksCommand({ tasks: [none] }))).toMatchObject({
      tasks: [],
      failures: [{ reason: 'MISSING' }],
    });
    await expect(ecs.send(new StopTaskCommand({ task: none }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('has an engine that refuses everything else, and says what was asked', async () => {
    const asked = [
      ['GET', '/images/json'],
      ['POST', '/build'],
      ['POST', `/containers/gantry-pod-${'0'.repeat(32)}/exec`],
    ] as const;
    for (const [method, path] of asked) expect((await fetch(guardUrl + path, { method })).status).toBe(403);
    expect(refused.slice(-asked.length)).toEqual(
      asked.map(([method, path]) => `refused: ${JSON.stringify(`${method} ${path}`)}`),
    );
  });
});
