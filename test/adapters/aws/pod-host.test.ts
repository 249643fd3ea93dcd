import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { s3ObjectStore } from '../../../adapters/aws/object-store.ts';
import { assumeMailboxRole } from '../../../adapters/aws/pod-host/mailbox-role.ts';
import { fargatePodHost } from '../../../adapters/aws/pod-host.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import { missionIdSchema, podIdSchema } from '../../../core/wire/ids.ts';
import {
  defaultPodLimits,
  mailboxKeys,
  maxShotBytes,
  type PodOrder,
  podOrderSchema,
} from '../../../core/wire/pod.ts';
import { podNoticesSchema } from '../../../core/wire/pod-notice.ts';
import { download, signedUrlMailbox } from '../../../pod-image/mailbox/signed-url-mailbox.ts';
import { describeWithEmulator } from './emulator.ts';

const never = new AbortController().signal;
const bucket = 'gantry-objects';
const cluster = 'gantry';
const mailboxRoleArn = 'arn:aws:iam::000000000000:role/mailbox';
const waitMs = 20 * 60_000;
const ids = createIds({ clock: systemClock });

type SignedUrls = Extract<PodOrder['transport'], { kind: 'signed-urls' }>;
type Form = SignedUrls['log_upload'];

describeWithEmulator(
  'S3, STS and ECS by MiniStack, which checks permissions',
  (aws) => {
    beforeAll(async () => {
      await new S3Client(aws.connection).send(new CreateBucketCommand({ Bucket: bucket }));
      const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
      const wide = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
      const iam = (parameters: Record<string, string>) =>
        aws.call('iam', '/', new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString());
      const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      const RoleName = 'mailbox';
      await iam({ Action: 'CreateRole', RoleName, AssumeRolePolicyDocument: policy(trust) });
      const PolicyDocument = policy(wide);
      await iam({ Action: 'PutRolePolicy', RoleName, PolicyName: 'wide', PolicyDocument });
      await new ECSClient(aws.connection).send(
        new RegisterTaskDefinitionCommand({
          family: 'pod',
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: '256',
          memory: '512',
          containerDefinitions: [{ name: 'pod', image: 'gantry-pod' }],
        }),
      );
    });

    const open = () =>
      fargatePodHost(() => ({
        ...aws.connection,
        bucket,
        mailboxRoleArn,
        cluster,
        taskDefinition: 'pod',
        containerName: 'pod',
        subnets: ['subnet-1'],
        securityGroups: ['sg-1'],
        assignsPublicIp: false,
      }));
    const objects = () => s3ObjectStore({ bucket, ...aws.connection });
    const newPod = () => ({
      missionId: missionIdSchema.parse(ids.make('msn')),
      podId: podIdSchema.parse(ids.make('pod')),
      limits: defaultPodLimits,
      waitMs,
    });
    const tasksOf = async ({ missionId, podId }: ReturnType<typeof newPod>) => {
      const ecs = new ECSClient(aws.connection);
      const { taskArns = [] } = await ecs.send(
        new ListTasksCommand({ cluster, startedBy: `${missionId}/${podId}` }),
      );
      if (taskArns.length === 0) return [];
      return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? [];
    };
    /** Launches a pod and reads its order as the pod would: through the URL in its environment and nothing else. */
    const launched = async () => {
      const pod = newPod();
      await open().launch(pod, never);
      const [task] = await tasksOf(pod);
      const environment = task?.overrides?.containerOverrides?.[0]?.environment ?? [];
      const order = podOrderSchema.parse(
        JSON.parse(String(Buffer.from(await download(environment[0]?.value ?? '')))),
      );
      return { pod, task, environment, order, urls: order.transport as SignedUrls };
    };

    test('gives the task one thing, its order by a signed URL, within what RunTask takes', async () => {
      const { pod, task, environment, order } = await launched();
      expect(environment.map(({ name }) => name)).toEqual(['GANTRY_POD_ORDER']);
      expect(JSON.stringify(task?.overrides).length).toBeLessThan(8_192);
      expect(order).toMatchObject({
        version: 1,
        mission_id: pod.missionId,
        pod_id: pod.podId,
        limits: defaultPodLimits,
        wait_ms: waitMs,
        transport: { kind: 'signed-urls' },
      });
    });

    test("marks the task so that its end is known as this pod's", async () => {
      const { pod, task } = await launched();
      const stopped = { lastStatus: 'STOPPED', startedBy: task?.startedBy };
      const notices = podNoticesSchema.parse({ 'detail-type': 'ECS Task State Change', detail: stopped });
      expect(notices).toEqual([{ kind: 'stopped', missionId: pod.missionId, podId: pod.podId }]);
    });

    test("carries bundle, logs, artifact and report through the pod's own mailbox program", async () => {
      const { pod, urls } = await launched();
      const mailbox = signedUrlMailbox(urls);
      const prefix = mailboxPrefix(pod.missionId, pod.podId);
      const bundle = mailbox.awaitBundle(AbortSignal.timeout(10_000));
      await objects().put(prefix + mailboxKeys.bundle, Buffer.from('{"version":1}'), {}, never);
      expect(String(Buffer.from((await bundle) ?? []))).toBe('{"version":1}');
      await mailbox.putLog(0, Buffer.from('log 0'));
      await mailbox.putLog(12, Buffer.from('log 12'));
      await mailbox.putShot(15, Buffer.from('png'));
      await mailbox.putArtifact(Buffer.alloc(300_000, 1));
      await mailbox.putReport(Buffer.from('{}'));
      const names = ['artifact.tar', 'log-0', 'log-12', 'report.json', 'shot-15.png'];
      const out = names.map((name) => `${prefix}out/${name}`);
      expect(await objects().list(`${prefix}out/`, never)).toEqual(out);
      expect(await objects().get(`${prefix}out/log-12`, never)).toEqual(
        new Uint8Array(Buffer.from('log 12')),
      );
    });

    test.each([
      ['another key', (key: string) => key.replace(/out\/.*/, 'in/bundle')],
      ["another pod's mailbox", (key: string) => key.replace(/pod_.{26}/, `pod_${'0'.repeat(26)}`)],
      ['evidence', () => 'evidence/m.json'],
    ])('refuses an upload to %s by each of the forms', async (_, elsewhere) => {
      const { urls } = await launched();
      const { log_upload, shot_upload, report_upload, artifact_upload } = urls;
      for (const { url, fields } of [log_upload, shot_upload as Form, report_upload, artifact_upload]) {
        const key = elsewhere(fields.key ?? '');
        expect(await post(url, { ...fields, key }, Buffer.from('x'))).toBe(403);
        expect(await objects().get(key, never)).toBeUndefined();
      }
    });

    test('refuses uploads over their size', async () => {
      const { urls } = await launched();
      const log = { ...urls.log_upload.fields, key: `${urls.log_upload.fields.key}0` };
      expect(await post(urls.log_upload.url, log, Buffer.alloc(65 * 1024))).toBe(400);
      const { url, fields } = urls.shot_upload as Form;
      expect(await post(url, { ...fields, key: `${fields.key}0.png` }, Buffer.alloc(maxShotBytes + 1))).toBe(
        400,
      );
      const tooLong = Buffer.alloc(defaultPodLimits.artifact_bytes + 5 * 1024 * 1024);
      expect(await post(urls.artifact_upload.url, urls.artifact_upload.fields, tooLong)).toBe(400);
    });

    test('refuses a signed URL that was bent to another key', async () => {
      const { urls } = await launched();
      const forged = new URL(urls.bundle_url);
      forged.pathname = forged.pathname.replace('/in/bundle', '/out/report.json');
      expect((await fetch(forged)).status).toBe(403);
    });

    test('signs with a session that reads one in/ and writes one out/, however much its role may', async () => {
      const { missionId, podId } = newPod();
      const prefix = mailboxPrefix(missionId, podId);
      const role = { ...aws.connection, bucket, mailboxRoleArn };
      const credentials = await assumeMailboxRole(role, { prefix, podId, seconds: 900 }, never);
      const s3 = new S3Client({ ...aws.connection, credentials });
      const read = (Key: string) => s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const write = (Key: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
      const denied = { name: 'AccessDenied' };
      for (const key of [
        `${prefix}in/bundle`,
        `${prefix}out/report.json`,
        'evidence/m.json',
        'mailbox/other/in/bundle',
      ])
        await objects().put(key, Buffer.from('x'), {}, never);
      await expect(read(`${prefix}in/bundle`)).resolves.toBeDefined();
      for (const key of [`${prefix}out/report.json`, 'evidence/m.json', 'mailbox/other/in/bundle'])
        await expect(read(key)).rejects.toMatchObject(denied);
      await expect(write(`${prefix}out/log-1`)).resolves.toBeDefined();
      for (const key of [`${prefix}in/bundle`, 'evidence/m.json', 'mailbox/other/out/report.json'])
        await expect(write(key)).rejects.toMatchObject(denied);
    });

    test('takes the same pod again as the same pod', async () => {
      const pod = newPod();
      await open().launch(pod, never);
      await open().launch(pod, never);
      expect(await tasksOf(pod)).toHaveLength(1);
    });

    test("tells a pod's state from its launch to its end, and ends it once and again", async () => {
      const pod = newPod();
      const host = open();
      expect(await host.state(pod.podId, never)).toBe('absent');
      await expect(host.stop(pod.podId, never)).resolves.toBeUndefined();
      await host.launch(pod, never);
      expect(['starting', 'running']).toContain(await host.state(pod.podId, never));
      await host.stop(pod.podId, never);
      expect(await host.state(pod.podId, never)).toBe('absent');
      await expect(host.stop(pod.podId, never)).resolves.toBeUndefined();
    });

    test('refuses to sign for longer than a session lives', async () => {
      const tooLong = open().launch({ ...newPod(), waitMs: 60 * 60_000 }, never);
      await expect(tooLong).rejects.toMatchObject({ name: 'DependencyRefused', code: 'pod_lives_too_long' });
    });
  },
  { checksPermissions: true },
);

test('tells its isolation without any configuration', () => {
  const host = fargatePodHost(() => {
    throw new Error('not configured');
  });
  expect([host.isolation, host.acceptsAnyModel]).toEqual(['fargate', true]);
});

async function post(
  url: string,
  fields: Record<string, string>,
  file: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([file]));
  const response = await fetch(url, { method: 'POST', body: form });
  await response.body?.cancel();
  return response.status;
}
