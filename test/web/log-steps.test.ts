import { describe, expect, it } from 'vitest';
import { parseLog } from '../../web/mission/feed.ts';
import { cutAtFinds, findLines, rowsOf, stepsOf } from '../../web/mission/log-steps.ts';

const steps = stepsOf(parseLog('[test] one\n[test] Two\n[build] three\n[test] two again\n'));

describe('stepsOf', () => {
  it('cuts a log where the step changes and numbers lines through', () => {
    expect(steps).toEqual([
      { step: 'test', first: 1, lines: ['one', 'Two'] },
      { step: 'build', first: 3, lines: ['three'] },
      { step: 'test', first: 4, lines: ['two again'] },
    ]);
  });
});

describe('rowsOf', () => {
  it('keeps the head of a folded step and none of its lines', () => {
    expect(rowsOf(steps, (at) => at !== 0)).toEqual([
      { kind: 'step', at: 0 },
      { kind: 'step', at: 1 },
      { kind: 'line', at: 1, line: 0 },
      { kind: 'step', at: 2 },
      { kind: 'line', at: 2, line: 0 },
    ]);
  });
});

describe('findLines', () => {
  it('finds a text in any case, in every step, and nothing for no text', () => {
    expect(findLines(steps, 'TWO')).toEqual([
      { at: 0, line: 1 },
      { at: 2, line: 0 },
    ]);
    expect(findLines(steps, '')).toEqual([]);
  });
});

describe('cutAtFinds', () => {
  it('puts each find in every second part and loses nothing', () => {
    expect(cutAtFinds('an Ant and', 'an')).toEqual(['', 'an', ' ', 'An', 't ', 'an', 'd']);
    expect(cutAtFinds('plain', '.*')).toEqual(['plain']);
    // Lower case of this letter is two characters long.
    expect(cutAtFinds('İstanbul', 'st').join('')).toBe('İstanbul');
  });
});
