import { describe, expect, test } from 'vitest';
import { controlsFor, controlsIn } from '../../../core/pod/page-controls.ts';
import { isSameCheck, missingPart, renameIn } from '../../../core/spec/fit-check.ts';
import { readStep } from '../../../core/spec/read-steps.ts';
import { showStep } from '../../../core/spec/show-step.ts';
import type { Check, CheckStep } from '../../../core/wire/check.ts';

const step = (line: string): CheckStep => {
  const read = readStep(line);
  if ('why' in read) throw new Error(read.why);
  return read.step;
};
const check = (...lines: string[]): Check => ({
  id: 'c1',
  feature: 'Notes',
  words: 'A note stays.',
  core: true,
  steps: lines.map(step),
});
const shown = (given: Check | undefined) => given?.steps.map(showStep);

describe('a page’s snapshot', () => {
  const snapshot = [
    '- main:',
    '  - heading "Notes" [level=1]',
    '  - textbox "Your \\"note\\""',
    "  - 'button \"Add: it''s new\"'",
    '  - button "Delete" [disabled]',
    '  - button "Delete"',
    '  - checkbox "Done"',
    '  - text: button "no"',
    '  - img',
    '  - button ""',
    `  - button "${'x'.repeat(121)}"`,
    '  - link "cut of',
  ].join('\n');

  test('names what is there, each once', () => {
    expect(controlsIn(snapshot)).toEqual([
      { role: 'heading', name: 'Notes' },
      { role: 'textbox', name: 'Your "note"' },
      { role: 'button', name: "Add: it's new" },
      { role: 'button', name: 'Delete' },
      { role: 'checkbox', name: 'Done' },
    ]);
  });

  test('offers a step what it can act on', () => {
    const names = (line: string) => controlsFor(step(line), snapshot).map(({ name }) => name);
    expect(names('fill Note = x')).toEqual(['Your "note"']);
    expect(names('tick Finished')).toEqual(["Add: it's new", 'Delete', 'Done']);
    expect(names('see x in Memos')).toHaveLength(5);
  });

  test('of a thousand buttons offers eighty', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `- button "b${index}"`).join('\n');
    expect(controlsIn(many)).toHaveLength(80);
  });
});

describe('another name', () => {
  test('takes the place of the one that nothing has, wherever the check looks for it', () => {
    const given = check('fill Note = Milk', 'click Add | Save', 'fill Note = Tea', 'see Tea');
    expect(shown(renameIn(given, 0, 'what', 'Your note'))).toEqual([
      'fill Your note = Milk',
      'click Add | Save',
      'fill Your note = Tea',
      'see Tea',
    ]);
    expect(shown(renameIn(given, 1, 'what', 'Keep'))?.[1]).toBe('click Keep');
  });

  test('keeps the row, and the place that is looked in', () => {
    expect(shown(renameIn(check('tick Done in Milk'), 0, 'what', 'Finished'))).toEqual([
      'tick Finished in Milk',
    ]);
    expect(shown(renameIn(check('see Milk in Memos | Jots', 'gone Tea in Memos'), 0, 'in', 'Notes'))).toEqual(
      ['see Milk in Notes', 'gone Tea in Memos'],
    );
    expect(shown(renameIn(check('see Milk in Memos', 'gone Tea in Memos'), 0, 'in', 'Notes'))).toEqual([
      'see Milk in Notes',
      'gone Tea in Notes',
    ]);
  });

  test.each<[string, number, 'what' | 'to' | 'in', string]>([
    ['where the step names nothing', 0, 'what', 'x'],
    ['where there is no such step', 7, 'what', 'x'],
    ['where the step looks in no part', 1, 'in', 'x'],
    ['where the name is too long to be looked for', 1, 'what', 'x'.repeat(201)],
  ])('is none %s', (_, index, part, name) => {
    expect(renameIn(check('reload', 'see Milk'), index, part, name)).toBeUndefined();
  });

  test.each([
    ['fill Note = x', 'what'],
    ['click Add', 'what'],
    ['choose List = x', 'what'],
    ['tick Done', 'what'],
    ['same Word', 'what'],
    ['drag Milk -> Finished', 'to'],
    ['drag Tea -> Done', 'what'],
    ['see x in Memos', 'in'],
    ['gone x in Memos', 'in'],
    ['press Enter', undefined],
  ])('is for this part of %s: %s', (line, part) => {
    expect(missingPart(step(line), ['Milk', 'Done'])).toBe(part);
  });
});

