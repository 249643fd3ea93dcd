import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { functionNames } from '../../local/function-table.ts';
import { createStateMachine } from '../../local/state-machine/interpreter.ts';
import { openJournal } from '../../local/state-machine/journal.ts';

const text = readFileSync(
  join(import.meta.dirname, '..', '..', 'infra', 'workflow', 'mission.asl.json'),
  'utf8',
);
const definition = JSON.parse(text) as {
  readonly States: Readonly<Record<string, { readonly Type: string }>>;
};
const tasks = Object.entries(definition.States).filter(([, state]) => state.Type === 'Task');

/** Runs a machine whose functions answer at once, and tells which were called until it ended; each wait takes no time, and is told in seconds. */
async function run(
  machine: unknown,
  answers: Readonly<Record<string, readonly string[]>>,
): Promise<readonly string[]> {
  const called: string[] = [];
  const taken = new Map<string, number>();
  const ended = Promise.withResolvers<void>();
  const interpreter = createStateMachine({
    definition: withoutDelays(machine),
    functionNames,
    journal: openJournal(':memory:'),
    onEnd: () => ended.resolve(),
    random: () => 0,
    invoke: async (name, payload) => {
      called.push(name);
      const nth = taken.get(name) ?? 0;
      taken.set(name, nth + 1);
      const next = answers[name]?.[Math.min(nth, (answers[name]?.length ?? 1) - 1)];
      const { task_token: token, mission_id, stage } = payload as Given;
      if (next?.startsWith('!')) throw Object.assign(new Error('as the test says'), { name: next.slice(1) });
      const answer = { mission_id, next, error: null, ...(next === 'wait' && { stage, seconds: 60 }) };
      if (token === undefined) return answer;
      const output = next === 'wait' ? answer : {};
      await interpreter.succeedTask(token, output, AbortSignal.timeout(5_000));
      return null;
    },
  });
  onTestFinished(() => interpreter.close());
  await interpreter.start('msn_test', { mission_id: 'msn_test', error: null }, AbortSignal.timeout(5_000));
  await ended.promise;
  return called;
}

interface Given {
  readonly task_token?: string;
  readonly mission_id: string;
  readonly stage?: string;
}

/** The same machine with waits that are over as soon as they begin. */
function withoutDelays(machine: unknown): unknown {
  const { States, ...rest } = structuredClone(machine) as { States: Record<string, { Seconds?: string }> };
  return {
    ...rest,
    States: { ...States, Wait: { ...States.Wait, Seconds: '{% $states.input.seconds - 60 %}' } },
  };
}

const happy = {
  'launch-pod': ['draft', 'heal'],
  specify: ['draft', 'heal'],
  'draft-app': ['gate'],
  'heal-app': ['gate'],
  'gate-draft': ['build'],
  judge: ['deploy'],
  'review-app': ['deploy'],
  'deploy-app': ['check'],
  'check-live': ['publish'],
  'publish-app': ['settle'],
  settle: ['settle'],
} as const;

const shipping = ['review-app', 'deploy-app', 'check-live', 'publish-app', 'settle'];

