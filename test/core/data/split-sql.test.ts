import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstSqlWord, splitSql } from '../../../core/data/split-sql.ts';

const textsOf = (sql: string): string[] => splitSql(sql).map(({ text }) => text);

describe('splitting SQL into statements', () => {
  test.each<[string, string[]]>([
    ['', []],
    [' ;; -- nothing\n/* at all */ ;', []],
    ['select 1; select 2', ['select 1', 'select 2']],
    [
      'insert into t values (\'a;b\', "c;d"); select 2',
      ['insert into t values (\'a;b\', "c;d")', 'select 2'],
    ],
    ["select 'it''s;'; select 2", ["select 'it''s;'", 'select 2']],
    ['select "a"";"; x', ['select "a"";"', 'x']],
    [String.raw`select E'\';\\'; x`, [String.raw`select E'\';\\'`, 'x']],
    [String.raw`select '\'; x`, [String.raw`select '\'`, 'x']],
    ['create function f() as $$ begin; end; $$; x', ['create function f() as $$ begin; end; $$', 'x']],
    ['select $a$ $$;$b$; $a$; x', ['select $a$ $$;$b$; $a$', 'x']],
    ['select $1; x', ['select $1', 'x']],
    ['create rule r as on insert to t do (a; b); x', ['create rule r as on insert to t do (a; b)', 'x']],
    ['a ) ; b', ['a )', 'b']],
    ['a -- b;\nc; d', ['a -- b;\nc', 'd']],
    ['a --\rb; c', ['a --\rb', 'c']],
    ['a /* ; /* ; */ ; */ b; c', ['a /* ; /* ; */ ; */ b', 'c']],
    ['a /* never closed; b', ['a /* never closed; b']],
    ["a 'never closed; b", ["a 'never closed; b"]],
    ['a $$ never closed; b', ['a $$ never closed; b']],
  ])('reads %j as Postgres does', (sql, expected) => {
    expect(textsOf(sql)).toEqual(expected);
  });

  test('tells the line of each statement, and its words outside quotes and comments', () => {
    expect(splitSql('\n-- a\nDrop TABLE x;\n\n/* b\n */ select \'drop\', "y" from é$1;')).toEqual([
      { text: 'Drop TABLE x', line: 3, words: ['drop', 'table', 'x'] },
      { text: 'select \'drop\', "y" from é$1', line: 6, words: ['select', 'from', 'é$1'] },
    ]);
  });

  test('loses nothing but separators, at any text', () => {
    const part = fc.constantFrom(
      "'",
      '"',
      ';',
      '$$',
      '$a$',
      '--',
      '\n',
      '/*',
      '*/',
      '(',
      ')',
      'E',
      'select',
      ' ',
      '1',
      'é',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const sql = parts.join('');
        let from = 0;
        for (const { text } of splitSql(sql)) {
          const at = sql.indexOf(text, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + text.length;
        }
      }),
    );
  });
});

describe('the first word of a statement', () => {
  test.each<[string, string | undefined]>([
    ['select 1', 'select'],
    ['  ((VALUES (1)))', 'values'],
    ['/* drop /* */ */ -- x\n With a as', 'with'],
    ['-- \rreset role/*\nselect 1*/', 'reset'],
    ['"select" 1', undefined],
    ['\u00a0select 1', '\u00a0select'],
    ['1', undefined],
    [' -- only words', undefined],
    ['', undefined],
  ])('of %j is %j', (sql, expected) => {
    expect(firstSqlWord(sql)).toBe(expected);
  });
});
