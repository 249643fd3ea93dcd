import { DescribeTasksCommand, type ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { PodState } from '../../../core/ports/pod-host.ts';
import { awsFault } from '../fault.ts';
import type { PodPointer } from './pod-pointer.ts';

const service = 'Amazon ECS';

/** ECS may not know a task for a moment after RunTask has named it. */
const unknownYetMs = 60_000;

/** The tasks of a pod: the one its pointer names, else those that ECS lists under its `startedBy`. */
export async function findTasks(
  ecs: ECSClient,
  cluster: string,
  pointer: PodPointer,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (pointer.task_arn !== undefined) return [pointer.task_arn];
  try {
    const command = new ListTasksCommand({ cluster, startedBy: pointer.started_by });
    return (await ecs.send(command, { abortSignal: signal })).taskArns ?? [];
  } catch (error) {
    throw awsFault(service, error, signal);
  }
}

/** The pod's state by its task's last status. */
export async function podStateOf(
  ecs: ECSClient,
  cluster: string,
  pointer: PodPointer,
  signal: AbortSignal,
): Promise<PodState> {
  const arns = await findTasks(ecs, cluster, pointer, signal);
  if (arns.length === 0) return 'absent';
  const states = (await describe(ecs, cluster, arns, signal)).map(stateOf);
  if (states.includes('running')) return 'running';
  if (states.includes('starting')) return 'starting';
  const isNew = pointer.task_arn !== undefined && Date.now() - pointer.launched_at_ms < unknownYetMs;
  return states.length === 0 && isNew ? 'starting' : 'absent';
}

async function describe(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<readonly Task[]> {
  try {
    const command = new DescribeTasksCommand({ cluster, tasks: [...arns] });
    return (await ecs.send(command, { abortSignal: signal })).tasks ?? [];
  } catch (error) {
    throw awsFault(service, error, signal);
  }
}

const startingStatuses: readonly unknown[] = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

function stateOf({ desiredStatus, lastStatus }: Task): PodState {
  if (desiredStatus === 'STOPPED') return 'absent';
  if (lastStatus === 'RUNNING') return 'running';
  return startingStatuses.includes(lastStatus) ? 'starting' : 'absent';
}
