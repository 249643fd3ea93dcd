import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { ECSClient, paginateListTasks, StopTaskCommand } from '@aws-sdk/client-ecs';
import { paginateListExecutions, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type Place, within } from './place.ts';

const pauseMs = 3_000;
/** Pods take two seconds to go, and missions that waited for a slot may begin meanwhile. */
const rounds = 60;

interface Work {
  readonly machines: readonly string[];
  readonly clusters: readonly string[];
}

/**
 * Ends every execution and every pod of these stacks, and waits until there are none: ECS deletes no cluster that has tasks, and an execution
 * whose functions are gone would fail for an hour. Answers how many it ended; throws where there are still some after three minutes.
 */
export async function stopWork(place: Place, stacks: readonly string[]): Promise<number> {
  const work = await findWork(place, stacks);
  const ended = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const running = [...(await stopExecutions(place, work)), ...(await stopTasks(place, work))];
    for (const arn of running) ended.add(arn);
    if (running.length === 0) return ended.size;
    await sleep(pauseMs);
  }
  throw new Error(
    'Missions or pods still run after three minutes. Run this again, or stop them in Step Functions and ECS.',
  );
}

async function findWork(place: Place, stacks: readonly string[]): Promise<Work> {
  const client = new CloudFormationClient(within(place));
  const found: StackResourceSummary[] = [];
  for (const StackName of stacks)
    for await (const page of paginateListStackResources({ client }, { StackName }))
      found.push(...(page.StackResourceSummaries ?? []));
  const ofType = (wanted: string) =>
    found.flatMap(({ ResourceType: type, PhysicalResourceId: id }) => (type === wanted ? (id ?? []) : []));
  return { machines: ofType('AWS::StepFunctions::StateMachine'), clusters: ofType('AWS::ECS::Cluster') };
}

/** How many missions of these stacks run right now. */
export async function countMissions(place: Place, stacks: readonly string[]): Promise<number> {
  return (await listExecutions(place, await findWork(place, stacks))).length;
}

async function listExecutions(place: Place, { machines }: Work): Promise<readonly string[]> {
  const client = new SFNClient(within(place));
  const running: string[] = [];
  for (const stateMachineArn of machines)
    for await (const page of paginateListExecutions({ client }, { stateMachineArn, statusFilter: 'RUNNING' }))
      running.push(...(page.executions ?? []).flatMap(({ executionArn }) => executionArn ?? []));
  return running;
}

async function stopExecutions(place: Place, work: Work): Promise<readonly string[]> {
  const client = new SFNClient(within(place));
  const running = await listExecutions(place, work);
  for (const executionArn of running)
    await client.send(
      new StopExecutionCommand({ executionArn, error: 'Destroyed', cause: 'Gantry is being taken down.' }),
    );
  return running;
}

async function stopTasks(place: Place, { clusters }: Work): Promise<readonly string[]> {
  const client = new ECSClient(within(place));
  const running: string[] = [];
  for (const cluster of clusters)
    for await (const page of paginateListTasks({ client }, { cluster }))
      for (const task of page.taskArns ?? []) {
        await client.send(new StopTaskCommand({ cluster, task, reason: 'Gantry is being taken down.' }));
        running.push(task);
      }
  return running;
}