describe('the state machine, interpreted', () => {
  it('takes a good draft from the pod to Settle', async () => {
    expect(await run(definition, happy)).toEqual([
      'launch-pod',
      'specify',
      'draft-app',
      'gate-draft',
      'build',
      'judge',
      ...shipping,
    ]);
  });

  it('heals with another pod and passes the gate again', async () => {
    const called = await run(definition, { ...happy, judge: ['heal', 'deploy'] });
    expect(called).toEqual([
      ...['launch-pod', 'specify', 'draft-app', 'gate-draft', 'build', 'judge'],
      ...['launch-pod', 'specify', 'heal-app', 'gate-draft', 'build', 'judge'],
      ...shipping,
    ]);
  });

  it('never builds what the gate denied', async () => {
    const called = await run(definition, { ...happy, 'gate-draft': ['settle'] });
    expect(called).toEqual(['launch-pod', 'specify', 'draft-app', 'gate-draft', 'settle']);
  });

  it('counts no pod among its tries whose machine went away', async () => {
    const away = Array.from({ length: 5 }, () => '!PodInterrupted');
    const lost = ['!PodLost', '!PodLost'];
    const called = await run(definition, { ...happy, build: [...away, ...lost, ...away, 'judge'] });
    expect(called.filter((name) => name === 'build')).toHaveLength(13);
    expect(called.slice(-shipping.length)).toEqual(shipping);
    const end = await run(definition, { ...happy, build: [...lost, '!PodInterrupted', '!PodLost'] });
    expect(end.slice(-2)).toEqual(['build', 'settle']);
  });

  const lambdaEnds = [
    'States.Timeout',
    'Sandbox.Timedout',
    'Runtime.ExitError',
    'Lambda.Unknown',
    'Lambda.ClientExecutionTimeoutException',
    'TimeoutError',
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
  ];
  it.each(lambdaEnds)('goes on with every stage after Lambda has lost it once by %s', async (lost) => {
    const whole: Readonly<Record<string, readonly string[]>> = {
      ...happy,
      judge: ['heal', 'deploy'],
      build: ['judge', 'judge'],
    };
    const losing = Object.fromEntries(
      Object.entries(whole).map(([name, answers]) => [name, [`!${lost}`, ...answers]]),
    );
    const seen = new Set<string>();
    const twiceAtFirst = (await run(definition, whole)).flatMap((name) =>
      seen.size === seen.add(name).size ? [name] : [name, name],
    );
    expect(new Set(twiceAtFirst)).toEqual(new Set(tasks.map(([name]) => functionNames[name])));
    expect(await run(definition, losing)).toEqual(twiceAtFirst);
  });

  it('settles when a stage fails for good', async () => {
    const called = await run(definition, { ...happy, 'deploy-app': ['!DependencyRefused'] });
    expect(called.slice(-2)).toEqual(['deploy-app', 'settle']);
  });

  it.each(['!DependencyRefused', '!SkillBroke', '!MissionEnded'])(
    'ships though the review ends with %s',
    async (fault) => {
      const called = await run(definition, { ...happy, 'review-app': [fault] });
      expect(called.slice(-shipping.length)).toEqual(shipping);
    },
  );

  it('shows what was given up for its checks alone, and neither reviews nor proposes it', async () => {
    const called = await run(definition, { ...happy, judge: ['show'], 'check-live': ['settle'] });
    expect(called.slice(-4)).toEqual(['judge', 'deploy-app', 'check-live', 'settle']);
    const failed = await run(definition, { ...happy, judge: ['show'], 'deploy-app': ['!DependencyRefused'] });
    expect(failed.slice(-3)).toEqual(['judge', 'deploy-app', 'settle']);
  });

  it.each([
    ['is tried again on the same tree', 'build', ['judge', 'specify', 'build', 'judge', ...shipping]],
    ['is judged again', 'judge', ['judge', 'specify', 'judge', ...shipping]],
  ])('looks at a check before anything is healed, and then the app %s', async (_, next, rest) => {
    const answers = { ...happy, judge: ['specify', 'deploy'], specify: ['draft', next] };
    expect((await run(definition, answers)).slice(-rest.length)).toEqual(rest);
  });

  it('begins a heal where a draft was taken over that has to be mended first', async () => {
    const called = await run(definition, { ...happy, 'draft-app': ['heal'] });
    expect(called.slice(2, 4)).toEqual(['draft-app', 'heal-app']);
  });

  it('reviews what is only proposed, and not what ships nowhere', async () => {
    const proposed = await run(definition, { ...happy, judge: ['publish'], 'review-app': ['!SkillBroke'] });
    expect(proposed.slice(-4)).toEqual(['judge', 'review-app', 'publish-app', 'settle']);
    expect((await run(definition, { ...happy, judge: ['settle'] })).slice(-2)).toEqual(['judge', 'settle']);
  });

  it('does what a changed Next says', async () => {
    const changed = structuredClone(definition) as { States: Record<string, { Next?: string }> };
    const { DeployApp } = changed.States;
    if (DeployApp !== undefined) DeployApp.Next = 'Settle';
    // What nothing leads to any more is refused when the file is loaded.
    delete changed.States.Deployed;
    expect(await run(changed, happy)).toEqual([
      'launch-pod',
      'specify',
      'draft-app',
      'gate-draft',
      'build',
      'judge',
      'review-app',
      'deploy-app',
      'settle',
    ]);
  });

  const waiting = [
    'launch-pod',
    'specify',
    'draft-app',
    'gate-draft',
    'build',
    'judge',
    'review-app',
    'deploy-app',
    'check-live',
    'publish-app',
  ] as const;

  it.each(waiting)('comes back to %s after each wait that it asks for', async (name) => {
    const usual = [...waiting, 'settle'];
    const answers = { ...happy, [name]: ['wait', 'wait', ...(name === 'build' ? ['judge'] : happy[name])] };
    const at = usual.indexOf(name);
    expect(await run(definition, answers)).toEqual([...usual.slice(0, at), name, name, ...usual.slice(at)]);
  });

  it('comes back to a heal after its wait', async () => {
    const answers = { ...happy, judge: ['heal', 'deploy'], 'heal-app': ['wait', 'gate'] };
    const called = await run(definition, answers);
    expect(called.filter((name) => name === 'heal-app')).toHaveLength(2);
    expect(called.slice(-shipping.length)).toEqual(shipping);
  });

  it.each([
    ['deploy', shipping],
    ['publish', ['review-app', 'publish-app', 'settle']],
  ])('goes on to %s where a review waited and then failed', async (next, rest) => {
    const called = await run(definition, {
      ...happy,
      judge: [next],
      'review-app': ['wait', 'wait', '!DependencyRefused'],
    });
    expect(called.slice(-rest.length - 2)).toEqual(['review-app', 'review-app', ...rest]);
  });

  it('tries a stage anew after a wait, with all of its retries', async () => {
    const failures = Array.from({ length: 4 }, () => '!DependencyFailed');
    const answers = { ...happy, 'publish-app': [...failures, 'wait', ...failures, 'settle'] };
    const called = await run(definition, answers);
    expect(called.filter((name) => name === 'publish-app')).toHaveLength(10);
    expect(called.at(-1)).toBe('settle');
  });
});
