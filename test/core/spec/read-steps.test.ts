import { describe, expect, test } from 'vitest';
import { readStep, stepForms } from '../../../core/spec/read-steps.ts';
import { type CheckStep, checkStepSchema } from '../../../core/wire/check.ts';

describe('a line of the check language', () => {
  test.each<[string, CheckStep]>([
    ['open /about', { do: 'open', path: '/about' }],
    ['fill Amount = 12.50', { do: 'fill', what: 'Amount', value: '12.50' }],
    ['fill Formula = a = b', { do: 'fill', what: 'Formula', value: 'a = b' }],
    ['fill CSV = a,b\\n1,2', { do: 'fill', what: 'CSV', value: 'a,b\n1,2' }],
    ['fill Amount =', { do: 'fill', what: 'Amount', value: '' }],
    ['choose Priority = High', { do: 'choose', what: 'Priority', value: 'High' }],
    ['  click Add | Save ', { do: 'click', what: ['Add', 'Save'] }],
    ['click Add', { do: 'click', what: 'Add' }],
    ['tick Done', { do: 'tick', what: 'Done', on: true }],
    ['tick Done off', { do: 'tick', what: 'Done', on: false }],
    ['press Enter', { do: 'press', key: 'Enter' }],
    ['drag Milk -> Done', { do: 'drag', what: 'Milk', to: 'Done' }],
    ['see 12.50', { do: 'see', what: '12.50' }],
    ['see the first row', { do: 'see', what: 'the first row' }],
    ['see Milk in Shopping list', { do: 'see', what: 'Milk', in: 'Shopping list' }],
    ['see Milk in Food | Groceries', { do: 'see', what: 'Milk', in: ['Food', 'Groceries'] }],
    ['see Milk | Tea in Food |', { do: 'see', what: ['Milk', 'Tea'], in: 'Food' }],
    ['gone Milk', { do: 'gone', what: 'Milk' }],
    ['gone Milk in To do | Open', { do: 'gone', what: 'Milk', in: ['To do', 'Open'] }],
    ['changes the board', { do: 'changes', what: 'the board' }],
    ['same Word | Result', { do: 'same', what: ['Word', 'Result'] }],
    ['count tasks = 3', { do: 'count', what: 'tasks', equals: 3 }],
    ['reload', { do: 'reload' }],
    ['offline', { do: 'offline', on: true }],
    ['offline off', { do: 'offline', on: false }],
    ['visitor second', { do: 'visitor', what: 'second' }],
    ['download Export', { do: 'download', what: 'Export' }],
    ['download Export holds Milk', { do: 'download', what: 'Export', holds: 'Milk' }],
    ['call GET /api/items', { do: 'call', method: 'GET', path: '/api/items' }],
    [
      'call POST /api/items {"text": "Hi there"} expect 201 holds Hi there',
      {
        do: 'call',
        method: 'POST',
        path: '/api/items',
        body: { text: 'Hi there' },
        expect: { status: 201, holds: 'Hi there' },
      },
    ],
    [
      'call PUT /api/items/1 plain text',
      { do: 'call', method: 'PUT', path: '/api/items/1', body: 'plain text' },
    ],
    ['call GET /api/x holds 7', { do: 'call', method: 'GET', path: '/api/x', expect: { holds: '7' } }],
  ])('%j is a step', (line, step) => {
    expect(readStep(line)).toEqual({ step });
  });

  test.each([
    ['', 'begins with none of open, fill'],
    ['click Delete in the first row', 'Name a row by a text in it'],
    ['tick 2nd item', 'names 2nd item by its place'],
    ['look at the page', 'begins with none of'],
    ['fill Amount', 'not of the form `fill Name of the field = text`'],
    ['fill = 3', 'not of the form'],
    ['click', 'not of the form'],
    ['click |', 'not of the form'],
    ['open about', 'not of the form `open /path`'],
    ['count tasks', 'not of the form'],
    ['see Milk in |', 'not of the form `see text, or see text in Name of a part`'],
    ['count tasks = many', 'not of the form'],
    ['drag Milk', 'not of the form'],
    ['visitor third', 'not of the form'],
    ['call FETCH /api', 'not of the form'],
    ['call /api', 'not of the form'],
  ])('%j is none, and says why', (line, why) => {
    expect(readStep(line)).toEqual({ why: expect.stringContaining(why) });
  });

  test('a part that an earlier spec names by one text is read as before', () => {
    const step = { do: 'see', what: 'Milk', in: 'Food | Groceries' };
    expect(checkStepSchema.parse(step)).toEqual(step);
  });

  test('every verb has a form that people and models are shown', () => {
    for (const [verb, form] of Object.entries(stepForms)) expect(form.startsWith(verb)).toBe(true);
  });
});
