import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isBuiltIn } from '../../web/home/is-built-in.ts';
import { modelDoors } from '../../web/home/model-doors.ts';
import { checkWords, effortWords } from '../../web/missions/mission-facts.ts';
import { pictureOfApp } from '../../web/missions/picture-of.ts';
import { viewOf } from './mission-frames.ts';

const shot = (digit: string): string => digit.repeat(64);

describe('home', () => {
  it('shows the lines that connect a model as the README has them', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const { line } of modelDoors) expect(readme, line).toContain(line);
  });

  it('knows the built-in model by its name', () => {
    expect(isBuiltIn('built-in demo model')).toBe(true);
    expect(isBuiltIn('Claude Sonnet 5.5')).toBe(false);
  });
});

describe('the picture of an app', () => {
  const failed = viewOf('FAILED', { app: 'board', picture_sha256: shot('1') });
  const deployed = viewOf('DEPLOYED', { app: 'board', picture_sha256: shot('2') });

  it('is of the newest mission that was deployed, else of the newest that has one', () => {
    expect(pictureOfApp('board', [failed, deployed])?.sha256).toBe(shot('2'));
    expect(pictureOfApp('board', [failed])?.sha256).toBe(shot('1'));
  });

  it('is nobody else’s', () => {
    expect(pictureOfApp('notes', [failed, deployed])).toBeUndefined();
    expect(pictureOfApp('board', [viewOf('DEPLOYED', { app: 'board' })])).toBeUndefined();
  });
});

describe('what a list says of a mission', () => {
  const counts = { held: 7, total: 9, waived: 1, browser: 'Chromium' };

  it('counts the checks that work without those that are done without', () => {
    expect(checkWords(viewOf('DEPLOYED', { checks: counts }))).toBe('7 of 8 checks work');
    expect(checkWords(viewOf('DEPLOYED', { checks: { ...counts, held: 8 } }))).toBe('All 8 checks work');
  });

  it('says that nothing was tried where no browser was there, and nothing before the end', () => {
    const untried = { ...counts, held: 0, browser: null };
    expect(checkWords(viewOf('DEPLOYED', { checks: untried }))).toBe('Not tried in a browser');
    expect(checkWords(viewOf('BUILDING', { checks: untried }))).toBeUndefined();
    expect(checkWords(viewOf('FAILED'))).toBeUndefined();
  });

  it('times a mission until its end, or until now where it runs', () => {
    const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:01:30Z' };
    const nowMs = Date.parse('2026-01-01T00:10:00Z');
    expect(effortWords(viewOf('DEPLOYED', times), nowMs)).toEqual(['1 min 30 s']);
    const cost = { usd: 0.2, input_tokens: 1, output_tokens: 1 };
    expect(effortWords(viewOf('BUILDING', { ...times, cost }), nowMs)).toEqual(['10 min', '$0.20']);
  });
});
