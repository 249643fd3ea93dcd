import { describe, expect, test } from 'vitest';
import { checkLive } from '../../../core/app/check-live.ts';
import { deployApp } from '../../../core/app/deploy-app.ts';
import { requirePull } from '../../../core/app/promote-app.ts';
import { publishApp } from '../../../core/app/publish-app.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { maxHeals } from '../../../core/mission/decide.ts';
import { explainCaught } from '../../../core/mission/explain-caught.ts';
import { judge } from '../../../core/mission/judge.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { commands } from '../mission/samples.ts';
import { never } from '../ports/never.ts';
import { appOf, deps, options, read, stage, useFreshPorts } from './shipping-rig.ts';
import type { TestedMission } from './tested-mission.ts';
import { testedMission } from './tested-mission.ts';

useFreshPorts();

const checks: readonly Check[] = [
  {
    id: 'c1',
    feature: 'Adds',
    words: 'Two and two are four.',
    core: true,
    steps: [{ do: 'see', what: '4' }],
  },
  { id: 'c2', feature: 'Dark', words: 'It can be dark.', core: false, steps: [{ do: 'see', what: 'Dark' }] },
];
const acceptOf = (core: 'held' | 'failed', dark: 'held' | 'failed' = 'held'): AcceptReport => ({
  browser: 'Chromium 141',
  checks: [
    { id: 'c1', outcome: core },
    { id: 'c2', outcome: dark },
  ],
  shots: [],
});

const judged = async (missionId: MissionId): Promise<string> =>
  (await judge(deps)(stage(missionId), options)).next;
/** A mission of which no heal is left, and whose app does not do what it is for. */
const notWorking = (wish: TestedMission = {}): Promise<Mission> =>
  testedMission(deps, { checks, accept: acceptOf('failed'), heals: maxHeals.pod, ...wish });
const settled = async (missionId: MissionId, caught?: Parameters<typeof explainCaught>[0]) => {
  const fault = caught && explainCaught(caught);
  const command = { kind: 'settle', fault } as const;
  await runCommand(deps)({ missionId, command, actor: 'gantry' }, options);
  return viewMission(await read(missionId));
};
const message = 'What does not work: Two and two are four. It was mended 3 times without success.';

describe('an app that passes its tests and does not do what it is for', () => {
  test('is healed while heals are left, for its checks', async () => {
    const { missionId } = await testedMission(deps, { checks, accept: acceptOf('failed', 'failed') });
    expect(await judged(missionId)).toBe('heal');
    expect((await read(missionId)).attempts.at(-1)?.reason).toMatchObject({ checks: ['c1', 'c2'] });
  });

  test('ends FAILED where its owner can look at it, without a pull request', async () => {
    const { missionId } = await notWorking();
    expect(await judged(missionId)).toBe('show');
    // Also where the stage is run again.
    expect(await judged(missionId)).toBe('show');
    expect((await deployApp(deps)(stage(missionId), options)).next).toBe('check');
    expect((await checkLive(deps)(stage(missionId), options)).next).toBe('settle');
    expect((await checkLive(deps)(stage(missionId), options)).next).toBe('settle');
    expect((await publishApp(deps)(stage(missionId), options)).next).toBe('settle');
    const view = await settled(missionId);
    expect(view).toMatchObject({
      status: 'FAILED',
      message,
      url: expect.stringContaining('http'),
      failure: { kind: 'code', step: 'accept', message },
      checks: { held: 1, total: 2, waived: 0, browser: 'Chromium 141' },
    });
    expect(view).not.toHaveProperty('pr_url');
  });

  test('has no link where it could not be looked at, and fails for its checks all the same', async () => {
    const { missionId } = await notWorking();
    await judged(missionId);
    await deployApp(deps)(stage(missionId), options);
    const view = await settled(missionId, {
      name: 'DependencyFailed',
      cause: 'Too slow.',
      step: 'CheckLive',
    });
    expect(view).toMatchObject({ status: 'FAILED', message, failure: { step: 'accept' } });
    expect(view).not.toHaveProperty('url');
  });

  test('is deployed nowhere where nobody asked for that', async () => {
    const { missionId } = await notWorking({ wanted: { deploy: false } });
    expect(await judged(missionId)).toBe('settle');
  });
});

