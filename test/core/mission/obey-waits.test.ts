import { beforeEach, describe, expect, test } from 'vitest';
import { DependencyFailed, DependencyRefused } from '../../../core/errors.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import { explainCaught } from '../../../core/mission/explain-caught.ts';
import { obeyWaits } from '../../../core/mission/obey-waits.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands, toPassed } from './samples.ts';

const options = { signal: never };
const stage = 'PublishApp';
let deps: TestPorts;
let missionId: ReturnType<typeof newMissionId>;
beforeEach(async () => {
  deps = makePorts();
  missionId = newMissionId();
  await play(toPassed, { deps, missionId });
});

const read = () => readMission(deps)(missionId, options);
const asking = (retryAfterMs: number, service: string | undefined = 'GitHub', details = {}) =>
  new DependencyFailed('busy', 'The rate limit is reached.', {
    retryAfterMs,
    details,
    ...(service !== undefined && { service }),
  });
const run = (error: unknown, state: string | undefined = stage) =>
  obeyWaits(deps)(() => Promise.reject(error))(
    { mission_id: missionId, ...(state !== '' && { stage: state }) },
    options,
  );
/** What a stage fails with, as the state machine hears of it. */
const failureOf = async (error: unknown, state = stage) => {
  const { name, message } = await run(error).then(
    () => new Error('It did not fail.'),
    (caught: Error) => caught,
  );
  return explainCaught({ name, cause: message, step: state }).failure;
};

describe('a stage that is told to wait', () => {
  test('answers for how long and where to come back to, and puts it on record', async () => {
    const { message: _before, ...before } = await read();
    const untilMs = deps.clock.nowMs() + 60_000;
    expect(await run(asking(59_001))).toEqual({
      mission_id: missionId,
      next: 'wait',
      stage,
      seconds: 60,
      error: null,
    });
    const mission = await read();
    expect(mission).toMatchObject({ status: before.status, seq: before.seq + 1 });
    expect(mission.message).toBe('GitHub asks us to wait 60 s.');
    const until = new Date(untilMs).toISOString();
    const why = 'GitHub asks us to wait 60 s.';
    const from = new Date(deps.clock.nowMs()).toISOString();
    expect(mission.waits).toEqual([{ for: 'GitHub', until, stage, why, from }]);
  });

  test.each([
    [5_000, 'GitHub', 'GitHub asks us to wait 5 s.'],
    [120_000, 'Vercel', 'Vercel asks us to wait 120 s.'],
    [121_000, 'Amazon Bedrock', 'Amazon Bedrock asks us to wait 3 minutes.'],
    [900_000, undefined, 'A service asks us to wait 15 minutes.'],
  ])('for %i ms by %s says so in words', async (retryAfterMs, service, line) => {
    await run(
      service === undefined
        ? new DependencyFailed('x', 'x', { retryAfterMs })
        : asking(retryAfterMs, service),
    );
    expect((await read()).message).toBe(line);
  });

  test('after its mission’s end is told of that', async () => {
    await play([commands().cancel], { deps, missionId });
    await expect(run(asking(60_000))).rejects.toMatchObject({ name: 'MissionEnded' });
  });
});

test('what a stage answers is left as it is', async () => {
  const work = obeyWaits(deps)(async ({ mission_id }) => mission_id);
  expect(await work({ mission_id: missionId, stage }, options)).toBe(missionId);
});

test.each([
  ['is shorter than the retries of the state machine', asking(4_999), stage],
  ['comes from a stage that no state machine called', asking(60_000), ''],
  ['is a refusal', new DependencyRefused('no', 'Not you.'), stage],
  ['is a bug', new TypeError('x is undefined'), stage],
])('nothing waits where the failure %s', async (_what, error, state) => {
  const before = await read();
  await expect(run(error, state)).rejects.toBe(error);
  expect(await read()).toEqual(before);
});

