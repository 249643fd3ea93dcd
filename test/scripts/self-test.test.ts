import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SelfTestFinding } from '../../core/wire/self-test.ts';
import { podSelfTest } from '../../scripts/deploy/self-test.ts';
import { identity } from '../adapters/aws/emulator.ts';
import { podOutputs as pods, startTaskStandIn, type TaskAccount } from './task-stand-in.ts';

const launcher: SelfTestFinding = { finding: 'launcher', holds: true, words: 'a step is another user' };
const time: SelfTestFinding = { finding: 'time', holds: true, words: 'it ends' };

let account: TaskAccount;
let server: Awaited<ReturnType<typeof startTaskStandIn>>;
beforeEach(async () => {
  for (const [name, value] of Object.entries(identity)) vi.stubEnv(name, value);
  account = {
    started: [],
    removed: [],
    statuses: ['PENDING', 'RUNNING', 'STOPPED'],
    container: { exitCode: 0 },
    sent: [launcher, time],
  };
  server = await startTaskStandIn(account);
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.stop();
});

async function run() {
  const lines: string[] = [];
  const place = { region: 'eu-west-1', endpoint: server.url };
  const signal = AbortSignal.timeout(20_000);
  const holds = await podSelfTest({
    place,
    pods,
    id: 'one',
    tell: (line) => lines.push(line),
    signal,
    pollMs: 1,
  });
  return { holds, said: lines.join('\n') };
}

test("starts the deployed pod once with the self-test's word and one upload, waits for its end, and tells each finding", async () => {
  const { holds, said } = await run();
  expect(holds).toBe(true);
  expect(said).toBe(
    'ok     launcher: a step is another user\nok     time: it ends\nok     upload: what it found came by its upload address',
  );
  expect(account.started).toMatchObject([
    {
      cluster: 'gantry',
      taskDefinition: pods.PodTask,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ['subnet-1', 'subnet-2'],
          securityGroups: ['sg-1'],
          assignPublicIp: 'ENABLED',
        },
      },
      overrides: {
        containerOverrides: [
          {
            name: 'pod',
            command: ['--self-test'],
            environment: [
              { name: 'GANTRY_SELF_TEST_UPLOAD', value: expect.stringContaining('mailbox/self-test/one') },
            ],
          },
        ],
      },
    },
  ]);
  expect(account.statuses).toEqual([]);
  expect(account.removed).toEqual([expect.stringContaining('mailbox/self-test/one')]);
});

test('fails by a finding that does not hold, and says what to do', async () => {
  account.sent = [{ ...launcher, holds: false, words: 'a step is the supervisor' }, time];
  account.container = { exitCode: 1 };
  const { holds, said } = await run();
  expect(holds).toBe(false);
  expect(said).toContain('FAILED launcher: a step is the supervisor');
  expect(said).toContain('Build nothing here yet');
});

test('fails by the exit code whatever the task sent', async () => {
  account.container = { exitCode: 1 };
  const { holds, said } = await run();
  expect(holds).toBe(false);
  expect(said).toMatch(/ended with 1, though all that it sent holds.*CloudWatch/);
});

test('fails where the task sent nothing, and says what its uploads need', async () => {
  account.sent = undefined;
  account.container = { exitCode: 1 };
  const { holds, said } = await run();
  expect(holds).toBe(false);
  expect(said).toMatch(/ended with 1, and sent nothing.*reaches no S3/);
});

test('fails where the task never ran, with what ECS says and where to look', async () => {
  account.sent = undefined;
  account.container = {};
  account.stoppedReason = 'CannotPullContainerError: no route';
  const { holds, said } = await run();
  expect(holds).toBe(false);
  expect(said).toMatch(/never ran \(CannotPullContainerError: no route\).*podEgress.*CloudWatch/);
});

test('says why Fargate started none', async () => {
  account.startsNone = true;
  await expect(run()).rejects.toThrow('Fargate started no pod for the self-test: RESOURCE:CPU');
});
