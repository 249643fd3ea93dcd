import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createStateMachine } from '../../../local/state-machine/interpreter.ts';
import { openJournal } from '../../../local/state-machine/journal.ts';
import { killDefinition, killFunctions } from './kill-definition.ts';
import { never, temporaryFolder } from './rig.ts';

const fixture = join(import.meta.dirname, 'kill-fixture.ts');

async function killedIn(file: string, state: string): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [fixture, file, state], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { stdout } = child;
  if (stdout === null) throw new Error('the fixture has no output');
  await once(stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('kill -9', () => {
  it.each([
    ['one', ['one'], ['one', 'two', 'three']],
    ['two', ['one', 'two'], ['two', 'three']],
  ])(
    'inside %s: the next process goes on with that state and ends the execution',
    async (state, before, after) => {
      const file = join(temporaryFolder(), 'workflow.sqlite');
      await killedIn(file, state);
      expect(readFileSync(`${file}.calls`, 'utf8').trim().split('\n')).toEqual(before);

      const journal = openJournal(file);
      const called: string[] = [];
      const ended = Promise.withResolvers<void>();
      const machine = createStateMachine({
        definition: killDefinition,
        functionNames: killFunctions,
        journal,
        onEnd: () => ended.resolve(),
        invoke: async (functionName, payload) => {
          called.push(functionName);
          const token = journal.read('m')?.token;
          if (token) await machine.succeedTask(token, payload, never);
          return payload;
        },
      });
      onTestFinished(() => machine.close());
      await machine.resume();
      await ended.promise;

      expect(called).toEqual(after);
      const token = state === 'two' ? 'token-of-the-dead' : expect.any(String);
      expect(journal.read('m')).toMatchObject({
        status: 'SUCCEEDED',
        output: { token, input: { id: 1, one: true } },
      });
    },
  );
});
