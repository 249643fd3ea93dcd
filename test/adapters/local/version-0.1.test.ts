import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { createBudgetLedger } from '../../../adapters/local/budget-ledger.ts';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createEventLog } from '../../../adapters/local/event-log.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { conversationRecordSchema } from '../../../core/chat/conversations.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import { functionNames } from '../../../local/function-table.ts';
import { openJournal } from '../../../local/state-machine/journal.ts';
import {
  eventsOf,
  fillDatabase,
  fillJournal,
  missions,
  openedAtMs,
  owner,
} from '../../fixtures/version-0.1.ts';
import { createManualTime, settled } from '../../workflow/interpreter/manual-time.ts';
import { createRig, never, type Process } from '../../workflow/interpreter/rig.ts';
import { temporaryHome } from './temporary-home.ts';

/** A home with version 0.1's own files of SQLite. */
function makeHome(): string {
  const home = temporaryHome();
  for (const [name, fill] of [
    ['gantry.db', fillDatabase],
    ['journal.db', fillJournal],
  ] as const) {
    const database = new DatabaseSync(join(home, name));
    database.exec('pragma journal_mode = wal; pragma synchronous = off');
    database.exec('begin');
    fill(database);
    database.exec('commit');
    database.close();
  }
  return home;
}

describe('gantry.db of version 0.1', () => {
  const database = openDatabase(makeHome());
  const clock = { nowMs: () => openedAtMs };
  const eventLog = createEventLog({ database });

  test('is read as it was, without the joins', async () => {
    for (const id of Object.values(missions))
      expect(await eventLog.read(id, { afterSeq: 0 }, never)).toEqual(eventsOf(id));
    expect(await eventLog.last(missions.chess, never)).toMatchObject({ seq: 4, event: 'mission-stopped' });
  });

  test('takes the next event of a mission, and none in the place of another', async () => {
    const { queued } = missions;
    const next: ChainedEvent = { ...(eventsOf(queued)[0] as ChainedEvent), seq: 2 };
    expect(await eventLog.append(queued, { ...next, seq: 1 }, never)).toBe('taken');
    expect(await eventLog.append(queued, next, never)).toBe('appended');
    expect(await eventLog.read(queued, { afterSeq: 1 }, never)).toEqual([next]);
    expect(() => database.exec('delete from events')).toThrow('insert-only');
  });

  test('has records that are changed by the revision they have', async () => {
    const records = createRecordStore({ database, clock });
    const key = { partition: `conversations#${owner}`, sort: 'cnv_01m8pc8pjafpg6590jqkkybpk6' };
    const found = await records.get(key, conversationRecordSchema, never);
    const put = (revision: string) =>
      records.put(key, found?.value, { condition: { kind: 'revision', revision } }, never);
    expect(await put('another')).toBe('lost');
    expect(await put(found?.revision ?? '')).toEqual({ revision: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  test('knows what is spent and held, and lets go of what a killed process held', async () => {
    const ledger = createBudgetLedger({ database, clock });
    const account = `mission#${missions.authoring}`;
    expect(await ledger.read(`day#${owner}#2026-11-30`, never)).toEqual({
      usedMicroUsd: 560_867,
      heldMicroUsd: 167_467,
    });
    const hold = { id: 'hld_01m8pcc0y0c0aqbz7qmkq593k4', microUsd: 167_467 };
    await ledger.settle(account, hold, 50_000, never);
    expect(await ledger.read(account, never)).toEqual({ usedMicroUsd: 50_000, heldMicroUsd: 0 });
  });
});

describe('journal.db of version 0.1', () => {
  const definition: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../infra/workflow/mission.asl.json'), 'utf8'),
  );
  const killedAtMs = Date.UTC(2026, 10, 30, 14, 5, 6, 600);
  const token = 'c5d2adba-0a95-4c39-a7dd-76a0daaad534';

  async function resume(atMs: number) {
    const time = createManualTime(atMs);
    const process: Process = createRig().process(definition, {
      functionNames,
      journal: openJournal(join(makeHome(), 'journal.db')),
      clock: time.clock,
      timers: time.timers,
    });
    await process.machine.resume();
    await settled();
    return { time, ...process };
  }
  const callsOf = ({ calls }: Pick<Process, 'calls'>) =>
    calls.map(({ functionName, payload }) => [functionName, payload]);

  test('ends nothing twice, and asks again the author that was killed', async () => {
    const { journal, calls, ends } = await resume(killedAtMs + 1_000);
    expect(callsOf({ calls })).toEqual([
      ['draft-app', { mission_id: missions.authoring, stage: 'DraftApp' }],
    ]);
    expect(ends).toEqual([]);
    expect(journal.read(missions.habitTracker)).toMatchObject({ status: 'SUCCEEDED', state: 'Settled' });
    expect(journal.read(missions.cancelled)).toMatchObject({ status: 'ABORTED', state: 'DraftApp' });
    expect(journal.running()).toEqual([missions.authoring, missions.building]);
  });

  test('waits on for the build that was under way, and judges its report', async () => {
    const { machine, journal, calls } = await resume(killedAtMs + 1_000);
    expect(journal.read(missions.building)).toMatchObject({ state: 'Build', token, invoked: true });
    expect(await machine.succeedTask(token, {}, never)).toBe('taken');
    await settled();
    expect(callsOf({ calls }).at(-1)).toEqual(['judge', { mission_id: missions.building, stage: 'Judge' }]);
  });

  test('builds again where the pod died with the process', async () => {
    const { machine, time, calls } = await resume(killedAtMs + 1_000);
    await machine.failTask(token, { error: 'PodLost', cause: '' }, never);
    await time.advance(1_000);
    expect(callsOf({ calls }).at(-1)).toEqual([
      'build',
      { mission_id: missions.building, stage: 'Build', task_token: 'token-1' },
    ]);
  });

  test('ends what is opened only after its time', async () => {
    const { calls, ends } = await resume(killedAtMs + 3 * 60 * 60 * 1_000);
    expect(calls).toEqual([]);
    expect(ends.map(({ name, status }) => [name, status])).toEqual([
      [missions.authoring, 'TIMED_OUT'],
      [missions.building, 'TIMED_OUT'],
    ]);
  });
});