describe('a check is the same', () => {
  const given = check(
    'fill Amount = 12.50',
    'click Add | Save',
    'see 12.50 in Expenses',
    'call POST /api/items {"name": "Milk"} expect 201 holds Milk',
    'count items = 3',
    'drag Milk -> Done',
  );
  const other = (index: number, line: string): Check => ({
    ...given,
    steps: given.steps.with(index, step(line)),
  });

  test.each([
    [0, 'fill Cost = 12.5'],
    [1, 'click Keep it'],
    [2, 'see $12.50 in All expenses'],
    [2, 'see 12,50 in Expenses'],
    [2, 'see 12.50 in Costs | Expenses'],
    [3, 'call POST /api/items {"name": "milk"} expect 201 holds "Milk"'],
    [4, 'count rows = 3'],
    [5, 'drag Milk -> Finished'],
  ])('under other names and forms: step %i as %s', (index, line) => {
    expect(isSameCheck(given, other(index, line))).toBe(true);
  });

  test.each([
    [0, 'fill Amount = 125'],
    [0, 'see 12.50'],
    [1, 'click Add in Milk | x', true],
    [2, 'see 12.51 in Expenses'],
    [2, 'see 12.50'],
    [2, 'see Expenses in Expenses'],
    [2, 'gone 12.50 in Expenses'],
    [3, 'call GET /api/items {"name": "Milk"} expect 201 holds Milk'],
    [3, 'call POST /api/items {"name": "Milk"} expect 500 holds Milk'],
    [3, 'call POST /api/items {"name": "Tea"} expect 201 holds Milk'],
    [3, 'call POST /api/items {"name": "Milk", "x": 1} expect 201 holds Milk'],
    [3, 'call POST /api/items Milk expect 201 holds Milk'],
    [3, 'call POST /api/items expect 201 holds Milk'],
    [4, 'count items = 0'],
    [5, 'drag Tea -> Done'],
  ])('and another with another verb or value: step %i as %s', (index, line, isOnlyName = false) => {
    expect(isSameCheck(given, other(index as number, line as string))).toBe(isOnlyName);
  });

  test('and another with more steps, fewer, or in another order', () => {
    expect(isSameCheck(given, { ...given, steps: given.steps.slice(1) })).toBe(false);
    expect(isSameCheck(given, { ...given, steps: [...given.steps, step('reload')] })).toBe(false);
    expect(isSameCheck(given, { ...given, steps: given.steps.toReversed() })).toBe(false);
  });

  test.each([
    ['1,200.50', '1200.5', true],
    ['1.200,50 €', '$ 1,200.50', true],
    ['1.200', '1200', true],
    ['1.2', '12', false],
    ['2026-12-01', '1.12.2026', true],
    ['2026-12-01', '2.12.2026', false],
    ['1/2/3', '3.2.1', true],
    ['Call me at 5 and 7', 'call me at 7 and 5', true],
    ['Call me at 5', 'call me at 7', false],
    ['Hello, Ada!', 'hello ada', true],
    ['Hello', 'Goodbye', false],
    ['3 left', '3', false],
  ])('where it sees %j and %j: %s', (left, right, isSame) => {
    expect(isSameCheck(check(`see ${left}`), check(`see ${right}`))).toBe(isSame);
  });

  test('where one of its alternatives is left, and not where another comes to it', () => {
    const either = check('see Milk | Tea');
    expect(isSameCheck(either, check('see milk'))).toBe(true);
    expect(isSameCheck(either, check('see Milk | Coffee'))).toBe(false);
    expect(isSameCheck(check('see Milk'), check('see milk | MILK'))).toBe(true);
  });
});
