import { beforeEach, describe, expect, test } from 'vitest';
import { userLimits } from '../../../core/budget/budgets.ts';
import { podMicroUsd } from '../../../core/budget/price-pod.ts';
import { receiptOf } from '../../../core/budget/receipt.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import { releasePods } from '../../../core/mission/settle.ts';
import { launchPod } from '../../../core/pod/launch-pod.ts';
import { receiveReport } from '../../../core/pod/receive-report.ts';
import type { MissionId, PodId } from '../../../core/wire/ids.ts';
import { defaultPodLimits, type Isolation, longestWorkMs, type PodReport } from '../../../core/wire/pod.ts';
import { newMissionId, play } from '../mission/play.ts';
import { userId } from '../mission/samples.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
let ports: TestPorts;
let pods: ReturnType<typeof fakePodHost>;
let missionId: MissionId;
beforeEach(async () => {
  ports = makePorts();
  pods = fakePodHost();
  missionId = newMissionId();
  await play([], { deps: ports, missionId });
});

const deps = (isolation: Isolation = 'fargate', budgets = ports.budgets) => ({
  ...ports,
  budgets,
  podHost: { ...pods.podHost, isolation },
  workflow: fakeWorkflow().workflow,
  checkArtifact: async (report: PodReport) => report,
});
const launch = (over = deps()) => launchPod(over)({ mission_id: missionId }, options);
const launched = (): PodId => pods.launched[0] as PodId;
const account = async () => {
  const { daily } = userLimits(ports.budgets, userId, ports.clock.nowMs());
  return ports.ledger.read(daily.account, never);
};
const receipt = async () => receiptOf(ports)(await readMission(ports)(missionId, options), never);

describe('a pod on Fargate', () => {
  test('is paid for before it is launched: the longest that it may live', async () => {
    await launch();
    const { usedMicroUsd, heldMicroUsd } = await account();
    expect(usedMicroUsd).toBe(heldMicroUsd);
    expect(usedMicroUsd).toBe(podMicroUsd('fargate', 20 * 60 + longestWorkMs(defaultPodLimits) / 1_000));
    expect((await receipt()).lines).toMatchObject([{ kind: 'pod', spent_usd: null, seconds: null }]);
    expect((await receipt()).spent_usd).toBe(usedMicroUsd / 1e6);
  });

  test('costs its seconds once it has stopped, however often that is told', async () => {
    await launch();
    ports.clock.advance(90_000);
    const notice = { kind: 'stopped', missionId, podId: launched() } as const;
    for (let time = 0; time < 2; time += 1) await receiveReport(deps())(notice, options);
    expect(await account()).toEqual({ usedMicroUsd: podMicroUsd('fargate', 90), heldMicroUsd: 0 });
    expect(await receipt()).toMatchObject({ pod_seconds: 90, spent_usd: podMicroUsd('fargate', 90) / 1e6 });
  });

  test('costs its seconds when its mission ends first', async () => {
    await launch();
    ports.clock.advance(120_000);
    await releasePods(deps())(missionId, never);
    expect(await account()).toEqual({ usedMicroUsd: podMicroUsd('fargate', 120), heldMicroUsd: 0 });
  });

  test('that is found gone is paid, and the next one is paid for', async () => {
    await launch();
    pods.stopped.push(launched());
    await launch();
    const [first, second] = (await receipt()).lines;
    expect(first?.spent_usd).toBe(podMicroUsd('fargate', 0) / 1e6);
    expect(second?.spent_usd).toBeNull();
  });

  test('is not launched when the budget has no room for it', async () => {
    const spent = deps('fargate', { missionUsd: 0.001, dailyUsd: 20, monthlyUsd: 200 });
    await expect(launch(spent)).rejects.toMatchObject({
      name: 'BudgetSpent',
      message: expect.stringContaining('budget_usd'),
    });
    expect(pods.launched).toEqual([]);
    expect(await account()).toEqual({ usedMicroUsd: 0, heldMicroUsd: 0 });
  });
});

test('a pod on one’s own machine costs nothing, at any budget, and its seconds are told', async () => {
  const free = deps('bubblewrap', { missionUsd: 0, dailyUsd: 0, monthlyUsd: 0 });
  await launch(free);
  ports.clock.advance(4_000);
  await releasePods(free)(missionId, never);
  expect(await account()).toEqual({ usedMicroUsd: 0, heldMicroUsd: 0 });
  expect(await receipt()).toMatchObject({
    spent_usd: 0,
    pod_seconds: 4,
    lines: [{ seconds: 4, spent_usd: 0 }],
  });
});
