import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { functionNames } from '../../../local/function-table.ts';
import { createStateMachine } from '../../../local/state-machine/interpreter.ts';
import { openJournal } from '../../../local/state-machine/journal.ts';
import { createManualTime, settled } from './manual-time.ts';
import { missionDefinition } from './mission-definition.ts';
import { createRig, never, temporaryFolder } from './rig.ts';

const fixture = join(import.meta.dirname, 'wait-fixture.ts');
const input = { mission_id: 'm', error: null };
const wait = (seconds: number, stage = 'LaunchPod') => ({
  mission_id: 'm',
  next: 'wait',
  stage,
  seconds,
  error: null,
});

async function killedInWait(file: string, seconds: number): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [fixture, file, String(seconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { stdout } = child;
  if (stdout === null) throw new Error('the fixture has no output');
  await once(stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a mission that waits as it was told', () => {
  it('tries its stage again when the time has come, and not before', async () => {
    const rig = createRig();
    const { machine, calls, call } = rig.process(missionDefinition(), { functionNames });
    await machine.start('m', input, never);
    await settled();
    expect(call()).toMatchObject({
      functionName: 'launch-pod',
      payload: { mission_id: 'm', stage: 'LaunchPod' },
    });
    call().succeed(wait(60));
    await rig.time.advance(59_999);
    expect(calls).toHaveLength(1);
    await rig.time.advance(1);
    expect(calls.map(({ functionName }) => functionName)).toEqual(['launch-pod', 'launch-pod']);
  });

  it('stops at once when it is cancelled, and leaves no timer of the wait', async () => {
    const rig = createRig();
    const { machine, calls, call, journal } = rig.process(missionDefinition(), { functionNames });
    await machine.start('m', input, never);
    await settled();
    call().succeed(wait(600));
    await settled();
    expect(journal.read('m')).toMatchObject({ state: 'Wait', status: 'RUNNING' });
    await machine.stop('m', { error: 'MissionEnded', cause: 'Cancelled by its owner.' }, never);
    await settled();
    expect(journal.read('m')).toMatchObject({ status: 'ABORTED', fault: { error: 'MissionEnded' } });
    expect(rig.time.armed()).toBe(0);
    await rig.time.advance(600_000);
    expect(calls).toHaveLength(1);
  });

  it('waits on after kill -9 until the same moment, and calls nothing before it', async () => {
    const file = join(temporaryFolder(), 'workflow.sqlite');
    await killedInWait(file, 600);
    const journal = openJournal(file);
    const untilMs = journal.read('m')?.wakeAtMs ?? 0;
    const time = createManualTime(untilMs - 10_000);
    const called: string[] = [];
    const machine = createStateMachine({
      definition: missionDefinition(),
      functionNames,
      journal,
      ...time,
      invoke: async (name) => {
        called.push(name);
        return { mission_id: 'm', next: 'settle', error: null };
      },
    });
    onTestFinished(() => machine.close());
    await machine.resume();
    await time.advance(9_999);
    expect(called).toEqual([]);
    expect(journal.read('m')).toMatchObject({ state: 'Wait', wakeAtMs: untilMs });
    await time.advance(1);
    expect(called).toEqual(['launch-pod', 'settle']);
    expect(journal.read('m')).toMatchObject({ status: 'SUCCEEDED' });
  });
});
