import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../local/state-machine/journal.ts';
import type { Invoke } from '../../../local/state-machine/run.ts';
import { definitionOf, task, tokenTask } from './definitions.ts';
import { settled } from './manual-time.ts';
import { createRig, named, never, type Process } from './rig.ts';

const definition = definitionOf(
  {
    A: task('One', { Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 3, MaxAttempts: 2 }], Next: 'W' }),
    W: { Type: 'Wait', Seconds: 7, Next: 'B' },
    B: tokenTask('Two', { TimeoutSeconds: 60, HeartbeatSeconds: 20, Next: 'C' }),
    C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'D' }], Default: 'S' },
    D: task('Three', {
      Catch: [{ ErrorEquals: ['Refused'], Output: '{% $states.input %}', Next: 'S' }],
      Next: 'S',
    }),
    S: { Type: 'Succeed', Output: { n: '{% $states.input.n %}' } },
  },
  { TimeoutSeconds: 600 },
);

/** Lets that many writes through; from the next one on the process is dead, and its journal says so. */
function dyingJournal(
  journal: Journal,
  writesLeft: number,
): { readonly journal: Journal; readonly died: () => boolean } {
  let left = writesLeft;
  const alive = <A extends unknown[], R>(write: (...args: A) => R) => {
    return (...args: A): R => {
      if (left <= 0) throw named('Killed');
      left -= 1;
      return write(...args);
    };
  };
  const { begin, apply, end, markInvoked, answer, heartbeat, markReported } = journal;
  return {
    died: () => left <= 0,
    journal: {
      ...journal,
      begin: alive(begin),
      apply: alive(apply),
      end: alive(end),
      markInvoked: alive(markInvoked),
      answer: alive(answer),
      heartbeat: alive(heartbeat),
      markReported: alive(markReported),
    },
  };
}

interface World {
  readonly called: string[];
  readonly invoke: (process: () => Process) => Invoke;
}

function createWorld(): World {
  const called: string[] = [];
  const invoke: World['invoke'] = (process) => async (functionName, payload) => {
    called.push(functionName);
    if (functionName === 'one' && called.filter((name) => name === 'one').length === 1) throw named('Flaky');
    if (functionName === 'three') throw named('Refused');
    if (functionName !== 'two') return payload;
    const { token } = payload as { token: string };
    await process().machine.heartbeatTask(token, never);
    await process().machine.succeedTask(token, { n: 1 }, never);
    return null;
  };
  return { called, invoke };
}

/** Runs the machine in processes that each die after so many writes, until one lives to the end. */
async function runWithDeaths(writesEach: number) {
  const rig = createRig();
  const world = createWorld();
  for (let deaths = 0; ; deaths += 1) {
    const journal = rig.openJournal();
    const dying = dyingJournal(journal, writesEach + deaths);
    const process: Process = rig.process(definition, {
      journal: dying.journal,
      invoke: world.invoke(() => process),
    });
    await process.machine.start('m', { n: 1 }, never).catch(() => 'died');
    await process.machine.resume();
    await settled();
    await rig.time.advance(10_000);
    await settled();
    const execution = journal.read('m');
    if (!dying.died()) return { execution, called: world.called, deaths, ends: process.ends };
    await process.machine.close();
  }
}

describe('a process that dies before any of its writes', () => {
  it.each(Array.from({ length: 12 }, (_, writes) => [writes]))(
    'after %i writes of the first one, the execution still goes the whole way',
    async (writes) => {
      const { execution, called, deaths } = await runWithDeaths(writes);
      expect(deaths).toBeGreaterThan(0);
      expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { n: 1 } });
      expect(called.filter((name, at) => name !== called[at - 1])).toEqual(['one', 'two', 'three']);
    },
  );

  it('needs none of this when it lives', async () => {
    const { execution, called, deaths, ends } = await runWithDeaths(1_000);
    expect(deaths).toBe(0);
    expect(called).toEqual(['one', 'one', 'two', 'three']);
    expect(execution?.status).toBe('SUCCEEDED');
    expect(ends).toHaveLength(1);
  });
});
