import { expect, test } from 'vitest';
import { readStep } from '../../../core/spec/read-steps.ts';
import { showStep } from '../../../core/spec/show-step.ts';

test.each([
  'open /about',
  'fill Amount | Sum = 12.50',
  'fill Text = one\\ntwo',
  'choose Size = Large',
  'click Add | Save',
  'changes Board',
  'same Word | Result',
  'tick Done in Milk',
  'tick Done off',
  'press Enter',
  'drag Milk -> Done | Finished',
  'see 12.50',
  'see Milk in Shopping list',
  'see Milk in Food | Groceries',
  'gone Milk',
  'gone Milk in Shopping list',
  'gone Milk in To do | Open',
  'count Row = 3',
  'reload',
  'offline',
  'offline off',
  'visitor second',
  'download Export',
  'download Export holds Milk',
  'call GET /api/messages',
  'call POST /api/messages {"text":"Hi"} expect 201 holds Hi',
  'call POST /api/raw plain expect 200',
])('%s is shown as it is read', (line) => {
  const read = readStep(line);
  expect('step' in read && showStep(read.step)).toBe(line);
});
