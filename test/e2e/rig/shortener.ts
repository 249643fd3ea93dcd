import type { Script } from './authors.ts';
import { answers, says } from './authors.ts';
import { healWith } from './drafts.ts';
import { filesOfDraft, realDrafts } from './real-drafts.ts';

/** What is agreed of a URL shortener that a capable model wrote. */
export const shortenerSpec = {
  title: 'Link shortener',
  stack: 'node',
  features: ['Short links with click counts'],
  needs: { data: true, secrets: [], origins: [] },
  checks: [
    {
      id: 'c1',
      feature: 'Short links with click counts',
      words: 'A link that one visitor makes leads another to its target.',
      core: true,
      steps: [
        'call POST /api/links {"url":"https://example.com/page","alias":"our-page"} expect 201 holds our-page',
        'call GET /api/links?codes=our-page expect 200 holds example.com',
      ],
    },
  ],
};

const store = `import { sql as database } from '../api/_db.js';
import { LinkError, normalizeAlias, normalizeUrl, randomCode } from './links.js';

const shown = ({ code, url, clicks }) => ({ code, url, clicks });

export function createStore(sql = database) {
  return {
    async create({ url, alias, ownHost }) {
      const code = normalizeAlias(alias) ?? randomCode();
      const target = normalizeUrl(url, ownHost);
      const made = await sql\`insert into links (code, url) values (\${code}, \${target}) on conflict do nothing returning code, url, clicks\`;
      if (made.length === 0) throw new LinkError('That ending is taken. Choose another one.', 409);
      return shown(made[0]);
    },
    async click(code) {
      const [link] = await sql\`update links set clicks = clicks + 1 where code = \${String(code ?? '')} returning url\`;
      return link?.url;
    },
    async list(codes) {
      const links = await Promise.all(codes.map((code) => sql\`select code, url, clicks from links where code = \${code}\`));
      return links.flat().map(shown);
    },
    async remove(code) {
      return (await sql\`delete from links where code = \${String(code ?? '')} returning code\`).length > 0;
    },
  };
}

export const links = createStore();
`;
const storeTest = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createStore } from '../lib/store.js';

test('short links: a taken ending is refused, and a click is counted where the link is', async () => {
  const asked = [];
  const sql = async (texts, ...values) => {
    asked.push([texts.join('?').split(' ')[0], ...values]);
    return texts[0].startsWith('update') ? [{ url: 'https://example.com/' }] : [];
  };
  const store = createStore(sql);
  await assert.rejects(store.create({ url: 'example.com', alias: 'taken' }), /taken/);
  assert.equal(await store.click('abc'), 'https://example.com/');
  assert.equal(await store.remove('abc'), false);
  assert.deepEqual(await store.list(['abc']), []);
  assert.deepEqual(asked.map(([verb]) => verb), ['insert', 'update', 'delete', 'select']);
});
`;

/** The draft's functions wait for what they were given at once before. */
const awaited = (text: string): string =>
  text
    .replace('export default function handler(req, res)', 'export default async function handler(req, res)')
    .replace('const target = links.click', 'const target = await links.click')
    .replace('links: links.list(codes)', 'links: await links.list(codes)')
    .replace('const link = links.create(', 'const link = await links.create(')
    .replace('const removed = links.remove', 'const removed = await links.remove')
    .replace(/ {6}if \(Array\.isArray\(body\.restore\)\) \{[^}]*\}\n/, '')
    .replace(/\nfunction tryRestore[\s\S]*$/, '');

function written() {
  const draft = realDrafts().find(({ name }) => name === 'url-shortener');
  if (draft === undefined) throw new Error('There is no url-shortener.');
  return draft;
}

/** A shortener as it was written, which forgets its links. */
export const writesShortener: Script = (asked) => says(asked, written().text);

/** The same, moved onto a database. */
export const keepsLinks: Script = (asked) => {
  const files = filesOfDraft(written());
  return answers(
    asked,
    healWith({
      'lib/store.js': store,
      'api/go.js': awaited(files['api/go.js'] ?? ''),
      'api/links.js': awaited(files['api/links.js'] ?? ''),
      'test/store.test.js': storeTest,
      'test/api.test.js': null,
      'migrations/0001_links.sql':
        'create table links (code text primary key, url text not null, clicks integer not null default 0);\n',
    }),
  );
};
