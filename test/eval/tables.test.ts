import { describe, expect, it } from 'vitest';
import { compareTables } from '../../eval/compare-tables.ts';
import { readMemos } from '../../eval/memos.ts';
import { rowOf } from '../../eval/row-of.ts';
import { figuresOf, showTable } from '../../eval/show-table.ts';
import { type Row, rowSchema, type Table } from '../../eval/table.ts';
import { event, view } from './support/mission.ts';

const row = (over: Partial<Row> = {}): Row => ({
  memo: 'habits',
  run: 1,
  ended: 'DEPLOYED',
  checks: { held: 4, total: 4, waived: 0, browser: 'Chromium' },
  heals: [],
  input_tokens: 1_000,
  output_tokens: 500,
  usd: 0.02,
  seconds: 40,
  stage_seconds: { specify: 4, write: 30, build: 6 },
  left_out: [],
  failure: null,
  ...over,
});
const table = (rows: readonly Row[], model = 'a model'): Table => ({
  version: 1,
  made_at: '2026-05-01T10:00:00.000Z',
  model,
  gantry: '1.0.0',
  rows: [...rows],
});

describe('the memos', () => {
  it('are a dozen, each with what a person would look for, and found by name', () => {
    const memos = readMemos([]);
    expect(memos.length).toBeGreaterThanOrEqual(12);
    expect(new Set(memos.map(({ name }) => name)).size).toBe(memos.length);
    expect(readMemos(['weather', 'calculator']).map(({ name }) => name)).toEqual(['weather', 'calculator']);
    expect(() => readMemos(['wether'])).toThrow('There is no memo wether; there are habit-tracker');
  });
});

describe('a row of the table', () => {
  it('tells where the seconds went, what each heal was for and what was left out', () => {
    const events = [
      event('mission-requested', 'QUEUED', 0),
      event('authoring-started', 'ARCHITECTING', 1),
      event('spec-agreed', 'ARCHITECTING', 4),
      event('draft-stored', 'VALIDATING', 10),
      event('heal-requested', 'HEALING', 11, {
        reason: { failure: { step: 'test', message: '1 test failed.' } },
      }),
      event('draft-stored', 'VALIDATING', 15),
      event('bundle-handed-over', 'BUILDING', 16),
      event('mission-shipped', 'DEPLOYED', 20.5),
    ];
    const made = rowOf({ name: 'habits' }, 2, view({ left_out: [{ what: 'Sync', why: 'no' }] }), events);
    expect(rowSchema.parse(made)).toMatchObject({
      memo: 'habits',
      run: 2,
      ended: 'DEPLOYED',
      checks: null,
      heals: ['test: 1 test failed.'],
      seconds: 20.5,
      stage_seconds: { specify: 4, write: 6, gate: 2, heal: 4, build: 4.5 },
      left_out: ['Sync'],
      failure: null,
    });
  });

  it('of a mission that never agreed on anything is all in its first stage', () => {
    const events = [
      event('mission-requested', 'QUEUED', 0),
      event('given-up', 'ARCHITECTING', 2),
      event('mission-stopped', 'BLOCKED', 3),
    ];
    const made = rowOf({ name: 'calls' }, 1, view({ status: 'BLOCKED' }), events);
    expect(made.stage_seconds).toEqual({ specify: 2, write: 1 });
  });
});

describe('a table', () => {
  it('is read a line a run, with why under what did not make it', () => {
    const shown = showTable(
      table([
        row(),
        row({
          run: 2,
          ended: 'FAILED',
          failure: 'What does not work: A habit stays.',
          heals: ['boot: blank'],
        }),
        row({ checks: { held: 0, total: 4, waived: 0, browser: null } }),
        row({ checks: null }),
      ]),
    ).join('\n');
    expect(shown).toContain('4 of 4 work');
    expect(shown).toContain('not tried in a browser');
    expect(shown).toContain('nothing agreed');
    expect(shown).toContain('healed  boot: blank');
    expect(shown).toContain('why  What does not work: A habit stays.');
    expect(shown).toContain('3 of 4 shipped, 8 of 8 checks hold, 1 heals, 6000 tokens');
  });

  it('counts what no browser tried neither as held nor as failed', () => {
    expect(figuresOf([row({ checks: { held: 0, total: 4, waived: 0, browser: null } })])).toMatchObject({
      held: 0,
      tried: 0,
    });
    expect(figuresOf([])).toMatchObject({ runs: 0, seconds: 0 });
  });
});

describe('two tables', () => {
  it('are compared in the memos that both have, however often each ran', () => {
    const before = table([row(), row({ memo: 'gone' })], 'old');
    const after = table(
      [row({ run: 1 }), row({ run: 2, ended: 'FAILED', heals: ['test: x'] }), row({ memo: 'new' })],
      'new',
    );
    const said = compareTables(before, after);
    expect(said[0]).toBe('old → new');
    expect(said.filter((line) => line.startsWith('habits'))).toEqual([
      'habits  shipped 100 % → 50 %, checks 100 %, heals 0.0 → 0.5, tokens 1500, dollars 0.0200, seconds 40',
    ]);
    expect(said.join()).not.toContain('gone');
    expect(said.at(-1)).toMatch(/^all {5}shipped/);
  });

  it('of other memos say so', () => {
    expect(compareTables(table([row()]), table([row({ memo: 'x' })]))).toEqual([
      'The two tables have no memo in common.',
    ]);
  });
});
