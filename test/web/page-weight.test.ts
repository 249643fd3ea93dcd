import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildWeb } from '../../scripts/build-web.ts';

let folder = '';
beforeAll(async () => {
  ({ folder } = await buildWeb());
});

/** The script and style that a page names in its head, which load before anything shows. */
const firstLoad = (page: string): readonly string[] =>
  [...readFileSync(join(folder, page), 'utf8').matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(
    ([, file]) => file ?? '',
  );

const gzippedBytes = (file: string): number =>
  gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;

describe('the built pages', () => {
  it.each(['index.html', 'pull/index.html', 'docs/index.html'])(
    'of %s load at most 100 KB of script and style first, gzipped',
    (page) => {
      const files = firstLoad(page);
      expect(files.some((file) => file.endsWith('.js')) && files.some((file) => file.endsWith('.css'))).toBe(
        true,
      );
      expect(files.reduce((sum, file) => sum + gzippedBytes(file), 0)).toBeLessThanOrEqual(100 * 1024);
    },
  );

  it('keep viewers, checkers and their libraries for when they are wanted', () => {
    const scripts = firstLoad('index.html')
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join();
    for (const trace of ['hljs-', 'ZodError', 'scrollToIndex', 'createTwoFilesPatch', 'DSSEv1'])
      expect(scripts.includes(trace), trace).toBe(false);
  });

  it('hold no inline script or style, which their policy forbids', () => {
    for (const page of ['index.html', 'pull/index.html', 'docs/index.html']) {
      const html = readFileSync(join(folder, page), 'utf8');
      expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
    }
  });
});
