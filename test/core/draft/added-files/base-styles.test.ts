import { describe, expect, test } from 'vitest';
import { texts } from '#texts';
import { nodeDigest } from '../../../../adapters/node/digest.ts';
import { baseStyles } from '../../../../core/draft/added-files/base-styles.ts';
import { addFiles } from '../../../../core/draft/added-files.ts';

const styles = ':root { --accent: teal }';
const add = addFiles(nodeDigest, baseStyles(styles));
const complete = (files: Readonly<Record<string, string>>) =>
  add({
    needs: { data: false, secrets: [], origins: [] },
    stack: 'static',
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
  });
const linking = (href: string): string => `<!doctype html><head><link rel="stylesheet" ${href}></head>`;

describe('the style sheet that apps may begin with', () => {
  test.each([
    ['index.html', 'href="base.css"', 'base.css'],
    ['index.html', "href='./base.css'", 'base.css'],
    ['about/index.html', 'href=/base.css', 'base.css'],
    ['about/index.html', 'media="all" href = "../base.css"', 'base.css'],
    ['public/index.html', 'href="/base.css"', 'public/base.css'],
    ['public/about/index.html', 'href="../base.css"', 'public/base.css'],
  ])('is there for %s that links it by %s, as %s', (page, href, place) => {
    const { files, added, remarks } = complete({ [page]: linking(href) });
    expect(files.find(({ path }) => path === place)?.content).toBe(styles);
    expect({ added, remarks }).toEqual({
      added: [{ path: place, sha256: nodeDigest.sha256(styles) }],
      remarks: [],
    });
  });

  test.each([
    ['index.html', 'href="style.css"'],
    ['index.html', 'href="https://cdn.example/base.css"'],
    ['index.html', 'href="src/base.css"'],
    ['about/index.html', 'href="base.css"'],
    ['index.html', 'href="https://[/base.css"'],
    ['test/page.html', 'href="/base.css"'],
    ['notes.md', 'href="/base.css"'],
  ])('is in no app where %s has %s', (page, href) =>
    expect(complete({ [page]: linking(href) }).added).toEqual([]),
  );

  test('is left to an author who wrote one, and is Gantry’s again once it is the same', () => {
    const mine = complete({ 'index.html': linking('href="/base.css"'), 'base.css': 'body {}' });
    expect(mine.files.find(({ path }) => path === 'base.css')?.content).toBe('body {}');
    expect(mine).toMatchObject({ added: [], remarks: [] });
    expect(complete({ 'base.css': styles })).toMatchObject({ added: [{ path: 'base.css' }], remarks: [] });
  });

  test('has what authors are told of it', () => {
    const told = /- `\/base\.css` .*/.exec(texts.prompts.author?.text ?? '')?.[0] ?? '';
    const names = [...told.matchAll(/--[a-z0-9-]+|(?<=\.)[a-z-]{4,}(?=`)/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => name !== 'css' && !texts.baseStyles.includes(name))).toEqual([]);
  });
});
