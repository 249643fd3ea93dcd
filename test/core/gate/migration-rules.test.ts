import { describe, expect, test } from 'vitest';
import { judgeMigrations } from '../../../core/gate/migration-rules.ts';

const judged = (content: string, path = 'migrations/0001_a.sql') =>
  judgeMigrations([{ path, content }]).map(({ rule, line }) =>
    line === undefined ? rule : `${rule} ${line}`,
  );

describe('a migration', () => {
  test.each([
    'create table if not exists a (id serial primary key, "drop" text default \'drop table a; delete\');',
    'create unique index concurrently if not exists a_name on a (lower(name))',
    'create or replace view v as select * from a; create materialized view m as select 1',
    "create type mood as enum ('sad'); alter type mood add value 'happy'",
    'create domain short as text; create sequence s; alter sequence s restart',
    'create function f() returns trigger language plpgsql as $$ begin delete from a; return new; end $$',
    'create trigger t before insert on a for each row execute function f(); create constraint trigger c after insert on a execute function f()',
    "insert into a values (1); update a set x = 1; comment on table a is 'b'",
    'alter table a add column x int not null default 0, add constraint c check (x > 0)',
    'alter table a drop constraint c, alter column x drop not null, alter column x drop default',
    'alter table a alter column x drop identity, alter column y drop expression',
    'create table b (a int references a on delete cascade); alter table b add foreign key (a) references a (id) on delete cascade',
    'drop index a_name; drop view v; drop function f(); drop trigger t on a',
    '-- drop table a;\n/* truncate a */',
  ])('passes where it adds: %s', (sql) => {
    expect(judged(sql)).toEqual([]);
  });

  test.each([
    ['delete from a', 'migration-destructive 1'],
    ['create table b ();\n\nDROP TABLE a', 'migration-destructive 3'],
    ['drop table if exists a', 'migration-destructive 1'],
    ['drop type mood', 'migration-destructive 1'],
    ['truncate a', 'migration-destructive 1'],
    ['alter table a drop column x', 'migration-destructive 1'],
    ['alter table a drop x', 'migration-destructive 1'],
    ['alter table a alter column x type int', 'migration-destructive 1'],
    ['alter table a alter x set data type int', 'migration-destructive 1'],
    ['alter table a rename to b', 'migration-destructive 1'],
    ['alter table a rename column x to y', 'migration-destructive 1'],
  ])('goes back where it takes away: %s', (sql, found) => {
    expect(judged(sql)).toEqual([found]);
  });

  test.each([
    'begin',
    'commit',
    'set role postgres',
    'reset role',
    "copy a to program 'id'",
    'grant all on a to public',
    'create role r',
    'alter role app superuser',
    'drop role app',
    'create extension pg_trgm',
    'do $$ begin end $$',
    'select 1',
    'call p()',
    'create',
    "'a'",
    'alter table a owner to app',
    'create function f() returns int language sql security definer as $$ select 1 $$',
  ])('goes back where it is none: %s', (sql) => {
    expect(judged(sql)).toEqual(['migration-statement 1']);
  });

  test.each([
    'migrations/1_a.sql',
    'migrations/0001-a.sql',
    'migrations/notes.md',
    'migrations/a/0001_a.sql',
  ])('has a name that says its place; %s goes back', (path) => {
    expect(judged('create table a ()', path)).toEqual(['migration-name']);
  });

  test('is judged in its folder only', () => {
    expect(judged('drop table a', 'docs/0001_a.sql')).toEqual([]);
  });
});

describe('what the owner agreed to lose', () => {
  const judgedWith = (content: string, drops: readonly string[], settled?: ReadonlySet<string>) =>
    judgeMigrations([{ path: 'migrations/0002_less.sql', content }], { drops, settled }).map(
      ({ rule }) => rule,
    );

  test.each([
    ['drop table messages', ['messages']],
    ['DROP TABLE IF EXISTS Messages , old_notes restrict;', ['messages', 'old_notes']],
    ['truncate table only messages', ['messages']],
    ["delete from messages where text like '%;%'", ['messages']],
    ['delete from only messages', ['messages']],
    ['alter table messages drop column color', ['messages.color']],
    [
      'alter table if exists only messages drop if exists color, drop column mood restrict',
      ['messages.color', 'messages.mood'],
    ],
    ['alter table messages drop column color', ['messages']],
  ])('goes: %s', (sql, drops) => expect(judgedWith(sql, drops)).toEqual([]));

  test.each([
    ['drop table messages', ['messages.color', 'people']],
    ['drop table messages, people', ['messages']],
    ['alter table messages drop column color, drop column mood', ['messages.color']],
    ['alter table people drop column color', ['messages.color']],
    ['drop table messages cascade', ['messages']],
    ['truncate messages cascade', ['messages']],
    ['drop table "messages"', ['messages']],
    ['drop table other.messages', ['messages']],
    ['drop table /* people */ messages', ['messages']],
    ['alter table messages rename to notes', ['messages']],
    ['alter table messages alter column color type int', ['messages.color']],
    ['alter table messages drop column color, alter column mood type int', ['messages']],
    ['drop type mood', ['mood']],
    ['delete from messages using people', ['messages']],
  ])('goes no further than that: %s', (sql, drops) =>
    expect(judgedWith(sql, drops)).toEqual(['migration-destructive']),
  );

  test('is asked for once: what the version that is extended has is not judged again', () => {
    const path = 'migrations/0002_less.sql';
    expect(judgedWith('drop table messages', [], new Set([path]))).toEqual([]);
    expect(judgedWith('drop table messages', [], new Set(['migrations/0001_a.sql']))).toHaveLength(1);
  });
});