describe('a mission that waited enough', () => {
  test.each([
    [
      901_000,
      'The rate limit is reached. GitHub asks us to wait 16 minutes. A mission waits for 15 minutes in all. Retry the mission after 2026-01-02 03:20 UTC.',
    ],
    [
      24 * 3_600_000,
      'The rate limit is reached. GitHub asks us to wait 24 hours. A mission waits for 15 minutes in all. Retry the mission after 2026-01-03 03:05 UTC.',
    ],
    [
      Number.MAX_SAFE_INTEGER,
      'The rate limit is reached. GitHub asks us to wait 720 hours. A mission waits for 15 minutes in all. Retry the mission after 2026-02-01 03:05 UTC.',
    ],
  ])(
    'ends FAILED at once where %i ms are asked for, and says when to retry',
    async (retryAfterMs, message) => {
      const failure = await failureOf(asking(retryAfterMs, 'GitHub', { excerpt: 'Slow down, please.' }));
      expect(failure).toEqual({
        kind: 'provider',
        step: 'publish-app',
        message,
        excerpt: 'Slow down, please.',
      });
      expect((await read()).waits).toEqual([]);
    },
  );

  test('is told what it has waited for, in whatever stage', async () => {
    await run(asking(600_000), 'DeployApp');
    deps.clock.advance(600_000);
    await run(asking(290_000), 'CheckLive');
    deps.clock.advance(290_000);
    const { message } = await failureOf(asking(11_000, 'Vercel'));
    expect(message).toContain(
      'Vercel asks us to wait 11 s. A mission waits for 15 minutes in all, and this one has waited 15 minutes.',
    );
    expect((await run(asking(10_000))) as unknown).toMatchObject({ next: 'wait', seconds: 10 });
  });

  test('has not waited twice for a time in which its stage was run again', async () => {
    await run(asking(600_000));
    deps.clock.advance(300_000);
    await run(asking(300_000));
    await run(asking(600_000));
    expect((await read()).waits).toHaveLength(2);
    deps.clock.advance(600_000);
    await expect(run(asking(5_000))).rejects.toMatchObject({ code: 'waits_spent' });
  });
});

describe('a service’s own words', () => {
  test.each([
    [
      'an adapter gave them',
      { excerpt: 'Not Found\nAccepted: contents=write' },
      'Not Found\nAccepted: contents=write',
    ],
    [
      'models failed',
      {
        failures: [
          { modelId: 'm-1', error: 'AccessDeniedException', message: 'You have no access.' },
          { modelId: 'm-2', error: 'ThrottlingException', message: 'Too many tokens.' },
        ],
      },
      'm-1: AccessDeniedException: You have no access.\nm-2: ThrottlingException: Too many tokens.',
    ],
    ['there are none', { status: 403, failures: 'many', excerpt: 7 }, ''],
  ])('reach the failure that people read, where %s', async (_what, details, excerpt) => {
    const failure = await failureOf(new DependencyRefused('no', 'Ask your administrator.', { details }));
    expect(failure).toEqual({
      kind: 'provider',
      step: 'publish-app',
      message: 'Ask your administrator.',
      excerpt,
    });
  });

  test('reach it in the form that Lambda gives an error as well', async () => {
    const details = { excerpt: 'First.\n\nSecond.' };
    const error: unknown = await run(new DependencyRefused('no', 'Act.', { details })).catch(
      (caught) => caught,
    );
    const cause = JSON.stringify({
      errorType: 'DependencyRefused',
      errorMessage: (error as Error).message,
      trace: [],
    });
    expect(explainCaught({ name: 'DependencyRefused', cause, step: stage }).failure).toMatchObject({
      message: 'Act.',
      excerpt: 'First.\n\nSecond.',
    });
  });

  test('are cut at 4 KiB, and in no character’s midst', async () => {
    const details = { excerpt: 'é'.repeat(4_000) };
    const { excerpt } = await failureOf(new DependencyRefused('no', 'Act.', { details }));
    expect(excerpt).toBe('é'.repeat(2_048));
  });
});
