import { describe, expect, test } from 'vitest';
import { createGate } from '../../../core/gate/create-gate.ts';
import type { Policy } from '../../../core/wire/policy.ts';

const policy: Policy = {
  version: 1,
  stacks: { static: { recipe: [], packages: [], required_files: [] } },
  minimum_coverage_percent: 60,
  limits: { files: 4, file_bytes: 100, total_bytes: 250, path_bytes: 60 },
  paths: { allowed_dot_folders: [], allowed_dot_files: [] },
  forbidden: [{ id: 'no-evil', why: 'Evil is worse.', pattern: 'evil', severity: 'deny' }],
  secrets: [],
} as unknown as Policy;
const gate = createGate({ policy, policySha256: 'a'.repeat(64) });
const whole = [
  { path: 'index.html', content: '<p>' },
  { path: 'test/a.js', content: '1' },
];

describe('a file that Gantry added', () => {
  const own = { path: 'vercel.json', content: 'evil bad '.repeat(12) };
  const judgedWith = (...files: { path: string; content: string }[]) =>
    gate({ stack: 'static', files: [...whole, own, ...files], added: new Set([own.path]) }).findings.map(
      ({ rule, path }) => `${rule} ${path}`,
    );

  test('is judged by nothing, and takes no room from the author', () => {
    expect(judgedWith({ path: 'a.js', content: '1' }, { path: 'b.js', content: '1' })).toEqual([]);
    expect(gate({ stack: 'static', files: [...whole, own] }).findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['path-host-file', 'no-evil']),
    );
  });

  test('is imported by the app like any other, and what it imports is no finding', () => {
    const files = [...whole, { path: 'src/a.js', content: "import '../api/_db.js';" }];
    const db = { path: 'api/_db.js', content: "import 'strange';" };
    const added = new Set([db.path]);
    expect(gate({ stack: 'static', files: [...files, db], added }).findings).toEqual([]);
    expect(gate({ stack: 'static', files: [...files, db] }).findings).not.toEqual([]);
  });

  test.each(['Vercel.json', 'vercel.json/a.js', 'VERCEL.JSON'])(
    'keeps its path against %s, which the author renames',
    (path) => expect(judgedWith({ path, content: '1' })).toContain(`path-clash ${path}`),
  );
});
