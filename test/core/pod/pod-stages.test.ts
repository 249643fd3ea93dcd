import { beforeEach, describe, expect, test } from 'vitest';
import { DependencyFailed } from '../../../core/errors.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { loadArtifactTar, loadLog, loadReport, readMailboxLog } from '../../../core/pod/attempt-store.ts';
import { build } from '../../../core/pod/build.ts';
import { launchPod } from '../../../core/pod/launch-pod.ts';
import { findPod, listPods } from '../../../core/pod/pod-records.ts';
import { receiveReport } from '../../../core/pod/receive-report.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import type { MissionId, PodId } from '../../../core/wire/ids.ts';
import type { PodReport } from '../../../core/wire/pod.ts';
import { mailboxKeys, podBundleSchema } from '../../../core/wire/pod.ts';
import { putDraft } from '../draft/put-draft.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, pins, podId, toPassed, tree, userId } from '../mission/samples.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { makeReport } from './make-report.ts';

const options = { signal: never };
const all = commands();
const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
let ports: TestPorts;
let pods: ReturnType<typeof fakePodHost>;
let flow: ReturnType<typeof fakeWorkflow>;
let missionId: MissionId;
beforeEach(() => {
  ports = makePorts();
  pods = fakePodHost();
  flow = fakeWorkflow();
  missionId = newMissionId();
});

const deps = () => ({
  ...ports,
  podHost: pods.podHost,
  workflow: flow.workflow,
  checkArtifact: async (report: PodReport) => report,
});
const read = () => readMission(ports)(missionId, options);
const begin = (life: readonly Command[] = []) => play(life, { deps: ports, missionId });
const put = (pod: PodId, key: string, value: unknown) =>
  ports.objects.put(mailboxPrefix(missionId, pod) + key, encode(value), {}, never);

