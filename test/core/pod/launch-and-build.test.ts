import { describe, expect, test } from 'vitest';
import { DependencyFailed } from '../../../core/errors.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { build } from '../../../core/pod/build.ts';
import { launchPod } from '../../../core/pod/launch-pod.ts';
import { listPods } from '../../../core/pod/pod-records.ts';
import { receiveReport } from '../../../core/pod/receive-report.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import type { PodId } from '../../../core/wire/ids.ts';
import { mailboxKeys, podBundleSchema } from '../../../core/wire/pod.ts';
import { putDraft } from '../draft/put-draft.ts';
import { newMissionId } from '../mission/play.ts';
import { commands, pins, podId, toPassed, tree } from '../mission/samples.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { options, podWorld } from './pod-world.ts';

const all = commands();
const { world, deps, read, begin } = podWorld();

describe('launch-pod', () => {
  const launch = () => launchPod(deps())({ mission_id: world.missionId }, options);

  test('asks for one pod, keeps it while it waits, and goes on to the author', async () => {
    await begin();
    expect((await launch()).next).toBe('draft');
    expect((await launch()).next).toBe('draft');
    expect(world.pods.launched).toHaveLength(1);
  });

  test('asks for another one when the first is gone', async () => {
    await begin();
    await launch();
    world.pods.stopped.push(world.pods.launched[0] ?? '');
    await launch();
    expect(world.pods.launched).toHaveLength(2);
    expect((await listPods(world.ports)(world.missionId, never)).map(({ pod }) => pod.state)).toEqual([
      'done',
      'waiting',
    ]);
  });

  test('goes on to the heal of a later attempt', async () => {
    await begin([all['request-heal']]);
    expect((await launch()).next).toBe('heal');
  });

  test('launches nothing for a mission that has ended', async () => {
    await begin([all.cancel]);
    await expect(launch()).rejects.toMatchObject({ name: 'MissionEnded' });
    expect(world.pods.launched).toEqual([]);
  });
});

