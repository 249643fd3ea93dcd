import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openJournal } from '../../../local/state-machine/journal.ts';
import { temporaryFolder } from './rig.ts';

function opened(file = join(temporaryFolder(), 'workflow.sqlite')) {
  const journal = openJournal(file);
  onTestFinished(() => journal.close());
  journal.begin({ name: 'm', input: {}, state: 'A', nowMs: 1, deadlineMs: null });
  const execution = journal.read('m');
  if (execution === undefined) throw new Error('nothing was begun');
  return { journal, execution };
}

describe('the journal', () => {
  it('applies one step to one revision: of two, the second is refused', () => {
    const { journal, execution } = opened();
    expect(journal.apply(execution, { kind: 'enter', state: 'B', input: 1, nowMs: 2 })).toBe(true);
    expect(journal.apply(execution, { kind: 'enter', state: 'C', input: 2, nowMs: 3 })).toBe(false);
    expect(journal.read('m')).toMatchObject({ state: 'B', stateInput: 1, enteredAtMs: 2 });
  });

  it('applies nothing to an ended execution', () => {
    const { journal, execution } = opened();
    expect(journal.end('m', { status: 'ABORTED', nowMs: 2 })).toBe(true);
    expect(journal.end('m', { status: 'TIMED_OUT', nowMs: 3 })).toBe(false);
    expect(journal.apply(execution, { kind: 'sleep', wakeAtMs: 9 })).toBe(false);
    expect(journal.read('m')?.status).toBe('ABORTED');
  });

  it('forgets the retries, the token and the moments of a state when the next is entered', () => {
    const { journal, execution } = opened();
    journal.apply(execution, { kind: 'retry', retryCounts: [2], wakeAtMs: 5 });
    const retrying = journal.read('m') ?? execution;
    expect(retrying).toMatchObject({ retryCounts: [2], wakeAtMs: 5 });
    journal.apply(retrying, { kind: 'await', token: 't', timeoutAtMs: 9, heartbeatMs: 4, nowMs: 1 });
    const waiting = journal.read('m') ?? execution;
    expect(waiting).toMatchObject({ token: 't', timeoutAtMs: 9, heartbeatAtMs: 5, wakeAtMs: null });
    journal.apply(waiting, { kind: 'enter', state: 'B', input: 1, nowMs: 2 });
    const clean = { retryCounts: [], token: null, timeoutAtMs: null, heartbeatAtMs: null, answer: null };
    expect(journal.read('m')).toMatchObject(clean);
    expect(journal.answer('t', { output: 1 })).toBeUndefined();
  });

  it('writes ahead', () => {
    const file = join(temporaryFolder(), 'workflow.sqlite');
    opened(file);
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });

  it('refuses a file of another format and says what to do', () => {
    const file = join(temporaryFolder(), 'workflow.sqlite');
    const other = new DatabaseSync(file);
    other.exec('PRAGMA user_version = 2');
    other.close();
    expect(() => openJournal(file)).toThrow(/journal format 2.*GANTRY_HOME/);
  });
});
