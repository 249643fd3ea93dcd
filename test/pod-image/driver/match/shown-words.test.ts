import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAriaTree } from '../../../../pod-image/driver/match/aria-node.ts';
import { countsOf } from '../../../../pod-image/driver/match/count-things.ts';
import { findRegion } from '../../../../pod-image/driver/match/find-region.ts';
import { countShown, shownWords } from '../../../../pod-image/driver/match/shown-words.ts';
import { tokensOf } from '../../../../pod-image/driver/match/tokens.ts';
import { button, field, list, row, treeOf } from './tree-of.ts';

const heading = (name: string, level = 2): object => ({ role: 'heading', name, level });
const seen = (tree: readonly unknown[], text: string) => {
  const { inText, onControls, inStatus } = countShown(shownWords(treeOf(tree)), text);
  return [inText, onControls, inStatus];
};

describe('What a page shows', () => {
  it.each([
    ['whole words', ['Buttermilk'], 'milk', [0, 0, 0]],
    ['whole numbers', ['125.50'], '12.50', [0, 0, 0]],
    ['whatever the letters', ['BUY Milk'], 'buy milk', [1, 0, 0]],
    ['numbers by their value', ['Total: $1,234.50'], '1234.5', [1, 0, 0]],
    ['the comma of other countries', ['12,50 €'], '12.50', [1, 0, 0]],
    ['the sign of a number', ['-5'], '5', [0, 0, 0]],
    ['words beside their unit', ['10km'], '10', [1, 0, 0]],
    [
      'words across elements',
      [{ role: 'generic', children: ['Score', { role: 'strong', text: '5' }] }],
      'Score 5',
      [1, 0, 0],
    ],
    ['no values of fields', [field('Task', { text: 'Milk' })], 'Milk', [0, 0, 0]],
    [
      'no choices of a select',
      [{ role: 'combobox', name: 'Kind', children: [{ role: 'option', name: 'Food' }] }],
      'Food',
      [0, 0, 0],
    ],
    ['a count of what is done, not the whole that it is of', ['0 of 1 packed'], '1 packed', [0, 0, 0]],
    ['nor with a stroke', ['0/1 done'], '1 done', [0, 0, 0]],
    ['the count of what is done', ['1 of 2 packed'], '1 of 2 packed', [1, 0, 0]],
    ['how many there are in all', ['1 of 2 tasks done'], '2 tasks', [1, 0, 0]],
    ['a count after another line', ['Room 2', '1 packed'], '1 packed', [1, 0, 0]],
    ['a count after a word that only looks like it', ['of', '1 packed'], '1 packed', [1, 0, 0]],
    ['words on controls, apart', ['5', button('5')], '5', [1, 1, 0]],
    [
      'lines that tell what happened, apart',
      [{ role: 'status', text: 'Milk was taken off' }],
      'Milk',
      [0, 0, 1],
    ],
    ['a display that is a status by role', [{ role: 'status', text: '98' }], '98', [1, 0, 0]],
    [
      'lines of what is gone, whatever their role',
      [{ role: 'paragraph', text: 'Deleted Milk. Undo?' }],
      'Milk',
      [0, 0, 1],
    ],
    [
      'no lines of what is under way',
      [
        { role: 'status', text: 'Loading weather for Milk…' },
        { role: 'alert', text: 'Adding Milk...' },
        { role: 'paragraph', text: 'Loading Milk...' },
      ],
      'Milk',
      [0, 0, 0],
    ],
    ['lines that only end in dots', [{ role: 'status', text: 'You see Milk...' }], 'Milk', [0, 0, 1]],
    [
      'what somebody wrote of a thing under way',
      [{ role: 'paragraph', text: 'Buying Milk…' }],
      'Milk',
      [1, 0, 0],
    ],
    ['what is named after something under way', ['Loading Milk… done'], 'Milk', [1, 0, 0]],
    ['the words of a picture', [{ role: 'img', name: 'A snake' }], 'snake', [1, 0, 0]],
  ])('is counted by %s', (_, tree, text, counts) => {
    expect(seen(tree, text)).toEqual(counts);
  });

  it('is read from anything at all, within bounds', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (json, text) => {
        const tree = readAriaTree(json);
        shownWords(tree);
        findRegion(tree, text);
        countsOf(tree, text);
      }),
    );
    const many = readAriaTree(Array.from({ length: 50_000 }, () => 'x'.repeat(5_000)));
    expect(many.children).toHaveLength(20_000);
    expect(many.children[0]?.text).toHaveLength(2_000);
    expect(readAriaTree([{ role: 'button', ref: 'e1"] >> body' }]).children[0]?.ref).toBeUndefined();
  });

  it('has tokens that do not depend on how letters are composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(tokensOf(text.normalize('NFD'))).toEqual(tokensOf(text.normalize('NFC')));
      }),
    );
  });
});

describe('How many there are', () => {
  const table = {
    role: 'table',
    children: [
      {
        role: 'rowgroup',
        children: [{ role: 'row', children: [{ role: 'columnheader', name: 'Project' }] }],
      },
      {
        role: 'rowgroup',
        children: [
          { role: 'row', children: [{ role: 'cell', name: 'A' }] },
          { role: 'row', children: [{ role: 'cell', name: 'B' }] },
        ],
      },
      { role: 'rowgroup', children: [{ role: 'row', children: [{ role: 'cell', name: 'Sum' }] }] },
    ],
  };
  it.each([
    ['a text', ['Milk', 'Milk'], 'Milk', 2],
    ['a text that is not there', ['Bread'], 'Milk', 0],
    ['items of a list', [list(row('Milk'), row('Bread'), row('Eggs'))], 'tasks', 3],
    ['rows of a table, without its head and its sums', [table], 'entries', 2],
    ['things of a role', [heading('One'), heading('Two')], 'headings', 2],
  ])('is told of %s', (_, tree, what, number) => {
    expect(countsOf(treeOf(tree), what)).toContain(number);
  });

  it('is one number alone for a text in particular', () => {
    expect(countsOf(treeOf([list(row('Milk'), row('Bread'))]), 'Milk')).toEqual([1]);
  });
});
