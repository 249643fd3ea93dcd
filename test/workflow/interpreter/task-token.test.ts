import { describe, expect, it } from 'vitest';
import { definitionOf, tokenTask } from './definitions.ts';
import { settled } from './manual-time.ts';
import { createRig, never, type Process } from './rig.ts';

const lost = { error: 'PodLost', cause: 'no pod' };

function rigOf(more: Record<string, unknown> = {}) {
  const rig = createRig();
  const process = rig.process(definitionOf({ A: tokenTask('One', { End: true, ...more }) }));
  return { rig, process };
}

async function startedWith(more: Record<string, unknown> = {}) {
  const { rig, process } = rigOf(more);
  await process.machine.start('m', { id: 1 }, never);
  await settled();
  return { rig, process };
}

async function endOf(process: Process) {
  await settled();
  const execution = process.journal.read('m');
  return { status: execution?.status, output: execution?.output, fault: execution?.fault };
}

describe('a task token', () => {
  it('is handed to the function, and its output is the result of the state', async () => {
    const { process } = await startedWith({ Output: { report: '{% $states.result.report %}' } });
    expect(process.call().payload).toEqual({ token: 'token-1', input: { id: 1 } });
    process.call().succeed('the function has returned');
    expect((await endOf(process)).status).toBe('RUNNING');
    expect(await process.machine.succeedTask('token-1', { report: 'good' }, never)).toBe('taken');
    expect(await endOf(process)).toMatchObject({ status: 'SUCCEEDED', output: { report: 'good' } });
  });

  it('answered before the function returned counts, and the function is left to finish', async () => {
    const { process } = await startedWith();
    expect(await process.machine.succeedTask('token-1', 'early', never)).toBe('taken');
    expect(await endOf(process)).toMatchObject({ status: 'SUCCEEDED', output: 'early' });
    expect(process.call().signal.aborted).toBe(false);
    process.call().fail('DependencyFailed');
    expect(await endOf(process)).toMatchObject({ status: 'SUCCEEDED', output: 'early' });
  });

  it('answered while the failure of its function is being handled is either taken and counts, or gone', async () => {
    const Catch = [
      { ErrorEquals: ['States.ALL'], Output: { caught: '{% $states.errorOutput.Error %}' }, Next: 'S' },
    ];
    const states = { A: tokenTask('One', { Catch, Next: 'S' }), S: { Type: 'Succeed' } };
    const { machine, journal, calls } = createRig().process(definitionOf(states));
    const answers: string[] = [];
    for (let turns = 0; turns < 80; turns += 1) {
      const name = `m-${turns}`;
      await machine.start(name, {}, never);
      await settled();
      calls[turns]?.fail('DependencyFailed');
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      const answer = await machine.succeedTask(`token-${turns + 1}`, 'in time', never);
      await settled();
      answers.push(answer);
      const output = answer === 'taken' ? 'in time' : { caught: 'DependencyFailed' };
      expect(journal.read(name)).toMatchObject({ status: 'SUCCEEDED', output });
    }
    expect(new Set(answers)).toEqual(new Set(['taken', 'gone']));
  });

  it('is taken once: later answers, unknown tokens and heartbeats after the answer are gone', async () => {
    const { process } = await startedWith();
    const { machine } = process;
    expect(await machine.succeedTask('token-1', 1, never)).toBe('taken');
    expect(await machine.succeedTask('token-1', 2, never)).toBe('gone');
    expect(await machine.failTask('token-1', lost, never)).toBe('gone');
    expect(await machine.heartbeatTask('token-1', never)).toBe('gone');
    expect(await machine.succeedTask('token-9', 1, never)).toBe('gone');
    expect((await endOf(process)).output).toBe(1);
  });

  it('failed by name goes through Retry and Catch, with a new token for each attempt', async () => {
    const Retry = [{ ErrorEquals: ['PodLost'], IntervalSeconds: 5, MaxAttempts: 1 }];
    const { rig, process } = await startedWith({ Retry });
    process.call().succeed();
    expect(await process.machine.failTask('token-1', lost, never)).toBe('taken');
    await rig.time.advance(5_000);
    expect(process.calls.map(({ payload }) => payload)).toMatchObject([
      { token: 'token-1' },
      { token: 'token-2' },
    ]);
    expect(await process.machine.succeedTask('token-1', 'late', never)).toBe('gone');
    expect(await process.machine.failTask('token-2', lost, never)).toBe('taken');
    expect(await endOf(process)).toMatchObject({ status: 'FAILED', fault: lost });
  });

  it('is gone when the function that got it fails', async () => {
    const { process } = await startedWith();
    process.call().fail('PolicyDenied', 'no');
    expect(await endOf(process)).toMatchObject({
      status: 'FAILED',
      fault: { error: 'PolicyDenied', cause: 'no' },
    });
    expect(await process.machine.succeedTask('token-1', 1, never)).toBe('gone');
  });

  it('that nobody answers within TimeoutSeconds ends the state with States.Timeout', async () => {
    const { rig, process } = await startedWith({ TimeoutSeconds: 300 });
    process.call().succeed();
    await rig.time.advance(299_999);
    expect((await endOf(process)).status).toBe('RUNNING');
    await rig.time.advance(1);
    expect((await endOf(process)).fault?.error).toBe('States.Timeout');
    expect(await process.machine.succeedTask('token-1', 1, never)).toBe('gone');
    expect(rig.time.armed()).toBe(0);
  });

  it('refuses an answer over 256 KiB and goes on waiting', async () => {
    const { process } = await startedWith();
    const answer = process.machine.succeedTask('token-1', 'x'.repeat(256 * 1024), never);
    await expect(answer).rejects.toMatchObject({ name: 'InputRejected', status: 413 });
    expect(await process.machine.succeedTask('token-1', 'x', never)).toBe('taken');
  });
});

