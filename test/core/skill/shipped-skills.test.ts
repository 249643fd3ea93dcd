import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { afterShipInputSchema, reviewInputSchema } from '../../../core/skill/hook-inputs.ts';
import { builtInModel } from '../../../demo-model/model.ts';
import { skill as afterShip } from '../../../skills/after-ship/handler.ts';
import { skill as pageReview } from '../../../skills/page-review/handler.ts';
import { skill as releaseNotes } from '../../../skills/release-notes/handler.ts';
import { skill as review } from '../../../skills/review/handler.ts';
import { cutOff, fakeModel } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';

const nonceFor = (): string => 'abcdef';
type ReviewInput = z.infer<typeof reviewInputSchema>;
const input: ReviewInput = {
  instructions: [],
  request: 'Build a calculator',
  plan: null,
  app: { slug: 'calculator', title: 'Calculator', summary: 'Adds.' },
  stack: 'static',
  files: [],
  tests: { total: 4, passed: 4, failed: 0 },
  coverage_percent: 91.4,
};

const good = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Adds > all">
<style>:root { color-scheme: light dark }</style>
<!-- <button></button> -->
</head>
<body><h1>Adds</h1><h2>More</h2>
<button type="button"><svg aria-hidden="true"><title>Add</title></svg></button>
<a href="#x"><img src="x.svg" alt="Home"></a>
<script>const a = '<button></button>';</script>
</body></html>`;

async function findings(over: Partial<ReviewInput>): Promise<unknown> {
  const call = { input: { ...input, ...over }, ports: { model: builtInModel(), nonceFor }, signal: never };
  const said = (await pageReview.run(call)) as { findings: { message: string; line?: number }[] };
  return said.findings.map(({ message, line }) => (line === undefined ? message : `${line}: ${message}`));
}
const page = (content: string) => findings({ files: [{ path: 'index.html', content }] });

describe('the page review', () => {
  test('has nothing to say of a page that is well made', async () => {
    expect(await page(good)).toEqual([]);
  });

  test.each([
    [
      'viewport',
      good.replace('name="viewport"', 'name="other"'),
      'There is no viewport, so a phone shows the page tiny.',
    ],
    ['description', good.replace('name="description"', ''), 'There is no description.'],
    ['zoom', good.replace('initial-scale=1', 'user-scalable=no'), '5: The page cannot be zoomed.'],
    ['heading', good.replace('<h1>Adds</h1>', ''), 'There is no h1.'],
    ['second h1', good.replace('<h2>', '<h1>again</h1>\n<h2>'), '10: There is more than one h1.'],
    ['level', good.replace('<h2>', '<h3>'), '10: A level is skipped before this h3.'],
    [
      'name of a button',
      good.replace('<title>Add</title>', ''),
      '11: This button has no name for a screen reader.',
    ],
    ['name of a link', good.replace('alt="Home"', 'alt=""'), '12: This a has no name for a screen reader.'],
    [
      'order of focus',
      good.replace('type="button"', 'tabindex="2"'),
      '11: A tabindex above 0 takes this out of the order that a keyboard follows.',
    ],
    [
      'calm',
      good.replace('</style>', '\n.a { transition: opacity 1s }</style>'),
      '8: Things move, but no style respects prefers-reduced-motion.',
    ],
    [
      'focus',
      good.replace('</style>', 'a { outline: none; }</style>'),
      '7: The outline of what has focus is taken away, and nothing shows focus in its place.',
    ],
    ['dark screens', good.replace('color-scheme', 'color'), 'No style follows prefers-color-scheme.'],
  ])('misses the %s', async (_, content, message) => {
    expect(await page(content)).toEqual([message]);
  });

  test('weighs what is shipped, not its tests, and not the source of a build', async () => {
    const heavy = { path: 'main.js', content: '//'.repeat(70_000) };
    const said = [
      '137 KB are shipped before compression; under 100 KB loads well everywhere.',
      '137 KB in one file.',
    ];
    expect(await findings({ files: [heavy] })).toEqual(said);
    expect(await findings({ files: [{ ...heavy, path: 'test/main.test.js' }] })).toEqual([]);
    expect(await findings({ files: [heavy], stack: 'node' })).toEqual([]);
  });

  test.each([
    ['<button>'],
    ['<!--'],
    ['<script>'],
    ['<a b="'],
    ['<a a '],
    ["<a b='"],
    ['<h1>'],
    ['animation      '],
  ])('reads a page of nothing but %s to its end', async (piece) => {
    expect(await page(piece.repeat(240_000 / piece.length))).toContain('There is no description.');
  });
});

describe('the release notes', () => {
  type Shipped = z.infer<typeof afterShipInputSchema>;
  const shipped: Shipped = { ...input, before: null, url: null, pr_url: null, heals: 0 };
  const words = async (over: Partial<Shipped>): Promise<string> => {
    const call = {
      input: { ...shipped, ...over },
      ports: { model: builtInModel(), nonceFor },
      signal: never,
    };
    return ((await releaseNotes.run(call)) as { words: string }).words;
  };
  const file = (path: string, content = ''): Shipped['files'][number] => ({ path, content });

  test('of a first version say what was asked for and how it was tested', async () => {
    expect(await words({ files: [file('a')] })).toBe(
      'Calculator: Adds.\nAsked for: Build a calculator\nFirst version, 1 file.\n4 of 4 tests passed, 91 % of lines covered.',
    );
  });

  test('of an extension say what changed', async () => {
    const plan = { title: 'C', stack: 'static' as const, features: ['History', 'Dark mode'] };
    const many = Array.from({ length: 13 }, (_, place) => file(`n${place}`));
    const text = await words({
      plan,
      before: [file('a'), file('b'), file('gone')],
      files: [file('a', 'x'), file('b'), ...many],
      heals: 2,
      tests: null,
      coverage_percent: null,
    });
    expect(text).toContain('Agreed: History, Dark mode.');
    expect(text).toContain('Changed: a.');
    expect(text).toMatch(/Added: n0, .*, n11 and 1 more\./);
    expect(text).toContain('Removed: gone.');
    expect(text).toContain('No tests were counted, healed 2 times.');
    expect(await words({ before: [], files: [], heals: 1 })).toMatch(
      /Changed: nothing\.[\s\S]*healed once\.$/,
    );
  });
});

describe('words without code', () => {
  const call = { input, ports: { model: builtInModel(), nonceFor }, signal: never };
  const shipped = { ...call, input: { ...input, before: null, url: null, pr_url: null, heals: 0 } };

  test('are beyond the built-in model, which says so', async () => {
    expect(await review.run(call)).toEqual({ summary: expect.stringContaining('built-in'), findings: [] });
    expect(await afterShip.run(shipped)).toEqual({ words: expect.stringContaining('built-in') });
  });

  test('are not answered by half an answer', async () => {
    const { model } = fakeModel(Array(6).fill(cutOff('{')));
    const ports = { model, nonceFor };
    await expect(review.run({ ...call, ports })).rejects.toThrow('unreadable');
    await expect(afterShip.run({ ...shipped, ports })).rejects.toThrow('unreadable');
  });
});
