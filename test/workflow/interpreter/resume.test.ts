import { describe, expect, it } from 'vitest';
import { definitionOf, task, tokenTask } from './definitions.ts';
import { settled } from './manual-time.ts';
import { createRig, never, type Process, type Rig } from './rig.ts';

async function started(rig: Rig, definition: unknown, input: unknown = { id: 1 }): Promise<Process> {
  const process = rig.process(definition);
  await process.machine.start('m', input, never);
  await settled();
  return process;
}

async function resumed(rig: Rig, definition: unknown): Promise<Process> {
  const process = rig.process(definition);
  await process.machine.resume();
  await settled();
  return process;
}

describe('after a crash', () => {
  it('inside a Task, the Task is invoked again with its stored input', async () => {
    const rig = createRig();
    const definition = definitionOf({ A: task('One', { Next: 'B' }), B: task('Two') });
    const first = await started(rig, definition);
    first.call().succeed({ from: 'A' });
    await settled();
    const second = await resumed(rig, definition);
    expect(second.calls).toMatchObject([{ functionName: 'two', payload: { from: 'A' } }]);
    second.call().succeed('done');
    await settled();
    expect(second.journal.read('m')).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
  });

  it('what the dead process still answers changes nothing', async () => {
    const rig = createRig();
    const definition = definitionOf({ A: task('One', { Next: 'B' }), B: task('Two') });
    const first = await started(rig, definition);
    const second = await resumed(rig, definition);
    second.call().succeed('second');
    await settled();
    first.call().succeed('first');
    await settled();
    expect(first.calls).toHaveLength(1);
    expect(second.calls).toMatchObject([{ functionName: 'one' }, { functionName: 'two', payload: 'second' }]);
  });

  it('a Wait ends at the moment it had', async () => {
    const rig = createRig();
    const definition = definitionOf({ W: { Type: 'Wait', Seconds: 60, Next: 'B' }, B: task('Two') });
    await started(rig, definition);
    await rig.time.advance(45_000);
    const second = await resumed(rig, definition);
    await rig.time.advance(14_999);
    expect(second.calls).toHaveLength(0);
    await rig.time.advance(1);
    expect(second.calls).toHaveLength(1);
  });

  it('a retry keeps its moment and its count', async () => {
    const rig = createRig();
    const Retry = [{ ErrorEquals: ['PodLost'], IntervalSeconds: 60, BackoffRate: 1, MaxAttempts: 1 }];
    const definition = definitionOf({ A: task('One', { Retry, End: true }) });
    const first = await started(rig, definition);
    first.call().fail('PodLost');
    await rig.time.advance(45_000);
    const second = await resumed(rig, definition);
    await rig.time.advance(14_999);
    expect(second.calls).toHaveLength(0);
    await rig.time.advance(1);
    second.call().fail('PodLost');
    await settled();
    expect(second.journal.read('m')).toMatchObject({ status: 'FAILED', retryCounts: [1] });
  });

  it('a function that had got its token and not returned gets the same token again, with its clocks anew', async () => {
    const rig = createRig();
    const definition = definitionOf({ A: tokenTask('One', { TimeoutSeconds: 60, End: true }) });
    await started(rig, definition);
    await rig.time.advance(50_000);
    const second = await resumed(rig, definition);
    expect(second.call().payload).toMatchObject({ token: 'token-1' });
    await rig.time.advance(59_999);
    expect(second.journal.read('m')?.status).toBe('RUNNING');
    expect(await second.machine.succeedTask('token-1', 'late but right', never)).toBe('taken');
  });

  it('a token whose function had returned keeps waiting without being handed out again', async () => {
    const rig = createRig();
    const definition = definitionOf({ A: tokenTask('One') });
    const first = await started(rig, definition);
    first.call().succeed();
    await settled();
    const second = await resumed(rig, definition);
    expect(second.calls).toHaveLength(0);
    expect(await second.machine.succeedTask('token-1', 'good', never)).toBe('taken');
    await settled();
    expect(second.journal.read('m')).toMatchObject({ status: 'SUCCEEDED', output: 'good' });
  });

  it.each([
    ['States.Timeout', { TimeoutSeconds: 60 }],
    ['States.HeartbeatTimeout', { HeartbeatSeconds: 60 }],
  ])('a waiting token has what was left until %s', async (error, more) => {
    const rig = createRig();
    const definition = definitionOf({ A: tokenTask('One', { ...more, End: true }) });
    const first = await started(rig, definition);
    first.call().succeed();
    await rig.time.advance(45_000);
    const second = await resumed(rig, definition);
    await rig.time.advance(14_999);
    expect(second.journal.read('m')?.status).toBe('RUNNING');
    await rig.time.advance(1);
    expect(second.journal.read('m')?.fault?.error).toBe(error);
  });

  it('between an answer and the next state, the answer counts', async () => {
    const rig = createRig();
    const definition = definitionOf({ A: tokenTask('One', { Next: 'B' }), B: task('Two') });
    const first = await started(rig, definition);
    first.journal.answer('token-1', { output: 'answered' });
    const second = await resumed(rig, definition);
    expect(second.calls).toMatchObject([{ functionName: 'two', payload: 'answered' }]);
  });

  it('a token can be answered before resume was called', async () => {
    const rig = createRig();
    const definition = definitionOf({ A: tokenTask('One') });
    await started(rig, definition);
    const second = rig.process(definition);
    expect(await second.machine.failTask('token-1', { error: 'PodLost', cause: '' }, never)).toBe('taken');
    await second.machine.resume();
    await settled();
    expect(second.journal.read('m')).toMatchObject({ status: 'FAILED', fault: { error: 'PodLost' } });
  });

  it('an execution whose time ran out meanwhile ends TIMED_OUT and enters no state', async () => {
    const rig = createRig();
    const definition = definitionOf(
      { W: { Type: 'Wait', Seconds: 600, Next: 'A' }, A: task('One') },
      { TimeoutSeconds: 60 },
    );
    const first = await started(rig, definition);
    await first.machine.close();
    await rig.time.advance(60_000);
    const second = await resumed(rig, definition);
    expect(second.ends).toMatchObject([{ name: 'm', status: 'TIMED_OUT' }]);
    expect(second.calls).toHaveLength(0);
  });

  it('an end that was not reported is reported, and one that was is not', async () => {
    const rig = createRig();
    const definition = definitionOf({ F: { Type: 'Fail', Error: 'Gone' } });
    const refusing = rig.process(definition, { onEnd: () => Promise.reject(new Error('settle is down')) });
    await refusing.machine.start('m', {}, never);
    await settled();
    expect(refusing.errors).toMatchObject([{ message: 'settle is down' }]);
    const second = await resumed(rig, definition);
    expect(second.ends).toMatchObject([{ name: 'm', status: 'FAILED', fault: { error: 'Gone' } }]);
    expect((await resumed(rig, definition)).ends).toEqual([]);
  });

  it('a state that the definition no longer has ends the execution with States.Runtime', async () => {
    const rig = createRig();
    await started(rig, definitionOf({ A: task('One') }));
    const second = await resumed(rig, definitionOf({ B: task('One') }));
    expect(second.ends).toMatchObject([{ status: 'FAILED', fault: { error: 'States.Runtime' } }]);
  });

  it('resume leaves alone what already runs in this process', async () => {
    const rig = createRig();
    const process = await started(rig, definitionOf({ A: task('One') }));
    await process.machine.resume();
    await settled();
    expect(process.calls).toHaveLength(1);
  });
});