describe('heartbeats', () => {
  it('missing for HeartbeatSeconds end the state with States.HeartbeatTimeout and abort the function', async () => {
    const { rig, process } = await startedWith({ HeartbeatSeconds: 20, TimeoutSeconds: 300 });
    await rig.time.advance(19_999);
    expect((await endOf(process)).status).toBe('RUNNING');
    await rig.time.advance(1);
    expect((await endOf(process)).fault?.error).toBe('States.HeartbeatTimeout');
    expect(process.call().signal.aborted).toBe(true);
  });

  it('restart their clock, and never that of TimeoutSeconds', async () => {
    const { rig, process } = await startedWith({ HeartbeatSeconds: 20, TimeoutSeconds: 50 });
    process.call().succeed();
    for (let beat = 0; beat < 3; beat += 1) {
      await rig.time.advance(15_000);
      expect(await process.machine.heartbeatTask('token-1', never)).toBe('taken');
    }
    await rig.time.advance(4_999);
    expect((await endOf(process)).status).toBe('RUNNING');
    await rig.time.advance(1);
    expect((await endOf(process)).fault?.error).toBe('States.Timeout');
  });

  it('that stop are noticed HeartbeatSeconds after the last one', async () => {
    const { rig, process } = await startedWith({ HeartbeatSeconds: 20 });
    await rig.time.advance(15_000);
    await process.machine.heartbeatTask('token-1', never);
    await rig.time.advance(19_999);
    expect((await endOf(process)).status).toBe('RUNNING');
    await rig.time.advance(1);
    expect((await endOf(process)).fault?.error).toBe('States.HeartbeatTimeout');
  });

  it('are taken where a state has no HeartbeatSeconds, and change nothing', async () => {
    const { process } = await startedWith();
    expect(await process.machine.heartbeatTask('token-1', never)).toBe('taken');
    expect((await endOf(process)).status).toBe('RUNNING');
  });
});
