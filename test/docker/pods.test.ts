import { randomUUID } from 'node:crypto';
import { DescribeTasksCommand, ListTasksCommand, RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it, vi } from 'vitest';
import { orderWithUrls } from '../pod-image/support/mailbox-stand-in.ts';
import { bundleOf, goodApp, recipes } from '../pod-image/support/pod-fixture.ts';
import { arnOf, bundleThat, usePodsService } from './rig/pods-service.ts';

const pods = usePodsService();

describe('the pods service, on a Docker engine behind its guard', () => {
  it('builds an app in a container that RunTask starts, and tells of its end', async () => {
    const { tasks, failures } = await pods.run(
      orderWithUrls(pods.standIn(), bundleOf({ files: goodApp, recipe: recipes.static })),
    );
    expect(failures).toEqual([]);
    expect(tasks).toMatchObject([{ startedBy: 'msn_1/pod_1', desiredStatus: 'RUNNING' }]);
    await vi.waitUntil(() => pods.stopped.length === 1, { timeout: 60_000 });
    expect(pods.readReport()).toMatchObject({ outcome: 'passed', isolation: 'fargate' });
    expect(pods.stopped).toMatchObject([
      { lastStatus: 'STOPPED', startedBy: 'msn_1/pod_1', containers: [{ exitCode: 0 }] },
    ]);
    expect(await pods.statusOf(arnOf({ tasks: tasks ?? [] }))).toBe('STOPPED');
  });

  it('keeps a pod to 512 MB, whose report says so', async () => {
    await pods.run(
      orderWithUrls(
        pods.standIn(),
        bundleThat(
          `test('grows', async () => { const all = []; for (;;) { all.push(Buffer.alloc(16 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } });`,
        ),
      ),
    );
    await vi.waitUntil(() => pods.stopped.length === 1, { timeout: 60_000 });
    expect(pods.readReport()).toMatchObject({ outcome: 'failed', failed_because: 'memory' });
  });

  it('names the running task when the same pod is asked for again with another order', async () => {
    const token = randomUUID();
    const first = arnOf(await pods.run(`${pods.standIn().url}/never`, token));
    await expect(pods.run(`${pods.standIn().url}/other`, token)).rejects.toMatchObject({
      name: 'ConflictException',
      resourceIds: [first],
    });
  });

  it('finds a task by who started it, and stops it', async () => {
    const bundle = bundleThat(`test('hangs', () => { for (;;); });`);
    const arn = arnOf(await pods.run(orderWithUrls(pods.standIn(), bundle)));
    const listed = await pods.ecs().send(new ListTasksCommand({ startedBy: 'msn_1/pod_1' }));
    expect(listed.taskArns).toContain(arn);
    const { task } = await pods.ecs().send(new StopTaskCommand({ task: arn, reason: 'enough' }));
    expect(task).toMatchObject({ taskArn: arn, desiredStatus: 'STOPPED' });
    await vi.waitUntil(async () => (await pods.statusOf(arn)) === 'STOPPED', { timeout: 30_000 });
    expect(
      (await pods.ecs().send(new ListTasksCommand({ startedBy: 'msn_1/pod_1' }))).taskArns,
    ).not.toContain(arn);
  });

  it('refuses what is no pod, and knows no task that never was', async () => {
    const input = { taskDefinition: 'x', clientToken: 'x', overrides: { containerOverrides: [] } };
    await expect(pods.ecs().send(new RunTaskCommand(input))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const none = `arn:aws:ecs:eu-west-1:000000000000:task/gantry/${'0'.repeat(32)}`;
    expect(await pods.ecs().send(new DescribeTasksCommand({ tasks: [none] }))).toMatchObject({
      tasks: [],
      failures: [{ reason: 'MISSING' }],
    });
    await expect(pods.ecs().send(new StopTaskCommand({ task: none }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('has an engine that refuses everything else, and says what was asked', async () => {
    const asked = [
      ['GET', '/images/json'],
      ['POST', '/build'],
      ['POST', `/containers/gantry-pod-${'0'.repeat(32)}/exec`],
    ] as const;
    for (const [method, path] of asked)
      expect((await fetch(pods.guardUrl() + path, { method })).status).toBe(403);
    expect(pods.refused.slice(-asked.length)).toEqual(
      asked.map(([method, path]) => `refused: ${JSON.stringify(`${method} ${path}`)}`),
    );
  });
});
