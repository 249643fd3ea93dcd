import { beforeEach, describe, expect, test } from 'vitest';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import { cancelMission } from '../../../core/mission/cancel-mission.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { explainCaught } from '../../../core/mission/explain-caught.ts';
import { judge } from '../../../core/mission/judge.ts';
import { releasePods, settle } from '../../../core/mission/settle.ts';
import type { StoredReport } from '../../../core/pod/attempt-store.ts';
import { keepAttempt } from '../../../core/pod/attempt-store.ts';
import { addPod, listPods } from '../../../core/pod/pod-records.ts';
import type { Model } from '../../../core/ports/model.ts';
import type { PodReport } from '../../../core/wire/pod.ts';
import { makeFailure, makeReport } from '../pod/make-report.ts';
import { fakeModel } from '../ports/fake-model.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { appId, commands, podId, request, toPassed, tree, userId } from './samples.ts';

const options = { signal: never };
const all = commands();
const pods = fakePodHost();
const flow = fakeWorkflow();
let deps: ReturnType<typeof makePorts> & {
  podHost: typeof pods.podHost;
  workflow: typeof flow.workflow;
  model: Model;
};
beforeEach(() => {
  deps = {
    ...makePorts(),
    podHost: pods.podHost,
    workflow: flow.workflow,
    model: fakeModel([]).model,
  };
});

const wants = (deploy: boolean, publish: boolean) => request({ deploy, publish });

async function keepReport(
  missionId: ReturnType<typeof newMissionId>,
  over: Partial<PodReport> = {},
): Promise<StoredReport> {
  const report = { tree_sha256: tree(0), mission_id: missionId, ...over };
  const because = over.failed_because ?? 'exit';
  return keepAttempt(deps)(
    over.outcome === 'failed' ? makeFailure(because, {}, report) : makeReport(report),
    never,
  );
}

/** The same life with the report that is in the store. */
const lifeWith = (stored: StoredReport, life: readonly Command[] = toPassed): readonly Command[] =>
  life.map((command) =>
    command.kind === 'receive-report' ? { ...command, data: { ...command.data, ...stored } } : command,
  );

describe('settle', () => {
  test('ends the mission, releases its pods and seals its evidence, once and again', async () => {
    const missionId = newMissionId();
    const life = lifeWith(await keepReport(missionId));
    await play(life, { deps, missionId, wanted: wants(false, false) });
    for (const state of ['waiting', 'building', 'done'] as const) {
      const pod = {
        pod_id: podId(String(state.length)),
        mission_id: missionId,
        state,
        attempt: 0,
        task_token: null,
      };
      await addPod(deps)(pod, never);
    }
    const input = { mission_id: missionId, error: null };
    expect(await settle(deps)(input, options)).toEqual({
      mission_id: missionId,
      next: 'settle',
      error: null,
    });
    const sealed = await deps.objects.get(`evidence/${missionId}.json`, never);
    expect(sealed).toBeDefined();
    await settle(deps)(input, options);
    expect(await deps.objects.get(`evidence/${missionId}.json`, never)).toEqual(sealed);
    expect(await readMission(deps)(missionId, options)).toMatchObject({ status: 'BUILT', seq: 7 });
    expect(pods.stopped.toSorted()).toEqual([podId('7'), podId('8')]);
    expect((await listPods(deps)(missionId, never)).map(({ pod }) => pod.state)).toEqual([
      'done',
      'done',
      'done',
    ]);
    await releasePods(deps)(missionId, never);
    expect(pods.stopped).toHaveLength(2);
  });

  test('ends a mission by what the state machine caught', async () => {
    const { missionId } = await play([], { deps });
    const error = { name: 'PolicyDenied', cause: '{"errorMessage":"Too weak."}', step: 'Build' };
    await settle(deps)({ mission_id: missionId, error }, options);
    expect(await readMission(deps)(missionId, options)).toMatchObject({
      status: 'BLOCKED',
      failure: { kind: 'policy', step: 'build', message: 'Too weak.' },
    });
  });
});

test('a diagnosis that cannot be made does not keep a mission from its end', async () => {
  const missionId = newMissionId();
  const life = lifeWith(await keepReport(missionId));
  await play(life, { deps, missionId, wanted: request({ app: { app_id: appId, slug: 'lost' } }) });
  const error = { name: 'DependencyRefused', cause: 'No.', step: 'PublishApp' };
  const records: typeof deps.records = {
    ...deps.records,
    get: async (key, schema, signal) => {
      if (key.partition.startsWith('apps#')) throw new Error('no network');
      return deps.records.get(key, schema, signal);
    },
  };
  await settle({ ...deps, records })({ mission_id: missionId, error }, options);
  expect(await readMission(deps)(missionId, options)).toMatchObject({ status: 'FAILED' });
});

