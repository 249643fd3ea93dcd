import { describe, expect, it } from 'vitest';
import { findControl, type Wanted } from '../../../../pod-image/driver/match/find-control.ts';
import { findOpener } from '../../../../pod-image/driver/match/find-opener.ts';
import { button, field, list, row, treeOf } from './tree-of.ts';

const box = (name = ''): object => ({ role: 'checkbox', name });
const group = (...children: readonly unknown[]): object => ({ role: 'generic', children });
const refOf = (tree: readonly unknown[], wanted: Wanted): string | undefined =>
  findControl(treeOf(tree), wanted)?.ref;

const meant: readonly [string, readonly unknown[], Wanted, string | undefined][] = [
  ['its name', [button('Save', { ref: 'x' })], { use: 'click', what: 'Save' }, 'x'],
  ['a longer name', [button('Add expense', { ref: 'x' })], { use: 'click', what: 'Add' }, 'x'],
  ['a shorter name', [button('Add', { ref: 'x' })], { use: 'click', what: 'Add task' }, 'x'],
  [
    'another form of the word',
    [button('Adding tasks', { ref: 'x' })],
    { use: 'click', what: 'Add task' },
    'x',
  ],
  ['a word for the same', [button('New task', { ref: 'x' })], { use: 'click', what: 'Add task' }, 'x'],
  ['a sign for the same', [button('÷', { ref: 'x' })], { use: 'click', what: 'divide' }, 'x'],
  [
    'what stands on it, before a longer name that has the sign too',
    [button('M+: memory add'), button('Plus', { ref: 'x', text: '+' })],
    { use: 'click', what: '+' },
    'x',
  ],
  [
    'the nearer of two names',
    [button('x²: squared'), button('2', { ref: 'x' })],
    { use: 'click', what: '2' },
    'x',
  ],
  [
    'one of the alternatives',
    [button('Senden'), button('Post', { ref: 'x' })],
    { use: 'click', what: ['Send', 'Post'] },
    'x',
  ],
  [
    'what the pointer says can be clicked',
    [{ role: 'generic', text: 'Start', cursor: 'pointer', ref: 'x' }],
    { use: 'click', what: 'Start' },
    'x',
  ],
  [
    'text that says just that',
    [{ role: 'listitem', text: 'Buy milk', ref: 'x' }],
    { use: 'click', what: 'Buy milk' },
    'x',
  ],
  [
    'no text that says more',
    [{ role: 'paragraph', text: 'Press start to play' }],
    { use: 'click', what: 'Start' },
    undefined,
  ],
  [
    'a time by its hour',
    [button('9:00'), button('10:00', { ref: 'x' }), button('10:30')],
    { use: 'click', what: '10' },
    'x',
  ],
  [
    'no clock that only shows a time',
    [{ role: 'timer', text: '25:00' }],
    { use: 'click', what: '25' },
    undefined,
  ],
  ['nothing of another name', [button('Settings')], { use: 'click', what: 'Save' }, undefined],
  [
    'nothing that is disabled',
    [button('Save', { disabled: true })],
    { use: 'click', what: 'Save' },
    undefined,
  ],
  [
    'the button of the row that is named',
    [list(row('Bread', button('Remove')), row('Milk', button('Remove', { ref: 'x' })))],
    { use: 'click', what: 'Delete Milk' },
    'x',
  ],
  [
    'the row of a table by its cells',
    [
      {
        role: 'table',
        children: [
          {
            role: 'row',
            children: [
              { role: 'cell', name: 'Ann' },
              { role: 'cell', children: [button('Edit')] },
            ],
          },
          {
            role: 'row',
            children: [
              { role: 'cell', name: 'Bob' },
              { role: 'cell', children: [button('Edit', { ref: 'x' })] },
            ],
          },
        ],
      },
    ],
    { use: 'click', what: 'Edit Bob' },
    'x',
  ],
  [
    'a row without a role, by its like beside it',
    [group(group('Bread', button('×')), group('Milk', button('×', { ref: 'x' })))],
    { use: 'click', what: 'Remove Milk' },
    'x',
  ],
  [
    'no deleting name that nobody asked for',
    [list(row(button('Delete Milk')))],
    { use: 'click', what: 'Milk' },
    undefined,
  ],
  [
    'a deleting name that was asked for',
    [button('Clear all', { ref: 'x' })],
    { use: 'click', what: 'Clear' },
    'x',
  ],
  [
    'a sign that deletes elsewhere and multiplies here',
    [button('×', { ref: 'x' })],
    { use: 'click', what: 'multiply' },
    'x',
  ],
  [
    'what lies in the open dialog',
    [button('Save'), { role: 'dialog', children: [button('Save', { ref: 'x' })] }],
    { use: 'click', what: 'Save' },
    'x',
  ],
  [
    'what lies behind a dialog that has no such thing',
    [button('Menu', { ref: 'x' }), { role: 'dialog', children: [button('OK')] }],
    { use: 'click', what: 'Menu' },
    'x',
  ],
  [
    'of two of one name, the one beside the field last used',
    [group(field('A'), button('Add')), group(field('B', { ref: 'last' }), button('Add', { ref: 'x' }))],
    { use: 'click', what: 'Add', nearRef: 'last' },
    'x',
  ],
  [
    'the only button that sends the form, whatever it is called',
    [group(field('Name', { ref: 'last' }), button('Cancel'), button('Go ahead', { ref: 'x' }))],
    { use: 'click', what: 'Save', nearRef: 'last' },
    'x',
  ],
  [
    'a field by its label',
    [field('Name'), field('Phone number', { ref: 'x' })],
    { use: 'fill', what: 'Phone' },
    'x',
  ],
  [
    'a field by what it says while empty',
    [field('What was it?', { ref: 'x', placeholder: 'Description' }), field('Where')],
    { use: 'fill', what: 'Description' },
    'x',
  ],
  [
    'a field by the text before it',
    [group('Amount', { role: 'spinbutton', ref: 'x' }), group('Tip', { role: 'spinbutton' })],
    { use: 'fill', what: 'Amount' },
    'x',
  ],
  [
    'the sole field, whatever its name',
    [field('What needs to be done?', { ref: 'x' })],
    { use: 'fill', what: 'Title' },
    'x',
  ],
  [
    'the sole field that takes words',
    [field('Who', { ref: 'x' }), { role: 'spinbutton', name: 'Hours' }],
    { use: 'fill', what: 'Description', value: 'Lunch' },
    'x',
  ],
  [
    'none of two fields of other names',
    [field('Who'), field('Where')],
    { use: 'fill', what: 'Price', value: '12' },
    undefined,
  ],
  [
    'no link that skips to what is wanted',
    [
      { role: 'link', name: 'Skip to the messages', ref: 'y' },
      { role: 'paragraph', text: 'Leave a few words' },
      button('Sign the guestbook', { ref: 'x' }),
    ],
    { use: 'click', what: ['Sign', 'Leave message'] },
    'x',
  ],
  [
    'a link that skips, where it is asked for',
    [{ role: 'link', name: 'Skip to the messages', ref: 'x' }],
    { use: 'click', what: 'Skip to messages' },
    'x',
  ],
  [
    'no field that searches, for something new',
    [{ role: 'searchbox', name: 'Search notes' }],
    { use: 'fill', what: 'Note' },
    undefined,
  ],
  [
    'a search field where it is asked for by its name',
    [{ role: 'searchbox', name: 'City', ref: 'x' }],
    { use: 'fill', what: 'City' },
    'x',
  ],
  [
    'a search field where a search is asked for',
    [field('Text'), { role: 'searchbox', name: 'Find notes', ref: 'x' }],
    { use: 'fill', what: 'Search' },
    'x',
  ],
  ['a box by its name', [box('Bread'), { ...box('Milk'), ref: 'x' }], { use: 'tick', what: 'Milk' }, 'x'],
  [
    'the box of a row',
    [list(row(box(), 'Bread'), row({ ...box(), ref: 'x' }, 'Milk', button('Delete')))],
    { use: 'tick', what: 'Milk' },
    'x',
  ],
  [
    'the button that says done, in a row without a box',
    [list(row('Bread', button('Done')), row('Milk', button('Done', { ref: 'x' })))],
    { use: 'tick', what: 'Milk' },
    'x',
  ],
];

describe('The control that is meant', () => {
  it.each(meant)('is found by %s', (_, tree, wanted, ref) => {
    expect(refOf(tree, wanted)).toBe(ref);
  });
});

describe('The opener of a form', () => {
  it.each([
    ['the only one', [button('New contact', { ref: 'x' })], 'Name', 'x'],
    [
      'the one that speaks of what is wanted',
      [button('Add tag'), button('Add note', { ref: 'x' })],
      'Note',
      'x',
    ],
    ['the first of several', [button('+', { ref: 'x' }), button('Write')], 'Note', 'x'],
    [
      'none that stands beside a field, as it sends it',
      [{ role: 'form', children: [field('Tag'), button('Add')] }],
      'Note',
      undefined,
    ],
    ['none that does something else', [button('Save'), button('Delete')], 'Note', undefined],
  ])('is %s', (_, tree, what, ref) => {
    expect(findOpener(treeOf(tree), what)?.ref).toBe(ref);
  });
});
