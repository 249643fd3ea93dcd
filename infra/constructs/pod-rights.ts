import { allow, type Grant, type Resources, wholeArea } from './grant.ts';
import type { Pods } from './pods.ts';
import type { Stores } from './stores.ts';

/** Looks after pods that run: reads what they say, and ends them. */
export function stopPods({ stack, stores, pods }: Resources): Grant {
  const tasks = stack.formatArn({
    service: 'ecs',
    resource: 'task',
    resourceName: `${pods.cluster.clusterName}/*`,
  });
  return {
    environment: podEnvironment(stores, pods),
    statements: [
      allow(['s3:GetObject'], [stores.objects.arnForObjects('pods/*')], wholeArea),
      allow(['s3:ListBucket'], [stores.objects.bucketArn]),
      allow(['ecs:DescribeTasks', 'ecs:StopTask'], [tasks], {
        wildcardBecause:
          'Tasks get their ids when they start; the cluster, which holds nothing but pods, is fixed.',
      }),
      allow(['ecs:ListTasks'], ['*'], {
        conditions: inCluster(pods),
        wildcardBecause:
          'ListTasks knows no resource but container instances, of which Fargate has none; the condition names the cluster.',
      }),
    ],
  };
}

/** Starts pods as well, each with a mailbox of its own. */
export function launchPods(resources: Resources): Grant {
  const { stack, stores, pods } = resources;
  const stop = stopPods(resources);
  const revisions = stack.formatArn({
    service: 'ecs',
    resource: 'task-definition',
    resourceName: `${pods.task.family}:*`,
  });
  return {
    environment: stop.environment,
    statements: [
      ...stop.statements,
      allow(
        ['s3:PutObject'],
        ['pods/*', 'mailbox/*/in/*'].map((keys) => stores.objects.arnForObjects(keys)),
        wholeArea,
      ),
      allow(['sts:AssumeRole'], [pods.mailboxRole.roleArn]),
      allow(['ecs:RunTask'], [revisions], {
        conditions: inCluster(pods),
        wildcardBecause: 'Missions that began before a deployment start pods by the revision of before.',
      }),
      allow(['iam:PassRole'], [pods.task.obtainExecutionRole().roleArn], {
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    ],
  };
}

const inCluster = ({ cluster }: Pods) => ({ ArnEquals: { 'ecs:cluster': cluster.clusterArn } });

function podEnvironment(stores: Stores, pods: Pods): Record<string, string> {
  return {
    GANTRY_OBJECTS_BUCKET: stores.objects.bucketName,
    GANTRY_MAILBOX_ROLE_ARN: pods.mailboxRole.roleArn,
    GANTRY_POD_CLUSTER: pods.cluster.clusterArn,
    GANTRY_POD_TASK_DEFINITION: pods.task.taskDefinitionArn,
    GANTRY_POD_CONTAINER: pods.containerName,
    GANTRY_POD_SUBNETS: pods.subnetIds.join(','),
    GANTRY_POD_SECURITY_GROUPS: pods.securityGroup.securityGroupId,
    GANTRY_POD_PUBLIC_IP: pods.assignsPublicIp ? '1' : '0',
  };
}
