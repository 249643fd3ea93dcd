import type { Script } from './authors.ts';
import { answers, says } from './authors.ts';
import { healWith } from './drafts.ts';
import { realDrafts } from './real-drafts.ts';

/** What is agreed of a guestbook that a capable model wrote. */
export const guestbookSpec = {
  title: 'Guestbook',
  stack: 'node',
  features: ['Visitors leave messages'],
  needs: { data: true, secrets: [], origins: [] },
  checks: [
    {
      id: 'c1',
      feature: 'Visitors leave messages',
      words: 'A message that one visitor leaves is seen by another.',
      core: true,
      steps: ['call GET /api/messages expect 200 holds messages'],
    },
  ],
};

const store = `import { sql as database } from '../api/_db.js';

export function createStore(sql = database) {
  return {
    async list() {
      const rows = await sql\`select id, name, text, created_at from messages order by created_at desc limit 500\`;
      return rows.map(({ created_at: createdAt, ...message }) => ({ ...message, createdAt: createdAt.toISOString() }));
    },
    async add({ id, name, text, createdAt }) {
      await sql\`insert into messages (id, name, text, created_at) values (\${id}, \${name}, \${text}, \${createdAt})\`;
      return { id, name, text, createdAt };
    },
  };
}
`;
const storeTest = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createStore } from '../lib/store.js';

test('everybody sees all messages: what is added is asked for again', async () => {
  const rows = [];
  const sql = async (_text, ...values) => {
    if (values.length > 0) rows.push({ id: values[0], name: values[1], text: values[2], created_at: new Date(values[3]) });
    return rows;
  };
  const message = { id: '1', name: 'Ada', text: 'Hi', createdAt: '2026-01-01T00:00:00.000Z' };
  await createStore(sql).add(message);
  assert.deepEqual(await createStore(sql).list(), [message]);
});
`;
const healed = {
  'lib/store.js': store,
  'test/store.test.js': storeTest,
  'migrations/0001_messages.sql':
    'create table messages (id text primary key, name text not null, text text not null, created_at timestamptz not null);\n',
};

/** A guestbook as it was written, which forgets what it is told; and its heal, onto a database. */
export const writesGuestbook: Script = (asked) => {
  const draft = realDrafts().find(({ name }) => name === 'guestbook-shared');
  return asked.asks === 'draft' ? says(asked, draft?.text ?? '') : answers(asked, healWith(healed));
};
