import { describe, expect, it } from 'vitest';
import { databaseClientJs } from '../../core/draft/added-files/database-client-js.ts';
import type { Check } from '../../core/wire/check.ts';
import { installedBrowser } from '../../pod-image/driver/installed-browser.ts';
import { hasBrowser } from './driver/support/test-browser.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';
import { type Build, buildInPod, goodApp, page, recipes } from './support/pod-fixture.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const browser = installedBrowser() ?? 'none';
const build = (files: Build['files'], checks: readonly Check[] = []) =>
  buildInPod({
    files,
    browser,
    recipe: recipes.static.filter(({ step }) => step !== 'test'),
    bundle: { spec: specOf(checks, { data: true }) },
  });

const guestbook = {
  ...goodApp,
  'migrations/0001_messages.sql': 'create table messages (id serial primary key, text text not null);',
  'index.html': page(
    '<label>Message <input id="message"></label><button type="button">Leave</button><ul></ul>',
    '<script type="module" src="main.js"></script>',
  ),
  'main.js': `const show = async () => {
  const messages = await (await fetch('/api/messages')).json();
  document.querySelector('ul').replaceChildren(...messages.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })));
};
document.querySelector('button').onclick = async () => {
  await fetch('/api/messages', { method: 'POST', body: document.querySelector('input').value });
  await show();
};
show();\n`,
  'api/_db.js': databaseClientJs,
  'api/messages.js': `import { sql } from './_db.js';
export const GET = async () => Response.json(await sql\`select text from messages order by id\`);
export const POST = async (request) =>
  Response.json(await sql\`insert into messages (text) values (\${await request.text()}) returning id\`, { status: 201 });\n`,
};

const leave = [
  { do: 'fill', what: 'Message', value: 'Ada was here' },
  { do: 'click', what: 'Leave' },
  { do: 'see', what: 'Ada was here' },
] as const;
const countIs = (id: string, count: string): Check =>
  checkOf(id, 'There are that many', {
    do: 'call',
    method: 'GET',
    path: '/api/messages',
    expect: { status: 200, holds: count },
  });

describe.skipIf(!hasBubblewrap || !hasBrowser)(
  'an app that keeps data, in a pod',
  { timeout: 90_000 },
  () => {
    it('keeps what one visitor leaves for the next, through a reload, and begins each check empty', async () => {
      const { report, stderr } = await build(guestbook, [
        checkOf(
          'c1',
          'A message that one visitor leaves is seen by another',
          ...leave,
          { do: 'visitor', what: 'second' },
          { do: 'see', what: 'Ada was here' },
          { do: 'reload' },
          { do: 'see', what: 'Ada was here' },
        ),
        countIs('c2', '[]'),
        checkOf('c3', 'The first is number one', {
          do: 'call',
          method: 'POST',
          path: '/api/messages',
          body: 'x',
          expect: { status: 201, holds: '"id":1' },
        }),
      ]);
      expect(stderr).toBe('');
      expect(report.message).not.toContain('failed');
      expect(report.accept?.checks.map(({ id, outcome }) => [id, outcome])).toEqual([
        ['c1', 'held'],
        ['c2', 'held'],
        ['c3', 'held'],
      ]);
      expect(report.boot?.functions).toEqual([{ path: '/api/messages', status: 200, said: '' }]);
    });
  },
);

describe.skipIf(!hasBubblewrap)('migrations in a pod', { timeout: 90_000 }, () => {
  it('that do not run fail boot in the words of Postgres, as the code that they are', async () => {
    const { report } = await build({
      ...guestbook,
      'migrations/0002_more.sql': 'alter table nothing add column x int;',
    });
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'boot', failed_because: 'exit' });
    expect(report.message).toContain(
      '0001_messages.sql, 0002_more.sql failed and changed nothing: relation "nothing" does not exist',
    );
  });
});
