import { describe, expect, it } from 'vitest';
import { definitionOf, placeholder, task } from './definitions.ts';
import { settled } from './manual-time.ts';
import { createRig, never, type Process } from './rig.ts';

async function run(process: Process, input: unknown = {}) {
  await process.machine.start('m', input, never);
  await settled();
  const execution = process.journal.read('m');
  return { status: execution?.status, output: execution?.output, fault: execution?.fault };
}

const runOnce = (states: Record<string, unknown>, input?: unknown) =>
  run(createRig().process(definitionOf(states)), input);

describe('a state', () => {
  it('shapes its output by JSONata anywhere inside a value and keeps other text', async () => {
    const Output = {
      a: ['{% $states.input.n + 1 %}', 'text'],
      b: { c: '{% $states.context.Execution.Name %}' },
      d: null,
    };
    const ended = await runOnce({ A: { Type: 'Pass', Output, End: true } }, { n: 1 });
    expect(ended).toEqual({
      status: 'SUCCEEDED',
      output: { a: [2, 'text'], b: { c: 'm' }, d: null },
      fault: undefined,
    });
  });

  it('passes its input on where it has no Output', async () => {
    const ended = await runOnce({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } }, { n: [1] });
    expect(ended.output).toEqual({ n: [1] });
  });

  it.each([
    [{ n: 1 }, 'one'],
    [{ n: 2 }, 'two'],
    [{ n: 3 }, 'other'],
  ])('chooses for %j the rule %s', async (input, output) => {
    const ended = await runOnce(
      {
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n = 1 %}', Output: 'one', Next: 'S' },
            { Condition: '{% $states.input.n <= 2 %}', Output: 'two', Next: 'S' },
          ],
          Default: 'S',
          Output: 'other',
        },
        S: { Type: 'Succeed' },
      },
      input,
    );
    expect(ended.output).toBe(output);
  });

  it.each([
    ['no rule holds', '{% false %}', 'States.NoChoiceMatched'],
    ['a condition is no boolean', '{% 1 %}', 'States.QueryEvaluationError'],
    ['a condition gives nothing', '{% $states.input.missing %}', 'States.QueryEvaluationError'],
    ['JSONata throws', '{% $states.input.n > "a" %}', 'States.QueryEvaluationError'],
  ])('fails the execution where %s', async (_, Condition, error) => {
    const ended = await runOnce(
      { C: { Type: 'Choice', Choices: [{ Condition, Next: 'S' }] }, S: { Type: 'Succeed' } },
      { n: 1 },
    );
    expect(ended).toMatchObject({ status: 'FAILED', fault: { error } });
  });

  it('of type Fail ends with its evaluated error and cause', async () => {
    const ended = await runOnce(
      { F: { Type: 'Fail', Error: 'Gone', Cause: '{% $states.input.why %}' } },
      { why: 'sold' },
    );
    expect(ended).toEqual({ status: 'FAILED', output: null, fault: { error: 'Gone', cause: 'sold' } });
  });

  it('of type Wait goes on when its seconds are over, not before', async () => {
    const rig = createRig();
    const process = rig.process(
      definitionOf({ W: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } }),
    );
    expect((await run(process, { s: 60 })).status).toBe('RUNNING');
    await rig.time.advance(59_999);
    expect(process.journal.read('m')?.status).toBe('RUNNING');
    await rig.time.advance(1);
    expect(process.journal.read('m')?.status).toBe('SUCCEEDED');
  });

  it.each([-1, 1.5, '5', 100_000_000])('refuses to wait for %j seconds', async (s) => {
    const ended = await runOnce({ W: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } }, { s });
    expect(ended).toMatchObject({ status: 'FAILED', fault: { error: 'States.QueryEvaluationError' } });
  });

  it('whose output is over 256 KiB fails with States.DataLimitExceeded', async () => {
    const Output = '{% $pad("", 262145, "x") %}';
    const ended = await runOnce({ A: { Type: 'Pass', Output, End: true } });
    expect(ended).toMatchObject({ status: 'FAILED', fault: { error: 'States.DataLimitExceeded' } });
  });
});