describe('what was caught', () => {
  test.each([
    ['PolicyDenied', 'BLOCKED', 'policy', 'said'],
    ['BudgetSpent', 'BLOCKED', 'budget', 'said'],
    ['States.Timeout', 'TIMEOUT', 'provider', 'The stage check-live took too long. Retry the mission.'],
    ['PodLost', 'FAILED', 'provider', 'The pod was lost more than twice. Retry the mission.'],
    ['PodInterrupted', 'FAILED', 'provider', 'The pod was lost more than twice. Retry the mission.'],
    ['States.HeartbeatTimeout', 'FAILED', 'provider', 'The pod was lost more than twice. Retry the mission.'],
    ['Sandbox.Timedout', 'TIMEOUT', 'provider', 'The stage check-live took too long. Retry the mission.'],
    [
      'Lambda.ClientExecutionTimeoutException',
      'TIMEOUT',
      'provider',
      'The stage check-live took too long. Retry the mission.',
    ],
    ['TimeoutError', 'TIMEOUT', 'provider', 'The stage check-live took too long. Retry the mission.'],
    [
      'Runtime.ExitError',
      'FAILED',
      'provider',
      'The stage check-live failed (Runtime.ExitError). Retry the mission.',
    ],
    [
      'Lambda.Unknown',
      'FAILED',
      'provider',
      'The stage check-live failed (Lambda.Unknown). Retry the mission.',
    ],
    ['TypeError', 'FAILED', 'provider', 'said'],
  ])('as %s ends %s, kind %s', (name, endsAs, kind, message) => {
    expect(explainCaught({ name, cause: 'said', step: 'CheckLive' })).toEqual({
      failure: { kind, step: 'check-live', message, excerpt: '' },
      endsAs,
    });
  });

  test.each([
    ['{"errorType":"X","errorMessage":"in Lambda’s form"}', 'in Lambda’s form'],
    ['{"other":1}', '{"other":1}'],
    ['{broken', '{broken'],
    ['', 'The stage draft-app failed (X). Retry the mission.'],
  ])('with the cause %s says %s', (cause, message) => {
    expect(explainCaught({ name: 'X', cause, step: 'DraftApp' }).failure.message).toBe(message);
  });
});

describe('cancel', () => {
  test('ends the mission, stops its execution and seals its evidence; again is the same', async () => {
    const { missionId } = await play([], { deps });
    const cancel = () => cancelMission(deps)({ missionId, by: userId }, options);
    const view = await cancel();
    expect(view).toMatchObject({
      status: 'CANCELLED',
      message: 'Cancelled.',
      speech: 'The mission is cancelled.',
    });
    expect(await cancel()).toEqual(view);
    expect(flow.stopped).toContain(missionId);
    expect(await deps.objects.get(`evidence/${missionId}.json`, never)).toBeDefined();
  });

  test('is Conflict when the mission ended otherwise', async () => {
    const { missionId } = await play([all.settle], { deps });
    await expect(cancelMission(deps)({ missionId, by: userId }, options)).rejects.toMatchObject({
      name: 'Conflict',
    });
  });
});

describe('judge', () => {
  const decideOn = async (wanted = wants(true, true), life: readonly Command[] = toPassed, over = {}) => {
    const missionId = newMissionId();
    await play(lifeWith(await keepReport(missionId, over), life), { deps, missionId, wanted });
    const output = await judge(deps)({ mission_id: missionId }, options);
    return { next: output.next, mission: await readMission(deps)(missionId, options), missionId };
  };

  test.each([
    [wants(true, true), 'deploy'],
    [wants(true, false), 'deploy'],
    [wants(false, true), 'publish'],
    [wants(false, false), 'settle'],
  ])('ships what passed as it was asked for', async (wanted, next) => {
    expect((await decideOn(wanted)).next).toBe(next);
  });

  test('asks for a heal of what failed, and the same again when it is asked again', async () => {
    const { next, mission, missionId } = await decideOn(undefined, toPassed, { outcome: 'failed' });
    expect(next).toBe('heal');
    expect(mission).toMatchObject({ status: 'HEALING', attempts: [{}, { attempt: 1 }] });
    expect((await judge(deps)({ mission_id: missionId }, options)).next).toBe('heal');
    expect((await readMission(deps)(missionId, options)).seq).toBe(mission.seq);
  });

  test('gives up on what no rewriting heals, and the same again when it is asked again', async () => {
    const over = { outcome: 'failed', failed_because: 'memory' } as const;
    const missionId = newMissionId();
    await play(lifeWith(await keepReport(missionId, over)), { deps, missionId });
    expect((await judge(deps)({ mission_id: missionId }, options)).next).toBe('settle');
    const mission = await readMission(deps)(missionId, options);
    expect(mission.givenUp).toMatchObject({ endsAs: 'FAILED', failure: { kind: 'resource' } });
    expect((await judge(deps)({ mission_id: missionId }, options)).next).toBe('settle');
    expect((await readMission(deps)(missionId, options)).seq).toBe(mission.seq);
  });

  test.each([
    ['no pod has reported', toPassed.slice(0, 4)],
    ['a report came without a draft', [all['receive-report']]],
  ])('has nothing to say where %s', async (_, life) => {
    await expect(decideOn(undefined, life)).rejects.toMatchObject({ code: 'nothing_to_judge' });
  });
});

test('a draft is kept whole, and one that comes later stands beside it', async () => {
  const draft = {
    app: { slug: 'x', title: 'X', summary: 'x' },
    stack: 'static',
    files: [{ path: 'a', content: 'é' }],
    notes: '',
  } as const;
  const missionId = newMissionId();
  await saveDraft(deps)(missionId, 0, { ...draft, files: [...draft.files], left_out: [] }, never);
  const later = [{ path: 'a', content: 'later' }];
  await saveDraft(deps)(missionId, 0, { ...draft, files: later, left_out: [] }, never);
  expect(await deps.objects.list(`drafts/${missionId}/`, never)).toEqual(
    [draft.files, later]
      .map((files) => `drafts/${missionId}/0/${treeSha256(deps.digest, files)}.json`)
      .toSorted(),
  );
});
