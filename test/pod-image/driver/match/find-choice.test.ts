import { describe, expect, it } from 'vitest';
import { findChoice } from '../../../../pod-image/driver/match/find-choice.ts';
import { treeOf } from './tree-of.ts';

const chosen = (names: readonly string[], value: string): string | undefined =>
  findChoice(treeOf(names.map((name) => ({ role: 'option', name }))).children, value, 0.5)?.name;

describe('The choice that a value means', () => {
  it.each<[string, readonly string[], string, string | undefined]>([
    ['the hour of a time', ['9:00', '10:00', '11:00'], '10', '10:00'],
    ['an hour with its nought', ['09:00', '10:00'], '9', '09:00'],
    ['a time by its hour', ['9', '10'], '10:00', '10'],
    ['the full hour before its parts', ['10:30', '10:00', '10:15'], '10', '10:00'],
    ['the only time in an hour', ['9:30', '10:30'], '10', '10:30'],
    ['none of two times in an hour', ['10:15', '10:30'], '10', undefined],
    ['a time among more words', ['Mon 9:00 AM', 'Mon 10:00 AM'], '10 am', 'Mon 10:00 AM'],
    ['no time by its minutes', ['9:10', '11:00'], '10', undefined],
    ['no time by its seconds', ['1:00:30'], '1:30', undefined],
    ['a month with its year', ['February 2026', 'March 2026'], 'March', 'March 2026'],
    ['a name with its measure', ['Small (26 cm)', 'Large (32 cm)'], 'Large', 'Large (32 cm)'],
    ['a name before a longer one', ['Extra large', 'Large pizza'], 'Large', 'Large pizza'],
    ['words that signs part', ['Food/Groceries', 'Rent'], 'Groceries', 'Food/Groceries'],
    ['just that, before what says more', ['10:00', '10'], '10', '10'],
    ['just that, be it of small words', ['Sign in', 'Sign on'], 'sign on', 'Sign on'],
    ['one of a name that is there twice', ['Large', 'Large'], 'Large', 'Large'],
    ['none of two that fit as well', ['March 2025', 'March 2026'], 'March', undefined],
    ['no number within a number', ['100', '2010', '10.5', '10,000', '110:00'], '10', undefined],
    ['no hour for a time that is not there', ['10', '11'], '10:30', undefined],
    ['no word within a word', ['Marchpane'], 'March', undefined],
  ])('is %s', (_, names, value, name) => {
    expect(chosen(names, value)).toBe(name);
  });
});
