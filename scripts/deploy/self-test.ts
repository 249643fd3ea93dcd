import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTasksCommand, ECSClient, RunTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { type SelfTestFinding, selfTestFindingSchema, selfTestUpload } from '../../core/wire/self-test.ts';
import { type Place, within } from './place.ts';

/** Where pods run, as the outputs of the core stack tell it. */
export interface PodPlace {
  readonly Cluster: string;
  readonly ObjectsBucket: string;
  readonly PodTask: string;
  readonly PodContainer: string;
  readonly PodSubnets: string;
  readonly PodSecurityGroup: string;
  readonly PodPublicIp: string;
}

export interface SelfTestOptions {
  readonly place: Place;
  readonly pods: PodPlace;
  /** Names the one object that the task may write. */
  readonly id: string;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
  /** How long to wait between two looks at the task. */
  readonly pollMs?: number;
}

const formSeconds = 30 * 60;
const longestWords = 64 * 1024;

/**
 * Runs the pod's image once as a Fargate task of the deployed family, to try what builds lean on where they will run, and tells what it found and
 * what to do where something fails. True only if all of it holds. The findings come by an upload of the task's own, as a build's do.
 */
export async function podSelfTest(options: SelfTestOptions): Promise<boolean> {
  const { place, pods, id, tell, signal } = options;
  const s3 = new S3Client(within(place));
  const object = { Bucket: pods.ObjectsBucket, Key: `mailbox/self-test/${id}` };
  const form = await createPresignedPost(s3, {
    ...object,
    Expires: formSeconds,
    Conditions: [['content-length-range', 0, longestWords]],
  });
  const task = await whenStopped(options, await start(options, JSON.stringify(form)));
  const findings = await findingsOf(s3, object, signal);
  for (const { finding, holds, words } of findings)
    tell(`${holds ? 'ok    ' : 'FAILED'} ${finding}: ${words}`);
  if (findings.length > 0) tell('ok     upload: what it found came by its upload address');
  const { exitCode, reason } = task.containers?.[0] ?? {};
  if (exitCode === 0 && findings.length > 0 && findings.every(({ holds }) => holds)) return true;
  for (const line of whatToDo(findings, exitCode, reason ?? task.stoppedReason)) tell(line);
  return false;
}

async function start({ place, pods, signal }: SelfTestOptions, form: string): Promise<string> {
  const command = new RunTaskCommand({
    cluster: pods.Cluster,
    taskDefinition: pods.PodTask,
    launchType: 'FARGATE',
    count: 1,
    startedBy: 'gantry-self-test',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: pods.PodSubnets.split(','),
        securityGroups: [pods.PodSecurityGroup],
        assignPublicIp: pods.PodPublicIp === '1' ? 'ENABLED' : 'DISABLED',
      },
    },
    overrides: {
      containerOverrides: [
        {
          name: pods.PodContainer,
          // The image's own entry point, with another word behind it.
          command: ['--self-test'],
          environment: [{ name: selfTestUpload, value: form }],
        },
      ],
    },
  });
  const { tasks, failures } = await new ECSClient(within(place)).send(command, { abortSignal: signal });
  const taskArn = tasks?.[0]?.taskArn;
  if (taskArn !== undefined) return taskArn;
  throw new Error(
    `Fargate started no pod for the self-test: ${failures?.[0]?.reason ?? 'no reason given'}. Run npm run deploy again.`,
  );
}

async function whenStopped(
  { place, pods, signal, pollMs = 5_000 }: SelfTestOptions,
  taskArn: string,
): Promise<Task> {
  const ecs = new ECSClient(within(place));
  for (;;) {
    const command = new DescribeTasksCommand({ cluster: pods.Cluster, tasks: [taskArn] });
    const [task] = (await ecs.send(command, { abortSignal: signal })).tasks ?? [];
    if (task?.lastStatus === 'STOPPED') return task;
    await sleep(pollMs, undefined, { signal });
  }
}

/** What the task sent, none where it sent nothing; taken away once it is read. */
async function findingsOf(
  s3: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  signal: AbortSignal,
): Promise<readonly SelfTestFinding[]> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand(object), { abortSignal: signal });
    const lines = ((await body?.transformToString()) ?? '').trim().split('\n');
    await s3.send(new DeleteObjectCommand(object), { abortSignal: signal });
    return lines.filter(Boolean).map((line) => selfTestFindingSchema.parse(JSON.parse(line)));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return [];
    throw error;
  }
}

function whatToDo(
  findings: readonly SelfTestFinding[],
  exitCode: number | undefined,
  reason: string | undefined,
): readonly string[] {
  const failed = findings.filter(({ holds }) => !holds).map(({ finding }) => remedies[finding]);
  if (failed.length > 0) return [...new Set(failed)];
  const because = reason === undefined ? '' : ` (${reason})`;
  const log = 'Its last words are in the log group of the pods in CloudWatch.';
  if (exitCode === undefined)
    return [
      `The task never ran${because}. Where it could fetch no image, look at the routes of its subnets and at -c podEgress. ${log}`,
    ];
  const sent =
    findings.length > 0 ? 'though all that it sent holds.' : `and sent nothing. ${remedies.upload}`;
  return [`The task ended with ${exitCode}${because}, ${sent} ${log}`];
}

const isolation =
  'Build nothing here yet: steps are not kept apart as they must be. Deploy the image of this checkout again, and compare the capabilities of the task definition with docs/security.md.';
const image =
  'Deploy the image of this checkout again (npm run deploy); the words above say what is missing in it.';

const remedies: Readonly<Record<SelfTestFinding['finding'], string>> = {
  launcher: isolation,
  filter: isolation,
  users: isolation,
  network: isolation,
  memory: isolation,
  time: isolation,
  browser: image,
  database: image,
  upload:
    'Where the pod reaches no S3, look at the routes of its subnets, its security group and -c podEgress.',
};
