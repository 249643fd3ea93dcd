import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../core/wire/pod.ts';
import { filesOfDraft, realDrafts } from '../e2e/rig/real-drafts.ts';
import { buildInPod } from './support/pod-fixture.ts';
import { isPodIsolated } from './support/pod-isolation.ts';
import { readArtifact } from './support/read-artifact.ts';
import { preactApp, reactApp } from './support/typescript-apps.ts';

const recipe: Recipe = [
  { step: 'types', program: 'check-types' },
  { step: 'test', program: 'node-test' },
  { step: 'build', program: 'vite-build' },
];
const build = (files: Readonly<Record<string, string>>, steps: Recipe = recipe) =>
  buildInPod({ files, stack: 'node', recipe: steps });

describe.skipIf(!isPodIsolated)('the first draft of an app that a capable model wrote', () => {
  it.each(['sprint-dashboard-react-ts', 'kanban-react-tailwind', 'markdown-blog'])(
    'passes types, tests and build: %s',
    async (name) => {
      const draft = realDrafts().find((one) => one.name === name) ?? { text: '' };
      const { report, lines } = await build(filesOfDraft(draft));
      expect(report, lines.join('\n')).toMatchObject({ outcome: 'passed', failed_step: null });
      expect(report.steps.map(({ step, exit_code }) => [step, exit_code])).toEqual([
        ['types', 0],
        ['test', 0],
        ['build', 0],
      ]);
      expect(report.coverage?.line_percent).toBeGreaterThan(90);
      expect(report.peak_memory_bytes).toBeLessThan(300 * 1024 * 1024);
    },
  );
});

describe.skipIf(!isPodIsolated)('an app in TypeScript', () => {
  it('is React, with Tailwind, short names, enums, raw text, and tests that render its views', async () => {
    const { report, lines, mailbox } = await build(reactApp);
    expect(report, lines.join('\n')).toMatchObject({
      outcome: 'passed',
      tests: { total: 3, passed: 3 },
      coverage: { line_percent: 100, files: [{ path: 'src/list.ts', line_percent: 100 }] },
      broken: { tried: 1, noticed: 1 },
    });
    const made = await readArtifact(mailbox);
    const style = Object.entries(made).find(([path]) => path.endsWith('.css'))?.[1];
    expect(style).toMatch(/\.bg-amber-300\b/);
    expect(style).toMatch(/\.from-partial\b/);
    expect(style).not.toMatch(/\.bg-lime-700\b|@theme|@apply/);
    const script = Object.entries(made).find(([path]) => path.endsWith('.js'))?.[1];
    expect(script).toContain('Bring # water');
    expect(script).not.toContain('preact');
  });

  it('is Preact where it imports that', async () => {
    const { report, lines, mailbox } = await build(preactApp);
    expect(report, lines.join('\n')).toMatchObject({ outcome: 'passed', tests: { passed: 1 } });
    const script = Object.entries(await readArtifact(mailbox)).find(([path]) => path.endsWith('.js'))?.[1];
    expect(script).not.toContain('react.transitional.element');
  });

  it('counts code that only views hold, so that nothing is ever 0 % for want of a module', async () => {
    const files = {
      'package.json': '{"type":"module"}',
      'src/List.tsx': 'export const List = () => <ul><li>one</li></ul>;\n',
      'test/list.test.tsx':
        "import { test } from 'node:test';\nimport { render } from '@testing-library/react';\nimport { List } from '../src/List';\ntest('lists', () => { if (render(<List />).container.textContent !== 'one') throw new Error(); });\n",
    };
    const { report, lines } = await build(files, recipe.slice(1, 2));
    expect(report, lines.join('\n')).toMatchObject({
      outcome: 'passed',
      coverage: { line_percent: 100, files: [{ path: 'src/List.tsx', line_percent: 100 }] },
    });
  });
});

it('an app in TypeScript is checked and tested where only Node’s permission model is there', async () => {
  const { report, lines } = await buildInPod({
    files: reactApp,
    stack: 'node',
    recipe: recipe.slice(0, 2),
    isolation: 'node-permission',
  });
  expect(report, lines.join('\n')).toMatchObject({ outcome: 'passed', tests: { passed: 3 } });
});

describe.skipIf(!isPodIsolated)('what the build says no to', () => {
  const buildOnly = recipe.slice(2);
  it.each([
    ['@import "tailwindcss";\n@plugin "./own.js";', /own\.js is not loaded: Tailwind has no plugins/],
    ['@import "tailwindcss";\n@config "../own.js";', /own\.js is not loaded: Tailwind has no plugins/],
    [
      '@tailwind base;\n@tailwind utilities;',
      /src\/style\.css: @tailwind base and components are Tailwind 3/,
    ],
    [
      '@import "tailwindcss";\n@import "leaflet/dist/leaflet.css";',
      /import the style of a package in a script/,
    ],
    ['@import "tailwindcss";\n@import "../../../etc/passwd";', /\.\.\/etc\/passwd is not in the app/],
    ['@import "tailwindcss";\n@import "@/../../../etc/passwd";', /etc\/passwd is not in the app/],
  ])('%j', async (style, said) => {
    const own = "throw new Error('the app ran in the build');\n";
    const files = { ...reactApp, 'src/style.css': style, 'src/own.js': own, 'own.js': own };
    const { report, lines } = await build(files, buildOnly);
    expect(report).toMatchObject({ failed_step: 'build', failed_because: 'exit' });
    expect(lines.join('\n')).toMatch(said);
    expect(lines.join('\n')).not.toContain('the app ran');
  });
});
