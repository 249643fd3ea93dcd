import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import type { Installation } from './installation.ts';

/** The tasks of a mission's pods that have not stopped. */
export async function tasksOf(
  { endpoint, region, cluster }: Installation,
  missionId: string,
): Promise<readonly string[]> {
  const ecs = new ECSClient({ endpoint, region });
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return tasks
    .filter(({ startedBy = '', lastStatus }) => startedBy.startsWith(missionId) && lastStatus !== 'STOPPED')
    .map(({ taskArn = '' }) => taskArn);
}
