import { expect, test } from 'vitest';
import { nodeDigest } from '../../../../adapters/node/digest.ts';
import { addFiles } from '../../../../core/draft/added-files.ts';
import type { Stack } from '../../../../core/wire/draft.ts';

const added = (stack: Stack, data: boolean, path = 'index.html') =>
  addFiles(nodeDigest)({
    needs: { data, secrets: [], origins: [] },
    stack,
    files: [{ path, content: 'an author wrote this' }],
  });
const clients = (stack: Stack, data: boolean): string[] =>
  added(stack, data).added.flatMap(({ path }) => (path.startsWith('api/') ? [path] : []));

test.each<[Stack, boolean, string[]]>([
  ['node', true, ['api/_db.js']],
  ['python', true, ['api/_db.py']],
  ['static', true, []],
  ['node', false, []],
  ['python', false, []],
])('a %s app that needs data (%s) gets the client %j', (stack, data, expected) => {
  expect(clients(stack, data)).toEqual(expected);
});

test.each<[Stack, string]>([
  ['node', 'api/_db.js'],
  ['python', 'api/_db.py'],
])("a client of a %s app takes the place of an author's file and says so", (stack, path) => {
  const { files, remarks } = added(stack, true, path);
  expect(files.find((file) => file.path === path)?.content).toMatch(/Added by Gantry/);
  expect(remarks).toEqual([`Gantry writes ${path} itself, so what the author wrote there was replaced.`]);
});
