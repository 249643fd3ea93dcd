import { describe, expect, it } from 'vitest';
import { findPart, findRegion } from '../../../../pod-image/driver/match/find-region.ts';
import { shownWords } from '../../../../pod-image/driver/match/shown-words.ts';
import { button, field, list, row, treeOf } from './tree-of.ts';

const heading = (name: string, level = 2): object => ({ role: 'heading', name, level });
const group = (...children: readonly unknown[]): object => ({ role: 'generic', children });
const text = (words: string): object => ({ role: 'generic', text: words });
const meter = (name: string): object => ({ role: 'meter', name });

const column = (title: string, ...cards: readonly string[]): object =>
  group(heading(title), ...cards.map((words) => ({ role: 'article', text: words })));

const wordsIn = (tree: readonly unknown[], what: string): string | undefined => {
  const part = findPart(treeOf(tree), what);
  return (
    part &&
    shownWords(part)
      .map(({ word }) => word)
      .join(' ')
  );
};

describe('The part that a text names', () => {
  it.each([
    [
      'a region by its name',
      [{ role: 'region', name: 'History', children: ['7 x 8'] }, 'more'],
      'History',
      '7 x 8',
    ],
    [
      'the column under a heading',
      [group(column('To do', 'Paint'), column('Done', 'Cook'))],
      'Done',
      'done cook',
    ],
    [
      'what a heading of just these words stands over, before a group whose name only holds them',
      [
        { role: 'group', name: 'Do you come?', children: [text('Do you come?'), button('Yes')] },
        group(heading('Coming', 4), list(row('Clara'))),
        group(heading('Not coming', 4), text('Nobody yet')),
      ],
      'Coming',
      'coming clara',
    ],
    [
      'what follows a heading, up to the next',
      [heading('To do'), { role: 'article', text: 'Paint' }, heading('Done')],
      'To do',
      'to do paint',
    ],
    [
      'an empty column',
      [heading('To do'), { role: 'article', text: 'Paint' }, heading('Done')],
      'Done',
      'done',
    ],
    [
      'a column with headings of its own',
      [heading('Board', 1), group(group(heading('To do'), heading('Paint', 3)), column('Done'))],
      'To do',
      'to do paint',
    ],
    [
      'the row of a text',
      [list(row('Lunch', { role: 'emphasis', text: 'Food' }, '12'), row('Bus', '30'))],
      'Lunch',
      'lunch food 12',
    ],
    ['nothing that is not there', ['Hello'], 'Done', undefined],
  ])('is %s', (_, tree, what, words) => {
    expect(wordsIn(tree, what)).toBe(words);
  });
});

