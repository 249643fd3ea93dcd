import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { SelfTestFinding } from '../../core/wire/self-test.ts';
import { listen } from './listen.ts';

/** What the outputs of a core stack say of its pods. */
export const podOutputs = {
  Cluster: 'gantry',
  ObjectsBucket: 'objects',
  PodTask: 'arn:aws:ecs:eu-west-1:1:task-definition/pod:7',
  PodContainer: 'pod',
  PodSubnets: 'subnet-1,subnet-2',
  PodSecurityGroup: 'sg-1',
  PodPublicIp: '1',
} as const;

/** An account that starts one task: what it was asked, and what it answers. */
export interface TaskAccount {
  readonly started: Record<string, unknown>[];
  readonly removed: string[];
  statuses: string[];
  container: object;
  stoppedReason?: string;
  startsNone?: boolean;
  /** What the task uploads; undefined where it uploads nothing. */
  sent: readonly SelfTestFinding[] | undefined;
}

/** ECS and S3 as their API references have them: the emulator starts no containers. */
export async function startTaskStandIn(
  account: TaskAccount,
): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = String(await buffer(request));
    if (target !== '') return response.end(JSON.stringify(answerOfEcs(account, target, body)));
    if (request.method === 'DELETE') account.removed.push(request.url ?? '');
    const { status, text } = answerOfS3(account, request.method);
    return response.writeHead(status).end(text);
  });
  return listen(server);
}

function answerOfEcs(account: TaskAccount, target: string, body: string): object {
  if (target.endsWith('.RunTask')) {
    account.started.push(JSON.parse(body));
    return account.startsNone
      ? { tasks: [], failures: [{ reason: 'RESOURCE:CPU' }] }
      : { tasks: [{ taskArn: 'arn:task' }] };
  }
  const { statuses, stoppedReason, container } = account;
  return { tasks: [{ lastStatus: statuses.shift(), stoppedReason, containers: [container] }] };
}

function answerOfS3(
  account: TaskAccount,
  method: string | undefined,
): { readonly status: number; readonly text: string } {
  if (method === 'DELETE') return { status: 204, text: '' };
  return account.sent === undefined
    ? { status: 404, text: '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>' }
    : { status: 200, text: account.sent.map((one) => `${JSON.stringify(one)}\n`).join('') };
}
