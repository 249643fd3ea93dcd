import { describe, expect, it } from 'vitest';
import { definitionOf, task, tokenTask } from './definitions.ts';
import { settled } from './manual-time.ts';
import { createRig, never } from './rig.ts';

const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
const caught = definitionOf({ A: task('One', { Catch, Next: 'B' }), B: task('Two') });
const cancelled = { error: 'Cancelled', cause: 'by its owner' };

describe('start', () => {
  it('is in the journal before it answers', async () => {
    const rig = createRig();
    await rig.process(caught).machine.start('m', { id: 1 }, never);
    expect(rig.process(caught).journal.read('m')).toMatchObject({
      status: 'RUNNING',
      state: 'A',
      stateInput: { id: 1 },
    });
  });

  it('answers exists for a name that runs, that ended, and that another process started', async () => {
    const rig = createRig();
    const { machine, call } = rig.process(definitionOf({ A: task('One') }));
    const answers = await Promise.all(['m', 'm'].map((name) => machine.start(name, {}, never)));
    expect(answers).toEqual(['started', 'exists']);
    await settled();
    call().succeed();
    await settled();
    expect(await machine.start('m', {}, never)).toBe('exists');
    expect(await rig.process(caught).machine.start('m', {}, never)).toBe('exists');
  });

  it.each(['', 'a b', 'x'.repeat(81), 'a/b'])('refuses the name %j', async (name) => {
    const { machine } = createRig().process(caught);
    await expect(machine.start(name, {}, never)).rejects.toMatchObject({ name: 'InputRejected' });
  });

  it('refuses an input over 256 KiB and starts nothing', async () => {
    const { machine, journal } = createRig().process(caught);
    await expect(machine.start('m', 'x'.repeat(256 * 1024), never)).rejects.toMatchObject({ status: 413 });
    expect(journal.read('m')).toBeUndefined();
  });

  it('does nothing for a caller that has gone', async () => {
    const { machine, journal } = createRig().process(caught);
    await expect(machine.start('m', {}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(journal.read('m')).toBeUndefined();
  });
});

describe('stop', () => {
  it('ends a running Task without Catch, aborts its function and tells so once', async () => {
    const { machine, journal, calls, call, ends } = createRig().process(caught);
    await machine.start('m', {}, never);
    await settled();
    await machine.stop('m', cancelled, never);
    expect(call().signal.aborted).toBe(true);
    call().fail('AbortError');
    await settled();
    await machine.stop('m', { error: 'Again', cause: '' }, never);
    await settled();
    expect(calls).toHaveLength(1);
    expect(journal.read('m')).toMatchObject({ status: 'ABORTED', fault: cancelled });
    expect(ends).toEqual([{ name: 'm', status: 'ABORTED', input: {}, fault: cancelled }]);
  });

  it('makes every later token answer gone', async () => {
    const { machine } = createRig().process(definitionOf({ A: tokenTask('One') }));
    await machine.start('m', {}, never);
    await settled();
    await machine.stop('m', cancelled, never);
    expect(await machine.succeedTask('token-1', 1, never)).toBe('gone');
    expect(await machine.heartbeatTask('token-1', never)).toBe('gone');
  });

  it.each([
    ['a Wait', { A: { Type: 'Wait', Seconds: 60, Next: 'B' }, B: task('Two') }],
    [
      'the delay of a retry',
      {
        A: task('One', { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60 }], Next: 'B' }),
        B: task('Two'),
      },
    ],
  ])('ends %s and leaves no timer', async (_, states) => {
    const rig = createRig();
    const { machine, journal, calls } = rig.process(definitionOf(states, { TimeoutSeconds: 600 }));
    await machine.start('m', {}, never);
    await settled();
    calls[0]?.fail('PodLost');
    await settled();
    expect(rig.time.armed()).toBe(2);
    await machine.stop('m', cancelled, never);
    await settled();
    expect(rig.time.armed()).toBe(0);
    expect(journal.read('m')?.status).toBe('ABORTED');
  });

  it('leaves an ended or unknown execution as it is', async () => {
    const { machine, journal, ends } = createRig().process(definitionOf({ A: { Type: 'Succeed' } }));
    await machine.start('m', {}, never);
    await settled();
    await machine.stop('m', cancelled, never);
    await machine.stop('unknown', cancelled, never);
    expect(journal.read('m')?.status).toBe('SUCCEEDED');
    expect(ends).toHaveLength(1);
  });
});

describe('close', () => {
  it('aborts what runs and leaves the journal as a crash would', async () => {
    const rig = createRig();
    const { machine, call } = rig.process(caught);
    await machine.start('m', {}, never);
    await settled();
    await machine.close();
    expect(call().signal.aborted).toBe(true);
    expect(rig.time.armed()).toBe(0);
    expect(rig.process(caught).journal.read('m')).toMatchObject({ status: 'RUNNING', state: 'A' });
    await expect(machine.start('n', {}, never)).rejects.toThrow('closed');
  });
});