describe('launch-pod', () => {
  const launch = () => launchPod(deps())({ mission_id: missionId }, options);

  test('asks for one pod, keeps it while it waits, and goes on to the author', async () => {
    await begin();
    expect((await launch()).next).toBe('draft');
    expect((await launch()).next).toBe('draft');
    expect(pods.launched).toHaveLength(1);
  });

  test('asks for another one when the first is gone', async () => {
    await begin();
    await launch();
    pods.stopped.push(pods.launched[0] ?? '');
    await launch();
    expect(pods.launched).toHaveLength(2);
    expect((await listPods(ports)(missionId, never)).map(({ pod }) => pod.state)).toEqual([
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
    expect(pods.launched).toEqual([]);
  });
});

const reported = async () => (await read()).attempts[0]?.report;
const artifact = { attempt: 0, artifactSha256: makeReport().artifact_sha256 ?? '' };

describe('build', () => {
  const draft = {
    app: { slug: 'x', title: 'X', summary: 'x' },
    stack: 'static' as const,
    files: [{ path: 'index.html', content: 'x' }],
    notes: '',
    left_out: [],
  };
  const run = (token = 'token-1') => build(deps())({ mission_id: missionId, task_token: token }, options);
  const ready = async (life: readonly Command[] = toPassed.slice(0, 3)) => {
    await begin(life);
    await putDraft(ports, missionId, draft);
  };

  test('hands the gated tree with its recipe to the pod that waits', async () => {
    await ready();
    await launchPod(deps())({ mission_id: missionId }, options);
    await run();
    const [{ pod } = { pod: undefined }] = await listPods(ports)(missionId, never);
    expect(pods.launched).toEqual([pod?.pod_id]);
    expect(pod).toMatchObject({ state: 'building', attempt: 0, task_token: 'token-1' });
    const bytes = await ports.objects.get(
      mailboxPrefix(missionId, pod?.pod_id as PodId) + mailboxKeys.bundle,
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
    expect(flow.answered).toEqual([]);
  });

  test('takes another pod when it is asked again after the first was lost', async () => {
    await ready();
    await run('token-1');
    await run('token-2');
    expect(pods.launched).toHaveLength(2);
    expect((await read()).attempts[0]?.handOvers).toHaveLength(2);
  });

  test('answers at once where the report has come already', async () => {
    await ready(toPassed);
    await run('token-3');
    expect(flow.answered).toEqual([['token-3', 'succeeded']]);
    expect(pods.launched).toEqual([]);
  });

  test('answers its token with the wait that a service asks for, and is tried again after it', async () => {
    await ready();
    const answers: unknown[] = [];
    const workflow: typeof flow.workflow = {
      ...flow.workflow,
      succeedTask: async (...[token, output]) => {
        answers.push([token, output]);
        return 'taken';
      },
    };
    const busy = new DependencyFailed('busy', 'No capacity.', {
      retryAfterMs: 30_000,
      service: 'Amazon ECS',
    });
    const podHost = { ...pods.podHost, launch: async () => Promise.reject(busy) };
    const input = { mission_id: missionId, stage: 'Build', task_token: 'token-1' };
    await build({ ...deps(), podHost, workflow })(input, options);
    const wait = { mission_id: missionId, next: 'wait', stage: 'Build', seconds: 30, error: null };
    expect(answers).toEqual([['token-1', wait]]);
    expect((await read()).message).toBe('Amazon ECS asks us to wait 30 s.');
    await run('token-2');
    expect((await read()).attempts[0]?.handOvers).toHaveLength(1);
  });

  /** Ports that do something else first when the pod's record is about to become this. */
  const just = (state: string, meanwhile: (pod: PodId) => Promise<unknown>) => {
    let isDone = false;
    const put: TestPorts['records']['put'] = async (key, value, ...rest) => {
      const isIt = key.partition === `pods#${missionId}` && (value as { state: string }).state === state;
      if (isIt && !isDone) {
        isDone = true;
        await meanwhile(key.sort as PodId);
      }
      return ports.records.put(key, value, ...rest);
    };
    return { ...deps(), records: { ...ports.records, put } };
  };
  const stopped = (pod: PodId) => ({ kind: 'stopped', missionId, podId: pod }) as const;

  test('loses a pod that was found dead as it was to get its bundle, and is tried again', async () => {
    await ready();
    const racing = just('building', (pod) => receiveReport(deps())(stopped(pod), options));
    const input = { mission_id: missionId, task_token: 'token-1' };
    await expect(build(racing)(input, options)).rejects.toMatchObject({ name: 'PodLost' });
    expect(await read()).toMatchObject({ attempts: [{ handOvers: [] }] });
    await run('token-2');
    expect((await listPods(ports)(missionId, never)).map(({ pod }) => pod.state)).toEqual([
      'done',
      'building',
    ]);
  });

  test('hears of a pod that died while it got its bundle, whoever wrote last', async () => {
    await ready();
    await launchPod(deps())({ mission_id: missionId }, options);
    const racing = just('done', () => run('token-1'));
    await receiveReport(racing)(stopped(pods.launched[0] as PodId), options);
    expect(flow.answered).toEqual([['token-1', 'PodLost']]);
    expect((await listPods(ports)(missionId, never)).map(({ pod }) => pod.state)).toEqual(['done']);
  });

  test('gives no two pods one id', async () => {
    await ready();
    const ids = { ...ports.ids, make: () => podId() };
    const deaf = { ...deps(), ids, podHost: { ...pods.podHost, state: async () => 'absent' as const } };
    await launchPod(deaf)({ mission_id: missionId }, options);
    await expect(launchPod(deaf)({ mission_id: missionId }, options)).rejects.toMatchObject({
      code: 'pod_known',
    });
  });

  test.each([
    ['before the gate', toPassed.slice(0, 2)],
    ['without a draft', toPassed.slice(0, 1)],
  ])('builds nothing %s', async (_, life) => {
    await ready(life);
    await expect(run()).rejects.toMatchObject({ name: 'Conflict', code: 'tree_not_passed' });
    expect(pods.launched).toEqual([]);
  });

  test('gives a weak pod only the built-in model’s code', async () => {
    pods = fakePodHost({ isolation: 'node-permission', acceptsAnyModel: false });
    await ready();
    await run();
    expect(pods.launched).toHaveLength(1);
    missionId = newMissionId();
    const foreign: Command = {
      kind: 'start-authoring',
      pins: { ...pins, model_id: 'claude', model_label: 'Claude' },
    };
    await ready([foreign, ...toPassed.slice(1, 3)]);
    await expect(run()).rejects.toMatchObject({
      name: 'PolicyDenied',
      message: expect.stringContaining('Install bubblewrap or Docker'),
    });
    missionId = newMissionId();
    await ready(toPassed.slice(1, 3));
    await expect(run()).rejects.toMatchObject({ code: 'pod_too_weak' });
    expect(pods.launched).toHaveLength(1);
  });

  test('refuses a model whose code would not be built before anything is held or launched', async () => {
    pods = fakePodHost({ isolation: 'node-permission', acceptsAnyModel: false, acceptsAuthor: false });
    await begin([]);
    await expect(launchPod(deps())({ mission_id: missionId }, options)).rejects.toMatchObject({
      name: 'PolicyDenied',
      code: 'pod_too_weak',
      message: expect.stringContaining('GANTRY_ALLOW_WEAK_POD=1'),
    });
    expect(pods.launched).toEqual([]);
    expect(await listPods(ports)(missionId, never)).toEqual([]);
  });
});

describe('a report', () => {
  const pod = podId();
  const log = (n: number, line: string) => ({ attempt: 0, step: 'test', n, lines: [line] });
  const report = (over = {}) =>
    makeReport({ mission_id: missionId, pod_id: pod, tree_sha256: tree(0), ...over });
  const building = async (task_token: string | null = 'token-1') => {
    await begin(toPassed.slice(0, 4));
    const record = { pod_id: pod, mission_id: missionId, state: 'building', attempt: 0, task_token };
    await ports.records.put(
      { partition: `pods#${missionId}`, sort: pod },
      record,
      { condition: { kind: 'any' } },
      never,
    );
  };
  const told = (kind: 'mailbox' | 'stopped') =>
    receiveReport(deps())(
      kind === 'mailbox'
        ? { kind, missionId, podId: pod, key: mailboxKeys.report }
        : { kind, missionId, podId: pod },
      options,
    );

  test.each([
    ['by the mailbox and then by the stop', ['mailbox', 'stopped']],
    ['by the stop alone', ['stopped']],
    ['by both, again and again', ['stopped', 'mailbox', 'mailbox', 'stopped']],
  ] as const)('is taken once, told %s', async (_, notices) => {
    await building();
    await put(pod, 'out/log-1', log(1, 'second'));
    await put(pod, 'out/log-0', log(0, 'first'));
    await put(pod, mailboxKeys.artifact, 'tar');
    await put(pod, mailboxKeys.report, report());
    for (const kind of notices) await told(kind);
    expect(flow.answered).toEqual([['token-1', 'succeeded']]);
    expect((await read()).attempts[0]?.report).toMatchObject({
      outcome: 'passed',
      tests: { total: 1, passed: 1, failed: 0 },
      coverage_percent: null,
    });
    expect(await loadLog(ports)(missionId, await reported(), never)).toBe('[test] first\n[test] second\n');
    expect(await loadArtifactTar(ports)(missionId, artifact, never)).toEqual(Buffer.from('tar'));
    expect(await loadReport(ports)(missionId, await reported(), never)).toEqual(report());
    expect((await findPod(ports)(missionId, pod, never))?.pod.state).toBe('done');
  });

  test('whose test titles are half a character is taken, and can be signed', async () => {
    await building();
    const titles = [{ title: 'adds \ud83d', outcome: 'passed' as const }];
    await put(pod, mailboxKeys.report, report({ tests: { total: 1, passed: 1, failed: 0, titles } }));
    await told('mailbox');
    expect(flow.answered).toEqual([['token-1', 'succeeded']]);
    const kept = await loadReport(ports)(missionId, await reported(), never);
    expect(kept.tests?.titles[0]?.title).toBe('adds \ufffd');
  });

  test('of a later copy never replaces the first one', async () => {
    await building();
    await put(pod, mailboxKeys.report, report());
    await told('mailbox');
    await building();
    await put(pod, mailboxKeys.report, report({ outcome: 'failed', failed_because: 'exit' }));
    await told('mailbox');
    expect((await loadReport(ports)(missionId, await reported(), never)).outcome).toBe('passed');
  });

  test('without tests, with coverage, and without a token is taken as well', async () => {
    await building(null);
    const coverage = { line_percent: 75, files: [] };
    await put(pod, mailboxKeys.report, report({ tests: null, coverage }));
    await told('mailbox');
    expect((await read()).attempts[0]?.report).toMatchObject({ tests: null, coverage_percent: 75 });
    expect(flow.answered).toEqual([]);
  });

  test('that comes after the mission’s end is kept and changes nothing', async () => {
    await building();
    await runCommand(ports)({ missionId, command: all.cancel, actor: userId }, options);
    await put(pod, mailboxKeys.report, report());
    const before = await read();
    await told('mailbox');
    expect(await read()).toEqual(before);
    expect(await ports.objects.list(`attempts/${missionId}/0/report-`, never)).toHaveLength(1);
  });

  test('passes on what keeps it from being recorded', async () => {
    await building();
    await put(pod, mailboxKeys.report, report());
    const eventLog = { ...ports.eventLog, append: async () => Promise.reject(new Error('no network')) };
    const receive = receiveReport({ ...deps(), eventLog })(
      { kind: 'stopped', missionId, podId: pod },
      options,
    );
    await expect(receive).rejects.toThrow('no network');
  });

  test.each([
    ['of another mission', { mission_id: `msn_${'9'.repeat(26)}` }],
    ['of another pod', { pod_id: podId('9') }],
    ['of another attempt', { attempt: 1 }],
  ])('%s is none', async (_, over) => {
    await building();
    await put(pod, mailboxKeys.report, { ...report(), ...over });
    await told('mailbox');
    expect((await read()).attempts[0]?.report).toBeUndefined();
    expect(flow.answered).toEqual([]);
  });

  test.each(['', '{', '{}', 'null'])(
    'that is %j is none, and the pod that leaves it is lost',
    async (text) => {
      await building();
      await put(pod, mailboxKeys.report, text);
      await told('mailbox');
      expect(flow.answered).toEqual([]);
      await told('stopped');
      expect(flow.answered).toEqual([['token-1', 'PodLost']]);
    },
  );

  test('that never comes because the pod’s host went away is nobody’s try', async () => {
    await building();
    await receiveReport(deps())({ kind: 'stopped', missionId, podId: pod, isHostGone: true }, options);
    expect(flow.answered).toEqual([['token-1', 'PodInterrupted']]);
    expect((await findPod(ports)(missionId, pod, never))?.pod.state).toBe('done');
  });

  test('that never comes loses the pod, with or without a token, and an unknown pod is nobody’s', async () => {
    await told('stopped');
    await building(null);
    await told('stopped');
    expect(flow.answered).toEqual([]);
    expect((await findPod(ports)(missionId, pod, never))?.pod.state).toBe('done');
  });

  test('that was changed since is refused', async () => {
    await building();
    await put(pod, mailboxKeys.report, report());
    await told('mailbox');
    const [key = ''] = await ports.objects.list(`attempts/${missionId}/0/report-`, never);
    const get = async (asked: string, signal: AbortSignal) =>
      asked === key ? encode(report({ outcome: 'failed' })) : ports.objects.get(asked, signal);
    const objects = { ...ports.objects, get };
    await expect(loadReport({ ...ports, objects })(missionId, await reported(), never)).rejects.toMatchObject(
      {
        name: 'DependencyRefused',
        code: 'report_changed',
      },
    );
  });

  test('and an artifact that are not there are NotFound', async () => {
    await begin();
    await expect(loadReport(ports)(missionId, await reported(), never)).rejects.toMatchObject({
      code: 'report_not_found',
    });
    await expect(loadArtifactTar(ports)(missionId, artifact, never)).rejects.toMatchObject({
      code: 'artifact_not_found',
    });
    expect(await loadLog(ports)(missionId, await reported(), never)).toBeUndefined();
  });

  test('is read around junk among the logs, and logs that vanish', async () => {
    await put(pod, 'out/log-0', log(0, 'good'));
    await put(pod, 'out/log-1', 'junk');
    expect(await readMailboxLog(ports)(missionId, pod, never)).toBe('[test] good\n');
    const objects = { ...ports.objects, get: async () => undefined };
    expect(await readMailboxLog({ ...ports, objects })(missionId, pod, never)).toBe('');
  });
});