test('a check that found nothing under its names is looked at once, before anything is healed', async () => {
  const accept = acceptOf('failed');
  const [core, ...others] = accept.checks;
  const missing = { ...core, id: 'c1', outcome: 'failed', step: 0, reason: 'not-found' } as const;
  const { missionId } = await testedMission(deps, {
    checks,
    accept: { ...accept, checks: [missing, ...others] },
  });
  expect(await judged(missionId)).toBe('specify');
  const command = commands()['keep-check'];
  await runCommand(deps)({ missionId, command, actor: 'gantry' }, options);
  expect(await judged(missionId)).toBe('heal');
});

test('an app whose failing check does not gate ships after its heal', async () => {
  const { missionId } = await testedMission(deps, { checks, accept: acceptOf('held', 'failed'), heals: 3 });
  expect(await judged(missionId)).toBe('deploy');
});

test.each([
  ['leads to its pictures', async () => 'https://gantry.example.com', true],
  ['says nothing of where they are shown', async () => Promise.reject(new Error('unknown')), false],
])(
  'the pull request of an app that was tried %s, as far as it is known',
  async (_, consoleOrigin, isTold) => {
    const { checks: tried, ...accept } = acceptOf('held');
    const seen = tried.map((one) => ({ ...one, shot_sha256: 'e'.repeat(64) }));
    const { missionId } = await testedMission(deps, { checks, accept: { ...accept, checks: seen } });
    await publishApp({ ...deps, consoleOrigin })(stage(missionId), options);
    const { body } = await requirePull(deps)(await appOf(), 1, never);
    expect(body.includes(`https://gantry.example.com/#/missions/${missionId}`)).toBe(isTold);
  },
);

test('a check that its owner does without fails nothing', async () => {
  const { missionId } = await notWorking({ wanted: { waive: ['c1'] } });
  expect(await judged(missionId)).toBe('deploy');
  expect(viewMission(await read(missionId)).checks).toMatchObject({ held: 1, total: 2, waived: 1 });
});

describe('a check of calls that held in the pod', () => {
  const steps = [{ do: 'call', method: 'GET', path: '/api/sum' } as const];
  const called: readonly Check[] = [{ id: 'c1', feature: 'Adds', words: 'It adds.', core: true, steps }];
  const accept: AcceptReport = {
    browser: 'Chromium 141',
    checks: [{ id: 'c1', outcome: 'held' }],
    shots: [],
  };
  const boot = { browser: 'Chromium 141', pages: ['/'], contacted: [], functions: [] };
  const live = async (status: number, wish: TestedMission = {}) => {
    const { missionId } = await testedMission(deps, { checks: called, accept, boot, ...wish });
    await deployApp(deps)(stage(missionId), options);
    const { fetch } = deps.pageFetcher;
    const pageFetcher: typeof deps.pageFetcher = {
      fetch: async (url, asked, signal) => {
        const page = await fetch(url, asked, signal);
        return url.endsWith('/api/sum') ? { ...page, status } : page;
      },
    };
    await checkLive({ ...deps, pageFetcher })(stage(missionId), options);
    return (await deps.eventLog.read(missionId, { afterSeq: 0 }, never)).at(-1)?.data;
  };

  test('is called again at the preview, and that is on record', async () => {
    expect(await live(200)).toMatchObject({ calls: 1, failing: [] });
  });

  test('fails the mission where it does not hold there', async () => {
    await expect(live(500)).rejects.toMatchObject({ code: 'call_differs' });
  });

  test.each<[string, TestedMission]>([
    ['its owner does without', { wanted: { waive: ['c1'] } }],
    ['did not hold in the pod', { accept: { ...accept, checks: [{ id: 'c1', outcome: 'failed' }] } }],
    ['another one, held', { accept: { ...accept, checks: [{ id: 'c2', outcome: 'held' }] } }],
  ])('is not called where it is one that %s', async (_, wish) => {
    expect(await live(500, wish)).toMatchObject({ calls: 0 });
  });

  test('is nothing that a mission of version 0.1 has', async () => {
    const { missionId } = await testedMission(deps);
    await deployApp(deps)(stage(missionId), options);
    await checkLive(deps)(stage(missionId), options);
    expect((await read(missionId)).failingLive).toEqual([]);
  });
});
