import { describe, expect, test } from 'vitest';
import { renameTypedImports } from '../../../core/pod/rename-imports.ts';

describe('imports of TypeScript modules', () => {
  test.each([
    ["import { a } from './a.ts';", "import { a } from './a.js';"],
    ['import "../b.mts"', 'import "../b.mjs"'],
    [
      "export * from './a.ts';\nexport { b } from './b.ts'",
      "export * from './a.js';\nexport { b } from './b.js'",
    ],
    ["const a = await import( './a.ts' )", "const a = await import( './a.js' )"],
    ["const { a } = require('./a.ts')", "const { a } = require('./a.js')"],
    [
      "import data from './data.json' with { type: 'json' };",
      "import data from './data.json' with { type: 'json' };",
    ],
    ["import a from 'package.ts'", "import a from 'package.ts'"],
    [
      "const text = \"import a from './a.ts'\"; // './b.ts'",
      "const text = \"import a from './a.ts'\"; // './b.ts'",
    ],
    [
      "read('./a.ts'); const [, b] = [, null]; export const c = 1;",
      "read('./a.ts'); const [, b] = [, null]; export const c = 1;",
    ],
    ["import('./' + name + '.ts')", "import('./' + name + '.ts')"],
    ["import { a from './a.ts'", "import { a from './a.ts'"],
  ])('%s', (source, renamed) => {
    expect(renameTypedImports(source)).toBe(renamed);
  });
});
