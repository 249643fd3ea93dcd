import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStep } from '../../../../core/spec/read-steps.ts';
import { toldSteps } from '../../../../core/spec/told-steps.ts';
import type { AriaNode } from '../../../../pod-image/driver/match/aria-node.ts';
import { nodesOf } from '../../../../pod-image/driver/match/aria-node.ts';
import { countedRoles, countsOf } from '../../../../pod-image/driver/match/count-things.ts';
import { findPart } from '../../../../pod-image/driver/match/find-region.ts';
import { rowOf } from '../../../../pod-image/driver/match/row-of.ts';
import { countShown, shownWords } from '../../../../pod-image/driver/match/shown-words.ts';
import { field, list, row, treeOf } from './tree-of.ts';

const passage = readFileSync(join(import.meta.dirname, '../../../../prompts/looking.md'), 'utf8').replaceAll(
  '**',
  '',
);

const group = (...children: readonly unknown[]): object => ({ role: 'generic', children });
const heading = (name: string, level = 2): object => ({ role: 'heading', name, level });
const text = (words: string): object => ({ role: 'generic', text: words });
const card = (title: string, words: string): object => group(text(title), group(text(words)));
const cells = (...words: readonly string[]): object => ({
  role: 'row',
  children: words.map((word) => ({ role: 'cell', text: word })),
});
const table = {
  role: 'table',
  name: 'Costs',
  children: [
    { role: 'row', children: [{ role: 'columnheader', name: 'What' }] },
    ...['Tea', 'Milk', 'Rice'].map((word) => cells(word)),
  ],
};

const read = (part: AriaNode | undefined): string =>
  part === undefined
    ? ''
    : shownWords(part)
        .map(({ word }) => word)
        .join(' ');
const shows = (tree: readonly unknown[], words: string): boolean => {
  const { inText, onControls } = countShown(shownWords(treeOf(tree)), words);
  return inText + onControls > 0;
};
const rowAround = (tree: readonly unknown[], words: string): string =>
  read(rowOf([...nodesOf(treeOf(tree))].find((node) => node.text === words) as AriaNode));
const inPart = (tree: readonly unknown[], name: string): string => read(findPart(treeOf(tree), name));
const counts = (tree: readonly unknown[], what: string): number[] => countsOf(treeOf(tree), what);
const step = (line: string) => {
  const known = readStep(line);
  if ('why' in known) throw new Error(known.why);
  return known.step;
};

/** What the passage says, and what the runner makes of it. */
const claims: readonly [string, () => unknown, unknown][] = [
  [
    'whole words and numbers',
    () => [shows([text('1 task')], '1'), shows([text('11 tasks')], '1')],
    [true, false],
  ],
  ['never what stands in a field', () => shows([field('Note', { text: 'Milk' })], 'Milk'), false],
  ['A row is the table row', () => rowAround([table], 'Milk'), 'milk'],
  ['list item', () => rowAround([list(row(text('Milk'), text('3')), row(text('Tea')))], 'Milk'), 'milk 3'],
  [
    'or article in which a text stands',
    () => rowAround([{ role: 'article', children: [text('Milk'), text('3')] }], 'Milk'),
    'milk 3',
  ],
  [
    'the largest part that has others of its shape beside it',
    () => rowAround([group(card('Milk', '3'), card('Tea', '4'))], 'Milk'),
    'milk 3',
  ],
  [
    'looks in the section, list, table, dialog or group that is named X',
    () =>
      ['region', 'list', 'table', 'dialog', 'group'].map((role) =>
        inPart([{ role, name: 'Food', children: [text('45')] }, text('Food')], 'Food'),
      ),
    Array(5).fill('45'),
  ],
  [
    'all that follows the heading X, up to the next heading of its level',
    () =>
      inPart(
        [heading('Food'), text('45'), heading('Fresh', 3), text('5'), heading('Rent'), text('20')],
        'Food',
      ),
    'food 45 fresh 5',
  ],
  [
    'it is the row in which the text X stands',
    () => inPart([list(row(text('Milk'), text('3')), row(text('Tea'), text('4')))], 'Milk'),
    'milk 3',
  ],
  [
    'where the text X is shown three times',
    () => counts([text('Milk'), text('Milk, milk'), text('Milkshake')], 'Milk'),
    [3],
  ],
  ['a list has three items', () => counts([list(row('a'), row('b'), row('c'))], 'tasks'), [0, 3]],
  ['a table three rows below its head', () => counts([table], 'tasks'), [0, 3]],
  ['those of a table, with its head or without', () => counts([table], 'rows'), [4, 3]],
  [
    'count these on the whole page',
    () => counts([group(heading('One')), heading('Two', 3)], 'headings'),
    [2],
  ],
  [
    '`#` for each digit that `see`, `gone`, `count` and `holds` look for and that no step types',
    () =>
      toldSteps(
        ['fill Price = 12', 'see 12', 'see 24', 'gone 7', 'count tasks = 3', 'download Export holds 24'].map(
          step,
        ),
      ),
    ['fill Price = 12', 'see 12', 'see ##', 'gone #', 'count tasks = #', 'download Export holds ##'],
  ],
];

describe('What writers of checks and of apps are told', () => {
  it.each(claims)('is so: %s', (words, told, so) => {
    expect(passage).toContain(words);
    expect(told()).toEqual(so);
  });

  it('names all that is counted by what it is', () => {
    for (const word of Object.keys(countedRoles))
      expect(passage).toMatch(new RegExp(`\`count ${word}(?:s|es)\``));
  });

  it('says something of each of these alone', () => {
    const lines = passage.split('\n').filter((line) => line.startsWith('- '));
    const unheld = lines.filter((line) => !claims.some(([words]) => line.includes(words)));
    // Held by changes.test.ts and same.test.ts beside it, in a browser.
    expect(unheld.map((line) => line.slice(0, 12))).toEqual(['- `changes X', '- `same X` w']);
  });
});