describe('build', () => {
  const draft = {
    app: { slug: 'x', title: 'X', summary: 'x' },
    stack: 'static' as const,
    files: [{ path: 'index.html', content: 'x' }],
    notes: '',
    left_out: [],
  };
  const run = (token = 'token-1') =>
    build(deps())({ mission_id: world.missionId, task_token: token }, options);
  const ready = async (life: readonly Command[] = toPassed.slice(0, 3)) => {
    await begin(life);
    await putDraft(world.ports, world.missionId, draft);
  };

  test('hands the gated tree with its recipe to the pod that waits', async () => {
    await ready();
    await launchPod(deps())({ mission_id: world.missionId }, options);
    await run();
    const [{ pod } = { pod: undefined }] = await listPods(world.ports)(world.missionId, never);
    expect(world.pods.launched).toEqual([pod?.pod_id]);
    expect(pod).toMatchObject({ state: 'building', attempt: 0, task_token: 'token-1' });
    const bytes = await world.ports.objects.get(
      mailboxPrefix(world.missionId, pod?.pod_id as PodId) + mailboxKeys.bundle,
      never,
    );
    const bundle = podBundleSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    expect(bundle).toMatchObject({
      tree_sha256: tree(0),
      stack: 'static',
      files: draft.files,
      minimum_coverage_percent: 60,
    });
    expect(await read()).toMatchObject({
      status: 'BUILDING',
      attempts: [{ handOvers: [{ isolation: 'bubblewrap' }] }],
    });
    expect(world.flow.answered).toEqual([]);
  });

  test('takes another pod when it is asked again after the first was lost', async () => {
    await ready();
    await run('token-1');
    await run('token-2');
    expect(world.pods.launched).toHaveLength(2);
    expect((await read()).attempts[0]?.handOvers).toHaveLength(2);
  });

  test('answers at once where the report has come already', async () => {
    await ready(toPassed);
    await run('token-3');
    expect(world.flow.answered).toEqual([['token-3', 'succeeded']]);
    expect(world.pods.launched).toEqual([]);
  });

  test('answers its token with the wait that a service asks for, and is tried again after it', async () => {
    await ready();
    const answers: unknown[] = [];
    const workflow: typeof world.flow.workflow = {
      ...world.flow.workflow,
      succeedTask: async (...[token, output]) => {
        answers.push([token, output]);
        return 'taken';
      },
    };
    const busy = new DependencyFailed('busy', 'No capacity.', {
      retryAfterMs: 30_000,
      service: 'Amazon ECS',
    });
    const podHost = { ...world.pods.podHost, launch: async () => Promise.reject(busy) };
    const input = { mission_id: world.missionId, stage: 'Build', task_token: 'token-1' };
    await build({ ...deps(), podHost, workflow })(input, options);
    const wait = { mission_id: world.missionId, next: 'wait', stage: 'Build', seconds: 30, error: null };
    expect(answers).toEqual([['token-1', wait]]);
    expect((await read()).message).toBe('Amazon ECS asks us to wait 30 s.');
    await run('token-2');
    expect((await read()).attempts[0]?.handOvers).toHaveLength(1);
  });

  /** Ports that do something else first when the pod's record is about to become this. */
  const just = (state: string, meanwhile: (pod: PodId) => Promise<unknown>) => {
    let isDone = false;
    const put: TestPorts['records']['put'] = async (key, value, ...rest) => {
      const isIt =
        key.partition === `pods#${world.missionId}` && (value as { state: string }).state === state;
      if (isIt && !isDone) {
        isDone = true;
        await meanwhile(key.sort as PodId);
      }
      return world.ports.records.put(key, value, ...rest);
    };
    return { ...deps(), records: { ...world.ports.records, put } };
  };
  const stopped = (pod: PodId) => ({ kind: 'stopped', missionId: world.missionId, podId: pod }) as const;

  test('loses a pod that was found dead as it was to get its bundle, and is tried again', async () => {
    await ready();
    const racing = just('building', (pod) => receiveReport(deps())(stopped(pod), options));
    const input = { mission_id: world.missionId, task_token: 'token-1' };
    await expect(build(racing)(input, options)).rejects.toMatchObject({ name: 'PodLost' });
    expect(await read()).toMatchObject({ attempts: [{ handOvers: [] }] });
    await run('token-2');
    expect((await listPods(world.ports)(world.missionId, never)).map(({ pod }) => pod.state)).toEqual([
      'done',
      'building',
    ]);
  });

  test('hears of a pod that died while it got its bundle, whoever wrote last', async () => {
    await ready();
    await launchPod(deps())({ mission_id: world.missionId }, options);
    const racing = just('done', () => run('token-1'));
    await receiveReport(racing)(stopped(world.pods.launched[0] as PodId), options);
    expect(world.flow.answered).toEqual([['token-1', 'PodLost']]);
    expect((await listPods(world.ports)(world.missionId, never)).map(({ pod }) => pod.state)).toEqual([
      'done',
    ]);
  });

  test('gives no two pods one id', async () => {
    await ready();
    const ids = { ...world.ports.ids, make: () => podId() };
    const deaf = { ...deps(), ids, podHost: { ...world.pods.podHost, state: async () => 'absent' as const } };
    await launchPod(deaf)({ mission_id: world.missionId }, options);
    await expect(launchPod(deaf)({ mission_id: world.missionId }, options)).rejects.toMatchObject({
      code: 'pod_known',
    });
  });

  test.each([
    ['before the gate', toPassed.slice(0, 2)],
    ['without a draft', toPassed.slice(0, 1)],
  ])('builds nothing %s', async (_, life) => {
    await ready(life);
    await expect(run()).rejects.toMatchObject({ name: 'Conflict', code: 'tree_not_passed' });
    expect(world.pods.launched).toEqual([]);
  });

  test('gives a weak pod only the built-in model’s code', async () => {
    world.pods = fakePodHost({ isolation: 'node-permission', acceptsAnyModel: false });
    await ready();
    await run();
    expect(world.pods.launched).toHaveLength(1);
    world.missionId = newMissionId();
    const foreign: Command = {
      kind: 'start-authoring',
      pins: { ...pins, model_id: 'claude', model_label: 'Claude' },
    };
    await ready([foreign, ...toPassed.slice(1, 3)]);
    await expect(run()).rejects.toMatchObject({
      name: 'PolicyDenied',
      message: expect.stringContaining('Install bubblewrap or Docker'),
    });
    world.missionId = newMissionId();
    await ready(toPassed.slice(1, 3));
    await expect(run()).rejects.toMatchObject({ code: 'pod_too_weak' });
    expect(world.pods.launched).toHaveLength(1);
  });

  test('refuses a model whose code would not be built before anything is held or launched', async () => {
    world.pods = fakePodHost({ isolation: 'node-permission', acceptsAnyModel: false, acceptsAuthor: false });
    await begin([]);
    await expect(launchPod(deps())({ mission_id: world.missionId }, options)).rejects.toMatchObject({
      name: 'PolicyDenied',
      code: 'pod_too_weak',
      message: expect.stringContaining('GANTRY_ALLOW_WEAK_POD=1'),
    });
    expect(world.pods.launched).toEqual([]);
    expect(await listPods(world.ports)(world.missionId, never)).toEqual([]);
  });
});
