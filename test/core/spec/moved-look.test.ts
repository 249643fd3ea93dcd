import { describe, expect, test } from 'vitest';
import { isSameElsewhere } from '../../../core/spec/moved-look.ts';
import { checkOf } from './failed-mission.ts';

const given = checkOf('c1', [
  'fill Note = Milk',
  'click Add',
  'see Milk in Notes',
  'click Count',
  'see 1 in Number of notes',
]);
const isSame = (...lines: string[]): boolean => isSameElsewhere(given, checkOf('c1', lines));

describe('a check that looks elsewhere', () => {
  test.each<[string, string[]]>([
    [
      'as it was',
      ['fill Note = Milk', 'click Add', 'see Milk in Notes', 'click Count', 'see 1 in Number of notes'],
    ],
    [
      'in another part',
      ['fill Note = Milk', 'click Add', 'see Milk in List', 'click Count', 'see 1 in Total'],
    ],
    [
      'behind another view',
      [
        'fill Note = Milk',
        'click Add',
        'click All notes',
        'see Milk in Notes',
        'click Count',
        'see 1 in Number of notes',
      ],
    ],
    [
      'behind two views',
      [
        'fill Note = Milk',
        'click Add',
        'click Menu',
        'click All',
        'see Milk in Notes',
        'click Count',
        'see 1 in Number of notes',
      ],
    ],
    [
      'on the whole page, for what nothing else is about',
      ['fill Note = Milk', 'click Add', 'see Milk in Notes', 'click Count', 'see 1'],
    ],
  ])('is the same %s', (_, lines) => {
    expect(isSame(...lines)).toBe(true);
  });

  test.each<[string, string[]]>([
    [
      'that looks on the whole page for what it typed',
      ['fill Note = Milk', 'click Add', 'see Milk', 'click Count', 'see 1 in Number of notes'],
    ],
    [
      'that looks for another thing',
      ['fill Note = Milk', 'click Add', 'see Tea in Notes', 'click Count', 'see 1 in Number of notes'],
    ],
    [
      'that misses what it was to see',
      ['fill Note = Milk', 'click Add', 'gone Milk in Notes', 'click Count', 'see 1 in Number of notes'],
    ],
    [
      'that types another thing',
      ['fill Note = Tea', 'click Add', 'see Milk in Notes', 'click Count', 'see 1 in Number of notes'],
    ],
    ['that leaves a look out', ['fill Note = Milk', 'click Add', 'click Count', 'see 1 in Number of notes']],
    [
      'that looks once more',
      [
        'fill Note = Milk',
        'click Add',
        'see Milk in Notes',
        'click Count',
        'see 1 in Number of notes',
        'see 1',
      ],
    ],
    [
      'that presses what it presses anyway',
      [
        'fill Note = Milk',
        'click Add',
        'click add',
        'see Milk in Notes',
        'click Count',
        'see 1 in Number of notes',
      ],
    ],
    [
      'that takes something away',
      [
        'fill Note = Milk',
        'click Add',
        'click Delete all',
        'see Milk in Notes',
        'click Count',
        'see 1 in Number of notes',
      ],
    ],
    [
      'that presses where it does not look',
      [
        'click Open',
        'fill Note = Milk',
        'click Add',
        'see Milk in Notes',
        'click Count',
        'see 1 in Number of notes',
      ],
    ],
    [
      'that reloads on its way',
      [
        'fill Note = Milk',
        'click Add',
        'reload',
        'see Milk in Notes',
        'click Count',
        'see 1 in Number of notes',
      ],
    ],
    [
      'that goes three steps to look',
      [
        'fill Note = Milk',
        'click Add',
        'click A',
        'click B',
        'see Milk in Notes',
        'click Count',
        'click C',
        'see 1 in Number of notes',
      ],
    ],
  ])('is not one %s', (_, lines) => {
    expect(isSame(...lines)).toBe(false);
  });

  test('may be led to where something changes, is counted, gone or the same', () => {
    for (const look of ['changes Board', 'count tasks = 2', 'gone Milk', 'same Board']) {
      const check = checkOf('c1', ['reload', look]);
      expect(isSameElsewhere(check, checkOf('c1', ['reload', 'click Board view', look]))).toBe(true);
    }
  });
});
