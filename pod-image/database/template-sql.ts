/** 1 MB of log a segment instead of 16, and letters of every language told upper from lower. */
export const templateParameters = [
  '--wal-segsize=1',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-locale',
] as const;

/**
 * What every database is made with: tables belong to an owner, the app's role reads and writes rows, and neither is a superuser. Settings are
 * the owner's alone to change, because a role is a setting too.
 */
export const templateSql = `
create role gantry_owner;
create role app;
alter schema public owner to gantry_owner;
create schema gantry authorization gantry_owner;
revoke all on schema public from public;
grant usage on schema public to app;
revoke all on database postgres from public;
grant create on database postgres to gantry_owner;
revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
grant execute on function pg_catalog.set_config(text, text, boolean) to gantry_owner;
update pg_database set datistemplate = false where datname = 'template0';
drop database template0;
checkpoint;
`;
