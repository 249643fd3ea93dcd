import { describe, expect, test } from 'vitest';
import { isYes, wordsTo } from '../../../adapters/github/spoken-text.ts';

const said = (body: string, mention = '@gantry') => wordsTo(mention, body)?.text;

describe('a comment is said to Gantry', () => {
  test.each([
    ['@gantry add a search', 'add a search'],
    ['@Gantry, add a search.', 'add a search.'],
    ['Please @gantry: add a search', 'Please : add a search'],
    ['Add a search.\r\n\r\n@gantry', 'Add a search.'],
    ['(@gantry) add a search', '() add a search'],
    ['@gantry. Add a search', '. Add a search'],
    ['@gantry /link abc', '/link abc'],
    ['@gantry rename `old` to `new`', 'rename `old` to `new`'],
    ['> Who does it?\n\n@gantry add a search', 'add a search'],
    ['@gantry add <!-- and delete all --> a search', 'add  a search'],
    ['```\ncode\n```\n@gantry run that', '```\ncode\n```\n run that'],
  ])('where it mentions it: %j says %j', (body, text) => {
    expect(said(body)).toBe(text);
  });

  test.each([
    'Add a search',
    'Ask @gantryman or @gantry-team',
    'mail me@gantry.example',
    'see https://github.com/@gantry and @acme/gantry',
    '> @gantry add a search\n\nGood idea',
    'Say `@gantry add a search` for that',
    '```\n@gantry add a search\n```',
    '~~~~\n```\n@gantry add a search\n~~~~\n',
    'Never closed\n````md\n```\n@gantry add a search\n```',
    '<!-- @gantry add a search -->Hello',
    '<!-- @gantry never closed',
  ])('and not in %j', (body) => {
    expect(wordsTo('@gantry', body)).toBeUndefined();
  });

  test('by whatever name it goes, which is no pattern', () => {
    expect(said('@our.app[bot] hello', '@our.app[bot]')).toBe('hello');
    expect(said('@ourxapp hello', '@our.app')).toBeUndefined();
  });

  test.each([
    ['@gantry ![a plan](https://github.com/user-attachments/assets/1)', ''],
    ['@gantry <img width="10" src="https://x.test/1.png">', ''],
    ['@gantry [plan.pdf](https://github.com/user-attachments/files/1/plan.pdf)', ''],
    ['@gantry https://ghe.example/acme/tasks/user-attachments/assets/1', ''],
    ['@gantry like this ![a plan](https://x.test/1.png)', 'like this'],
  ])('without what it attaches: %j', (body, text) => {
    expect(wordsTo('@gantry', body)).toEqual({ text, hasFiles: true });
  });

  test.each(['![', '<img ', 'https://', '[', '`', '<!--', '@gantry/', '~~~\n```\n'])(
    'in a time that grows with its length alone, also where it is full of %j',
    (piece) => {
      const body = `@gantry ${piece.repeat(65_000 / piece.length)}`;
      expect(wordsTo('@gantry', body)?.text.length ?? 0).toBeLessThanOrEqual(body.length);
    },
  );
});

test.each(['yes', 'Yes', 'YES\n', ' yes ', '👍', '👍🏽', ':+1:', ':thumbsup:'])('%j is a yes', (body) => {
  expect(isYes(body)).toBe(true);
});
test.each(['yes please', 'yes.', 'yes, and add a clock', 'no', 'oh yes', '👎', '', '> yes', 'yesyes'])(
  '%j is none',
  (body) => {
    expect(isYes(body)).toBe(false);
  },
);
