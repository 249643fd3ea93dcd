import { answers, type Script } from './authors.ts';
import { draftWith, healWith, passingTest, testFile } from './drafts.ts';

/** A small app whose own test fails at first, and its heal: each kind of element is there, and none a thousand times. */
export const healsOnce: Script = (asked) =>
  asked.asks === 'draft'
    ? answers(
        asked,
        draftWith({ 'test/add.test.js': testFile("test('adds', () => assert.equal(add(1, 2), 4));") }),
      )
    : answers(asked, healWith({ 'test/add.test.js': passingTest }));
