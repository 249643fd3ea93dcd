import { describe, expect, test } from 'vitest';
import { judgeArtifact } from '../../../core/pod/artifact-rules.ts';
import { png } from './png.ts';

const page = { path: 'index.html', content: '<p>' };
const icon = { path: 'icon.svg', content: '<svg/>' };

function rulesOf(made: { path: string; bytes: Uint8Array }, tree = [page, icon], stack = 'node' as const) {
  return judgeArtifact({ stack, tree, artifact: [made] }).map(({ rule, path }) => `${rule} ${path}`);
}

describe('a picture that a build adds', () => {
  test.each([
    ['icon-192.png', 192],
    ['icon-512.png', 512],
    ['apple-touch-icon.png', 180],
  ])('passes as %s of the tree’s icon', (path, size) => {
    expect(rulesOf({ path, bytes: png(size, size) })).toEqual([]);
    const shown = { ...icon, path: 'public/icon.svg' };
    expect(rulesOf({ path, bytes: png(size, size) }, [page, shown])).toEqual(['artifact-missing icon.svg']);
    const within = new Uint8Array([0, 0, ...png(size, size)]).subarray(2);
    expect(rulesOf({ path, bytes: within })).toEqual([]);
  });

  test.each([
    ['of another name', 'icon-64.png', png(64, 64)],
    ['of a name that every object has', 'constructor', png(192, 192)],
    ['of another width', 'icon-192.png', png(512, 192)],
    ['of another height', 'icon-192.png', png(192, 512)],
    ['that is no PNG', 'icon-192.png', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['that ends before its size', 'icon-192.png', png(192, 192, 24)],
    ['that is too heavy', 'icon-192.png', png(192, 192, 200_001)],
  ])('is refused when it is one %s', (_, path, bytes) => {
    expect(rulesOf({ path, bytes })).toEqual([`artifact-added ${path}`]);
  });

  test('is refused where the tree has no icon', () => {
    expect(rulesOf({ path: 'icon-192.png', bytes: png(192, 192) }, [page])).toEqual([
      'artifact-added icon-192.png',
    ]);
  });
});

describe('a page that a build adds', () => {
  const bytes = new TextEncoder().encode('<p>built');
  test('passes where the tree has it', () => {
    const about = { path: 'help/about.html', content: '<p>' };
    expect(rulesOf({ path: 'help/about.html', bytes }, [page, about])).toEqual([]);
    expect(rulesOf({ path: 'about.html', bytes }, [page, about])).toEqual(['artifact-added about.html']);
  });

  test('is no other file of the tree', () => {
    const source = { path: 'main.js', content: '1' };
    expect(rulesOf({ path: 'main.js', bytes }, [page, source])).toEqual(['artifact-added main.js']);
  });
});

test('the stacks that nothing is built for get no pictures and no pages', () => {
  const made = { path: 'icon-192.png', bytes: png(192, 192) };
  expect(judgeArtifact({ stack: 'static', tree: [icon], artifact: [made] })).toContainEqual(
    expect.objectContaining({ rule: 'artifact-added', path: 'icon-192.png' }),
  );
});