describe('a Task', () => {
  it('gives its result the shape that Lambda gives it', async () => {
    const rig = createRig();
    const process = rig.process(
      definitionOf({ A: task('One', { Output: '{% $states.result %}', End: true }) }),
    );
    await run(process, { id: 'x' });
    expect(process.call()).toMatchObject({ functionName: 'one', payload: { id: 'x' } });
    process.call().succeed({ at: new Date(0), nothing: undefined });
    await settled();
    const Payload = { at: '1970-01-01T00:00:00.000Z' };
    expect(process.journal.read('m')?.output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload,
      StatusCode: 200,
    });
  });

  it('shows its context as Step Functions does', async () => {
    const Arguments = { FunctionName: 'fixed', Payload: '{% $states.context %}' };
    const process = createRig().process(definitionOf({ A: task('One', { Arguments, End: true }) }));
    await run(process, { id: 1 });
    const at = '2026-01-01T00:00:00.000Z';
    expect(process.call().payload).toEqual({
      Execution: {
        Id: 'arn:aws:states:local:000000000000:execution:mission:m',
        Input: { id: 1 },
        Name: 'm',
        StartTime: at,
      },
      State: { Name: 'A', EnteredTime: at, RetryCount: 0 },
      StateMachine: { Id: 'arn:aws:states:local:000000000000:stateMachine:mission', Name: 'mission' },
    });
  });

  it('retries with backoff, counts its retries, and then catches', async () => {
    const rig = createRig();
    const Retry = [{ ErrorEquals: ['PodLost'], IntervalSeconds: 10, MaxAttempts: 2 }];
    const Catch = [
      {
        ErrorEquals: ['States.ALL'],
        Output: '{% {"was": $states.input, "e": $states.errorOutput} %}',
        Next: 'S',
      },
    ];
    const Arguments = { FunctionName: placeholder('One'), Payload: '{% $states.context.State.RetryCount %}' };
    const process = rig.process(
      definitionOf({ A: task('One', { Arguments, Retry, Catch, End: true }), S: { Type: 'Succeed' } }),
    );
    await run(process, { id: 1 });
    for (const delayMs of [10_000, 20_000]) {
      const before = process.calls.length;
      process.call().fail('PodLost', 'no pod');
      await rig.time.advance(delayMs - 1);
      expect(process.calls).toHaveLength(before);
      await rig.time.advance(1);
      expect(process.calls).toHaveLength(before + 1);
    }
    expect(process.calls.map(({ payload }) => payload)).toEqual([0, 1, 2]);
    process.call().fail('PodLost', 'no pod');
    await settled();
    expect(process.journal.read('m')).toMatchObject({
      status: 'SUCCEEDED',
      output: { was: { id: 1 }, e: { Error: 'PodLost', Cause: 'no pod' } },
    });
  });

  it('fails the execution with the error that nothing takes, and tells so', async () => {
    const process = createRig().process(definitionOf({ A: task('One') }));
    await run(process);
    process.call().fail('PolicyDenied', 'rule 7');
    await settled();
    const fault = { error: 'PolicyDenied', cause: 'rule 7' };
    expect(process.ends).toEqual([{ name: 'm', status: 'FAILED', input: {}, fault }]);
    expect(process.journal.unreported()).toEqual([]);
  });

  it('that runs out of TimeoutSeconds is aborted and fails with States.Timeout', async () => {
    const rig = createRig();
    const process = rig.process(definitionOf({ A: task('One', { TimeoutSeconds: 30, End: true }) }));
    await run(process);
    await rig.time.advance(30_000);
    expect(process.call().signal.aborted).toBe(true);
    expect(process.journal.read('m')).toMatchObject({ status: 'FAILED', fault: { error: 'States.Timeout' } });
    expect(rig.time.armed()).toBe(0);
  });

  it.each([
    ['a Payload', { Arguments: { FunctionName: 'f', Payload: '{% $states.input.missing %}' } }],
    ['an Output', { Output: '{% $states.result.missing %}' }],
    ['a TimeoutSeconds', { TimeoutSeconds: '{% 0 %}' }],
  ])('catches States.QueryEvaluationError of %s', async (_, more) => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Output: 'caught', Next: 'S' }];
    const process = createRig().process(
      definitionOf({ A: task('One', { ...more, Catch, Next: 'S' }), S: { Type: 'Succeed' } }),
    );
    await run(process);
    process.calls[0]?.succeed({});
    await settled();
    expect(process.journal.read('m')).toMatchObject({ status: 'SUCCEEDED', output: 'caught' });
  });

  it('whose result is over 256 KiB is not caught by States.ALL', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];
    const process = createRig().process(
      definitionOf({ A: task('One', { Catch, Next: 'S' }), S: { Type: 'Succeed' } }),
    );
    await run(process);
    process.call().succeed('x'.repeat(256 * 1024));
    await settled();
    expect(process.journal.read('m')).toMatchObject({
      status: 'FAILED',
      fault: { error: 'States.DataLimitExceeded' },
    });
  });

  it('keeps the end of a cause that is too long', async () => {
    const process = createRig().process(definitionOf({ A: task('One') }));
    await run(process);
    process.call().fail('Bad', `${'x'.repeat(50_000)}the reason`);
    await settled();
    const cause = process.journal.read('m')?.fault?.cause ?? '';
    expect(cause).toHaveLength(32_768);
    expect(cause.endsWith('the reason')).toBe(true);
  });
});

