import { ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mailboxPrefix, type PodHost } from '../../core/ports/pod-host.ts';
import { mailboxKeys } from '../../core/wire/pod.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';
import { type MailboxUrls, type SigningConfig, signMailbox } from './pod-host/mailbox-urls.ts';
import { type PodPointer, readPointer, writePointer } from './pod-host/pod-pointer.ts';
import { type FargateTask, runTask, startedBy } from './pod-host/run-task.ts';
import { findTasks, podStateOf } from './pod-host/task-state.ts';
import { fargateTraits } from './pod-host/traits.ts';

export interface FargatePodHostConfig extends AwsConnection, SigningConfig, FargateTask {}

type LaunchRequest = Parameters<PodHost['launch']>[0];

interface Clients {
  readonly ecs: ECSClient;
  readonly s3: S3Client;
}

/**
 * Pods as Fargate tasks. A task is given one thing, the signed URL of its order; the order holds the other URLs, signed by a role that is
 * narrowed to the pod's own mailbox. The configuration is asked for at the first call, so that whoever only reads `isolation` needs none.
 */
export function fargatePodHost(configure: () => FargatePodHostConfig): PodHost {
  let opened: { config: FargatePodHostConfig; clients: Clients } | undefined;
  const open = () => {
    opened ??= withClients(configure());
    return opened;
  };
  return {
    ...fargateTraits,
    async launch(request, signal) {
      const { config, clients } = open();
      await launch(config, clients, request, signal);
    },
    async state(podId, signal) {
      const { config, clients } = open();
      const pointer = await readPointer(clients.s3, config.bucket, podId, signal);
      if (pointer === undefined) return 'absent';
      return await podStateOf(clients.ecs, config.cluster, pointer, signal);
    },
    async stop(podId, signal) {
      const { config, clients } = open();
      const pointer = await readPointer(clients.s3, config.bucket, podId, signal);
      if (pointer !== undefined) await stopTasks(clients.ecs, config.cluster, pointer, signal);
    },
  };
}

const withClients = (config: FargatePodHostConfig) => ({
  config,
  clients: { ecs: new ECSClient(clientSettings(config)), s3: new S3Client(clientSettings(config)) },
});

async function launch(
  config: FargatePodHostConfig,
  { ecs, s3 }: Clients,
  request: LaunchRequest,
  signal: AbortSignal,
): Promise<void> {
  const { missionId, podId } = request;
  const known = await readPointer(s3, config.bucket, podId, signal);
  if (known?.task_arn !== undefined) return;
  const pointer: PodPointer = { started_by: startedBy(missionId, podId), launched_at_ms: Date.now() };
  // Before the task, so that a crash right after RunTask leaves no task that nobody can find.
  await writePointer(s3, config.bucket, podId, pointer, signal);
  const urls = await signMailbox(config, request, signal);
  await writeOrder(s3, config.bucket, request, urls, signal);
  const taskArn = await runTask(
    ecs,
    config,
    { podId, orderUrl: urls.orderUrl, startedBy: pointer.started_by },
    signal,
  );
  await writePointer(s3, config.bucket, podId, { ...pointer, task_arn: taskArn }, signal);
}

async function writeOrder(
  s3: S3Client,
  bucket: string,
  { missionId, podId, limits, waitMs }: LaunchRequest,
  { transport }: MailboxUrls,
  signal: AbortSignal,
): Promise<void> {
  const order = { version: 1, mission_id: missionId, pod_id: podId, limits, wait_ms: waitMs, transport };
  const key = mailboxPrefix(missionId, podId) + mailboxKeys.order;
  const body = { Bucket: bucket, Key: key, Body: JSON.stringify(order), ContentType: 'application/json' };
  try {
    await s3.send(new PutObjectCommand(body), { abortSignal: signal });
  } catch (error) {
    throw awsFault('Amazon S3', error, signal);
  }
}

async function stopTasks(
  ecs: ECSClient,
  cluster: string,
  pointer: PodPointer,
  signal: AbortSignal,
): Promise<void> {
  for (const task of await findTasks(ecs, cluster, pointer, signal)) {
    try {
      const command = new StopTaskCommand({ cluster, task, reason: 'Released by Gantry.' });
      await ecs.send(command, { abortSignal: signal });
    } catch (error) {
      // A task that ECS has forgotten has ended long ago.
      const isForgotten = isNamed(error, 'InvalidParameterException') && /not found/i.test(error.message);
      if (!isForgotten) throw awsFault('Amazon ECS', error, signal);
    }
  }
}
