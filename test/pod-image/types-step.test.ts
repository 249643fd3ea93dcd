import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../core/wire/pod.ts';
import { readTypeErrors, sayTypeErrors } from '../../pod-image/programs/type-errors.ts';
import { buildInPod, goodApp } from './support/pod-fixture.ts';
import { isPodIsolated } from './support/pod-isolation.ts';
import { reactApp } from './support/typescript-apps.ts';

const recipe: Recipe = [{ step: 'types', program: 'check-types' }];
const check = (files: Readonly<Record<string, string>>) =>
  buildInPod({ files: { ...reactApp, ...files }, stack: 'node', recipe });

describe.skipIf(!isPodIsolated)('the step types', () => {
  it('names file, line, the line itself and what is wrong, and how much there is at the end', async () => {
    const { report } = await check({
      'src/list.ts': `${reactApp['src/list.ts']}\nexport const size: number = 'four';\n`,
      'test/list.test.ts': "import { add } from '../src/list.ts';\nadd('milk');\n",
      'vite.config.ts': "const broken: number = 'x';\nexport default broken;\n",
    });
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'types', failed_because: 'exit' });
    expect(report.steps[0]?.log_tail).toBe(
      [
        "src/list.ts:16 TS2322: Type 'string' is not assignable to type 'number'.",
        "    16 | export const size: number = 'four';",
        'test/list.test.ts:2 TS2554: Expected 3 arguments, but got 1.',
        "    2 | add('milk');",
        '2 type errors in 2 files.',
      ].join('\n'),
    );
  });

  it('is told nothing by the app’s own configuration, nor by links and directives that lead out of the app', async () => {
    const { report } = await check({
      'tsconfig.json':
        '{"extends":"./gone.json","compilerOptions":{"noCheck":true,"skipLibCheck":true,"plugins":[{"name":"./x.cjs"}],"types":["evil"]},"include":[]}',
      'src/a.ts':
        '/// <reference path="../../../../etc/hostname" />\n// @ts-nocheck\nexport const a: number = 1;\n',
      'src/b.ts': "export const b: number = 'no';\n",
    });
    const said = report.steps[0]?.log_tail;
    expect(said).toContain("src/b.ts:1 TS2322: Type 'string' is not assignable to type 'number'.");
    expect(report).toMatchObject({ failed_step: 'types' });
  });

  it('knows what a function in the form of Node is given, as its author imports it', async () => {
    const typed = (body: string): string =>
      `import type { VercelRequest, VercelResponse } from '@vercel/node';\nexport default function handler(request: VercelRequest, response: VercelResponse) {\n  ${body}\n}\n`;
    const all = `const { name = 'you' } = request.query; response.setHeader('x-own', '1').status(200).json({ name, kind: request.headers['content-type'], one: request.cookies.one, body: request.body.text });`;
    const { report } = await check({
      'api/good.ts': typed(all),
      'api/moved.ts': typed("response.redirect(301, '/other').end(); response.redirect('/other');"),
      'api/bad.ts': typed('response.sendJson({}); request.query.name.trim();'),
    });
    expect(report.steps[0]?.log_tail).toMatch(
      /^api\/bad\.ts:3 TS2339: Property 'sendJson'.*api\/bad\.ts:3 TS2339: Property 'trim'.*2 type errors in 1 file\.$/s,
    );
  });

  it('passes an app without TypeScript at once', async () => {
    const { report, lines } = await buildInPod({ files: goodApp, stack: 'node', recipe });
    expect(report).toMatchObject({ outcome: 'passed' });
    expect(lines).toEqual(['No TypeScript, so there are no types to check.']);
  });
});

describe('an error of the compiler', () => {
  it('is read with what goes on under it, whatever a folder is called', () => {
    const output =
      'src/(app)/a.ts(3,5): error TS1: One.\n  Because (2,3) of two.\n    And three.\nerror TS5: No place.\nsrc/b.ts(1,1): error TS2: Last.\n';
    const found = readTypeErrors(output);
    expect(found).toEqual([
      { path: 'src/(app)/a.ts', line: 3, said: 'TS1: One.\n    Because (2,3) of two.\n      And three.' },
      { path: '', line: 0, said: 'TS5: No place.' },
      { path: 'src/b.ts', line: 1, said: 'TS2: Last.' },
    ]);
    expect(sayTypeErrors('/nowhere', found)).toMatch(
      /^src\/\(app\)\/a\.ts:3 TS1[\s\S]*3 type errors in 3 files\.$/,
    );
  });

  it('is one of the first forty, with the number of all', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ path: 'a.ts', line: index, said: 'x' }));
    const said = sayTypeErrors('/nowhere', many).split('\n');
    expect(said).toHaveLength(41);
    expect(said.at(-1)).toBe('The first 40 of 50 type errors in 1 file.');
  });
});
