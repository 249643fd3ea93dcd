import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { DescribeTasksCommand, ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { allowedCall } from '../../../compose/engine/allowed-call.ts';
import { createEngineGuard } from '../../../compose/engine/engine-guard.ts';
import { createEcsServer } from '../../../compose/pods/ecs-server.ts';
import { engineClient } from '../../../compose/pods/engine-client.ts';
import { Tasks, type TaskView } from '../../../compose/pods/tasks.ts';
import { type PodReport, podReportSchema } from '../../../core/wire/pod.ts';
import { useTestIdentity } from '../../adapters/aws/emulator.ts';
import { type MailboxStandIn, startMailboxStandIn } from '../../pod-image/support/mailbox-stand-in.ts';
import { bundleOf, goodApp, testFile } from '../../pod-image/support/pod-fixture.ts';

/** The mailbox stands on this machine's loopback, so that these pods share its network; those of compose.yaml have one of their own. */
const place = { network: 'host', proxyUrl: undefined };
const socketPath = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '');

/** The pods service on this machine's engine behind its guard, asked by the SDK's own client; it lives as long as the file that asks for it. */
export function usePodsService() {
  const stopped: TaskView[] = [];
  const refused: string[] = [];
  const started = new Set<string>();
  const servers: Server[] = [];
  let guardUrl = '';
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
    const tasks = new Tasks({
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
    // Those of this file alone: another one's may still run.
    const names = [...started].map((arn) => `gantry-pod-${arn.slice(arn.lastIndexOf('/') + 1)}`);
    if (names.length > 0) execFileSync('docker', ['rm', '--force', '--volumes', ...names]);
  });

  return {
    stopped,
    refused,
    guardUrl: () => guardUrl,
    ecs: () => ecs,
    standIn: () => standIn,
    async run(orderUrl: string, clientToken: string = randomUUID()) {
      const environment = [{ name: 'GANTRY_POD_ORDER', value: orderUrl }];
      const asked = new RunTaskCommand({
        cluster: 'any',
        taskDefinition: 'any',
        clientToken,
        startedBy: 'msn_1/pod_1',
        overrides: { containerOverrides: [{ name: 'pod', environment }] },
      });
      const answer = await ecs.send(asked);
      started.add(arnOf(answer));
      return answer;
    },
    async statusOf(arn: string): Promise<string | undefined> {
      return (await ecs.send(new DescribeTasksCommand({ tasks: [arn] }))).tasks?.[0]?.lastStatus;
    },
    readReport: (): PodReport =>
      podReportSchema.parse(JSON.parse(String(standIn.posted.get('m/p/out/report.json')))),
  };
}

export const arnOf = ({ tasks }: { readonly tasks?: readonly { readonly taskArn?: string }[] }): string =>
  tasks?.[0]?.taskArn ?? '';

/** A bundle whose one test does this. */
export const bundleThat = (code: string) =>
  bundleOf({
    files: { ...goodApp, 'test/add.test.js': testFile(code) },
    recipe: [{ step: 'test', program: 'node-test' }],
  });