describe('the machine', () => {
  it('goes where Next points: a changed Next changes the path', async () => {
    const states = (next: string) => ({
      A: task('One', {
        Catch: [{ ErrorEquals: ['States.ALL'], Next: next === 'B' ? 'C' : 'B' }],
        Next: next,
      }),
      B: task('Two'),
      C: task('Three'),
    });
    const path = async (next: string) => {
      const process = createRig().process(definitionOf(states(next)), {
        invoke: async (name) => names.push(name),
      });
      const names: string[] = [];
      await run(process);
      return names;
    };
    expect(await path('B')).toEqual(['one', 'two']);
    expect(await path('C')).toEqual(['one', 'three']);
  });

  it('ends an execution at its own TimeoutSeconds without any Catch', async () => {
    const rig = createRig();
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const states = { A: task('One', { Catch, Next: 'B' }), B: task('Two') };
    const process = rig.process(definitionOf(states, { TimeoutSeconds: 60 }));
    await run(process);
    await rig.time.advance(60_000);
    expect(process.calls).toHaveLength(1);
    expect(process.call().signal.aborted).toBe(true);
    expect(process.ends).toMatchObject([
      { name: 'm', status: 'TIMED_OUT', fault: { error: 'States.Timeout' } },
    ]);
  });

  it('drives 500 executions at once, each to its own end', async () => {
    const rig = createRig();
    const invoke = async (_: string, payload: unknown) => payload;
    const states = {
      A: task('One', { Next: 'W' }),
      W: { Type: 'Wait', Seconds: 5, Next: 'B' },
      B: task('Two'),
    };
    const process = rig.process(definitionOf(states, { TimeoutSeconds: 60 }), { invoke });
    for (let n = 0; n < 500; n += 1) await process.machine.start(`m-${n}`, { n }, never);
    await settled();
    await rig.time.advance(5_000);
    expect(process.ends.filter(({ status }) => status === 'SUCCEEDED')).toHaveLength(500);
    expect(process.journal.read('m-499')?.output).toEqual({ n: 499 });
    expect(rig.time.armed()).toBe(0);
  });
});
