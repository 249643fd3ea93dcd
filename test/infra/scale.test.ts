import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulateDay } from '../../scripts/scale/simulate.ts';
import { scaleTables } from '../../scripts/simulate.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/scale.md'), 'utf8');
const quota = (value: number, per: 'second' | 'minute' | 'at once', missionTakes: number) => ({
  ...{ what: 'it', value, per, missionTakes },
  ...{ raise: '', source: '' },
});
const day = (missions: number, ...quotas: ReturnType<typeof quota>[]) =>
  simulateDay(missions, { quotas, missionMinutes: 5 });

describe('docs/scale.md', () => {
  it.each(Object.entries(scaleTables()))('holds the figures of the script: %s', (_name, table) =>
    expect(page).toContain(table),
  );
});

describe('a day of missions', () => {
  it('has ten times its average in its busiest hour', () => {
    expect(day(1_440).atOnce).toBe(50);
  });

  it('binds at what is held for as long as a mission runs, and at what is used by the second or minute', () => {
    expect(day(1_440, quota(50, 'at once', 1)).bounds[0]).toMatchObject({ use: 1, missionsADay: 1_440 });
    expect(day(1_440, quota(1, 'second', 6)).bounds[0]).toMatchObject({ use: 1, missionsADay: 1_440 });
    expect(day(1_440, quota(100, 'minute', 10)).bounds[0]).toMatchObject({ use: 1, missionsADay: 1_440 });
  });

  it('names the tightest first, and lets as much wait as the busiest hour has too much', () => {
    const { bounds, longestWaitMinutes } = day(1_440, quota(100, 'at once', 1), quota(25, 'at once', 1));
    expect(bounds.map(({ use }) => use)).toEqual([2, 0.5]);
    expect(longestWaitMinutes).toBe(60);
    expect(day(1_440, quota(100, 'at once', 1)).longestWaitMinutes).toBe(0);
    expect(day(1_440, quota(5, 'at once', 1)).longestWaitMinutes).toBe(Number.POSITIVE_INFINITY);
  });
});
