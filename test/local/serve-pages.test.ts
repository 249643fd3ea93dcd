import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createPages } from '../../local/serve-pages.ts';

const pages = createPages();
const dist = join(import.meta.dirname, '..', '..', 'web', 'dist');

it.each([
  '/.built-from',
  '/assets/.hidden',
  '/../package.json',
  '/..',
  '/assets/../../package.json',
  '//.built-from',
])('serves nothing at %s', async (path) => {
  expect(await pages.serve(path)).toBeUndefined();
});

it.skipIf(!existsSync(join(dist, 'index.html')))('serves the built console at /', async () => {
  expect(existsSync(join(dist, '.built-from'))).toBe(true);
  expect((await pages.serve('/'))?.status).toBe(200);
});