describe('The part in which words are looked for', () => {
  it.each([
    [
      'the row of a meter, not the meter',
      [list(row('Food', '45 of 100', meter('Food')), row('Rent', '20 of 50', meter('Rent')))],
      'Food',
      'food 45 of 100 food',
    ],
    [
      'the row of a bar that says how full it is',
      [list(row('Food', '45', { role: 'progressbar', name: 'Food', text: '45 %' }), row('Rent', '20'))],
      'Food',
      'food 45 45',
    ],
    [
      'the row of a picture that alone has the name',
      [list(row({ role: 'img', name: 'Food' }, '45'), row({ role: 'img', name: 'Rent' }, '20'))],
      'Food',
      'food 45',
    ],
    [
      'the row of a text that says more, and a meter',
      [list(row('Food 45 of 100', meter('Food')), row('Rent 20 of 50', meter('Rent')))],
      'Food',
      'food 45 of 100 food',
    ],
    [
      'a row that is one text, and no other',
      [list({ role: 'listitem', text: 'Food 45' }, { role: 'listitem', text: 'Rent 20' })],
      'Food',
      'food 45',
    ],
    [
      'the row of a time, by its hour',
      [list(row(text('9:00'), 'Ada'), row(text('10:00'), 'Bob'))],
      '10',
      '10:00 bob',
    ],
    [
      'no row of another number',
      [list(row(text('100'), 'Ada'), row(text('2010'), 'Bob'), row(text('9:10'), 'Cy'))],
      '10',
      undefined,
    ],
    [
      'what stands beside a canvas',
      [list(row('Food', '45', { role: 'generic', name: 'Food' }), row('Rent', '20'))],
      'Food',
      'food 45 food',
    ],
    [
      'an empty part, where nothing else has the name',
      [group(text('To do'), list(row('Paint'))), { role: 'generic', name: 'Done' }],
      'Done',
      'done',
    ],
    [
      'the card around a label and its meter',
      [heading('Budgets', 1), group(group(text('Food'), meter('Food')), text('45 of 100'))],
      'Food',
      'food food 45 of 100',
    ],
    [
      'the section of a heading, not the picture of that name',
      [column('Rent', '20'), group(heading('Food'), { role: 'img', name: 'Food chart' }, text('45'))],
      'Food',
      'food food chart 45',
    ],
    [
      'the row around buttons that step it',
      [
        list(
          row('Apples', '3', { role: 'group', name: 'Apples', children: [button('−'), button('+')] }),
          row('Pears', '1', { role: 'group', name: 'Pears', children: [button('−'), button('+')] }),
        ),
      ],
      'Apples',
      'apples 3 − +',
    ],
    [
      'the row around a field in a group of its name',
      [
        list(
          row('Apples', '3', { role: 'group', name: 'Apples', children: [field('Number')] }),
          row('Pears'),
        ),
      ],
      'Apples',
      'apples 3 apples',
    ],
    [
      'a heading of just that, not one that says more',
      [group(heading('Add food'), field('Name')), group(heading('Food'), text('Milk'))],
      'Food',
      'food milk',
    ],
    [
      'a row of just that and a number, not a line that says more',
      [group(text('You spent much on food'), button('OK')), list(row('Food', '45'), row('Rent', '20'))],
      'Food',
      'food 45',
    ],
    [
      'a row of that, not a link that only leads there',
      [list(row({ role: 'link', name: 'Food' })), list(row('Your food', '45'), row('Rent', '20'))],
      'Your food',
      'your food 45',
    ],
    [
      'a list that is empty',
      [{ role: 'list', name: 'To do' }, list(row('To do', 'Paint'))],
      'To do',
      'to do',
    ],
    [
      'an empty column under a text',
      [group(group(text('To do'), list(row('Paint'), row('Cook'))), group(text('Done'), list()))],
      'Done',
      'done',
    ],
    [
      'a fieldset that has words',
      [{ role: 'group', name: 'Size', children: [{ role: 'radio', name: 'S' }, 'S'] }, 'Size'],
      'Size',
      's s',
    ],
    [
      'a picture with words in it, where nothing else has the name',
      [{ role: 'img', name: 'Food chart', children: ['45', '20'] }, 'more'],
      'Food chart',
      '45 20',
    ],
    [
      'a group of buttons, where nothing else has the name',
      [{ role: 'group', name: 'Tools', children: [button('Draw')] }, 'more'],
      'Tools',
      'draw',
    ],
  ])('is %s', (_, tree, what, words) => {
    expect(wordsIn(tree, what)).toBe(words);
  });

  it('is another than the picture or meter whose change is looked for', () => {
    const tree = treeOf([list(row('Food', '45', meter('Food')), row('Rent', '20', meter('Rent')))]);
    expect(findRegion(tree, 'Food')?.role).toBe('meter');
    expect(findPart(tree, 'Food')?.role).toBe('listitem');
  });

  it('that changes is what is drawn, also where a heading of just these words stands over the page', () => {
    const tree = treeOf([heading('Snake', 1), { role: 'canvas', name: 'Snake board' }, button('Start')]);
    expect(findRegion(tree, 'Snake')?.role).toBe('canvas');
  });
});
