import { type ECSClient, RunTaskCommand, type RunTaskCommandInput } from '@aws-sdk/client-ecs';
import { DependencyFailed, DependencyRefused, isGantryError } from '../../../core/errors.ts';
import type { MissionId, PodId } from '../../../core/wire/ids.ts';
import { awsFault, isNamed } from '../fault.ts';

/** Where a pod's task runs. The task definition holds the image, its limits and no task role. */
export interface FargateTask {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly containerName: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Needed where the subnets reach S3 and the registry by an internet gateway only. */
  readonly assignsPublicIp: boolean;
}

interface PodTask {
  readonly podId: PodId;
  readonly orderUrl: string;
  readonly startedBy: string;
}

/** What ECS keeps with the task and tells when it stops. */
export const startedBy = (missionId: MissionId, podId: PodId): string => `${missionId}/${podId}`;

/** The longest `overrides` that RunTask takes, as JSON. */
const longestOverrides = 8_192;

/** Starts the pod's one task and answers its ARN; a pod that has a task already answers that one, since the pod's id is the client token. */
export async function runTask(
  ecs: ECSClient,
  task: FargateTask,
  pod: PodTask,
  signal: AbortSignal,
): Promise<string> {
  try {
    const { tasks, failures } = await ecs.send(new RunTaskCommand(runTaskInput(task, pod)), {
      abortSignal: signal,
    });
    const taskArn = tasks?.[0]?.taskArn;
    if (taskArn !== undefined) return taskArn;
    const reason = failures?.[0]?.reason ?? 'no reason given';
    throw new DependencyFailed('pod_not_started', `Fargate started no pod: ${reason}. It is tried again.`);
  } catch (error) {
    const running = taskOfToken(error);
    if (running !== undefined) return running;
    throw isGantryError(error) ? error : awsFault('Amazon ECS', error, signal);
  }
}

/** A second launch signs other URLs, so ECS calls it a conflict with the first, and names the first one's task. */
function taskOfToken(error: unknown): string | undefined {
  if (!isNamed(error, 'ConflictException')) return undefined;
  return (error as { resourceIds?: readonly string[] }).resourceIds?.[0];
}

function runTaskInput(
  task: FargateTask,
  { podId, orderUrl, startedBy: starter }: PodTask,
): RunTaskCommandInput {
  // An environment variable, because another user's process could read the command line.
  const environment = [{ name: 'GANTRY_POD_ORDER', value: orderUrl }];
  const overrides = { containerOverrides: [{ name: task.containerName, environment }] };
  if (JSON.stringify(overrides).length > longestOverrides) {
    const message = `The order's URL does not fit into the ${longestOverrides} characters that RunTask takes.`;
    throw new DependencyRefused('pod_order_too_long', message);
  }
  return {
    cluster: task.cluster,
    taskDefinition: task.taskDefinition,
    launchType: 'FARGATE',
    count: 1,
    clientToken: podId,
    startedBy: starter,
    enableExecuteCommand: false,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...task.subnets],
        securityGroups: [...task.securityGroups],
        assignPublicIp: task.assignsPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    overrides,
  };
}
