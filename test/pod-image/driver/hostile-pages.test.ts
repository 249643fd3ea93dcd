import { describe, expect, it } from 'vitest';
import type { Check } from '../../../core/wire/check.ts';
import { bootPages } from '../../../pod-image/driver/boot-pages.ts';
import { runChecks } from '../../../pod-image/driver/run-checks.ts';
import type { OpenBrowser } from '../../../pod-image/driver/start-browser.ts';
import { artifactOf } from './support/check-app.ts';
import { hasBrowser, testBrowser } from './support/test-browser.ts';

const page = (script: string, body = '<h1>Hello</h1><button type="button">Go</button>'): string =>
  artifactOf({
    'index.html': `<!doctype html><html lang="en"><title>Hostile</title>${body}<script src="app.js"></script></html>`,
    'app.js': script,
  });

const click: Check = {
  id: 'c1',
  feature: 'Go',
  words: 'Going goes',
  core: true,
  steps: [
    { do: 'click', what: 'Go' },
    { do: 'see', what: 'Gone' },
  ],
};
const honest: Check = { ...click, id: 'c2', core: false, steps: [{ do: 'see', what: 'Hello' }] };
const limits = { stepMs: 3_000, checkMs: 15_000, totalMs: 60_000 };
const onClick = (code: string): string =>
  page(`document.querySelector('button').onclick = () => { ${code} };`);

const run = (artifact: string, checks: readonly Check[] = [click, honest]) =>
  runChecks({ browser: testBrowser(), artifact, checks, limits, signal: AbortSignal.timeout(80_000) });

const longestSaid = 300;

describe.skipIf(!hasBrowser)('Hostile pages', () => {
  it.each([
    ['hangs', 'for (;;) {}', 'hang'],
    ['eats memory', 'const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length + 0.5));', 'crash'],
    ['navigates for ever', 'location.href = "/?" + Math.random(); sessionStorage.go = 1;', 'navigation'],
    ['opens dialog upon dialog', 'for (let n = 0; n < 1000; n += 1) alert(n);', 'flood'],
    [
      'asks for file after file',
      'for (let n = 0; n < 5000; n += 1) fetch("/x" + n).catch(() => {});',
      'flood',
    ],
  ])('a page that %s fails its check, and the next check runs in a new browser', async (_, code, end) => {
    const again = 'if (sessionStorage.go) location.href = "/?" + Math.random();';
    const artifact = page(`${again} document.querySelector('button').onclick = () => { ${code} };`);
    const { results, findings } = await run(artifact);
    expect(results.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['failed', 'wrong'],
      ['held', undefined],
    ]);
    // On a slow machine the step's time may be over before the count is full.
    expect([end, 'hang']).toContain(findings[0]?.end);
  });

  it('a browser that a page ended is not the next check’s while it takes its time to go', async () => {
    const slow: OpenBrowser = async () => {
      const opened = await testBrowser()();
      return { ...opened, end: () => void setTimeout(opened.end, 2_500) };
    };
    const artifact =
      page(`document.querySelector('button').onclick = () => { for (let n = 0; n < 1000; n += 1) alert(n); };
setTimeout(() => document.body.append('Later'), 2_200);`);
    const later: Check = { ...honest, steps: [{ do: 'see', what: 'Later' }] };
    const signal = AbortSignal.timeout(80_000);
    const { results } = await runChecks({ browser: slow, artifact, checks: [click, later], limits, signal });
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'held']);
  });

  it('a page that opens window upon window holds up nothing, whether its browser lets it or not', async () => {
    const { results } = await run(onClick('for (let n = 0; n < 50; n += 1) open("/?" + n, "w" + n);'));
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'held']);
  });

  it('drops what a page writes to the console beyond the limit, and keeps the rest bounded', async () => {
    const loud = onClick(
      `for (let n = 0; n < 20000; n += 1) console.error('line ' + n + 'x'.repeat(900)); console.error('y'.repeat(5e6));`,
    );
    const { results, findings } = await run(loud);
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'held']);
    const said = findings[0]?.said ?? [];
    expect(said).toHaveLength(20);
    expect(Math.max(...said.map(({ length }) => length))).toBeLessThanOrEqual(longestSaid);
  });

  it('ends a browser that says more than any app needs', async () => {
    const endless = onClick(
      'const big = "z".repeat(4e6); setInterval(() => { for (let n = 0; n < 20; n += 1) console.log(big + n); }, 1);',
    );
    const { results, findings } = await run(endless);
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'held']);
    expect(['flood', 'hang']).toContain(findings[0]?.end);
  });

  it('reads a page of a hundred thousand elements, and bounds what it tells of it', async () => {
    const huge = onClick(
      `const many = document.createDocumentFragment();
       for (let n = 0; n < 100000; n += 1) many.append(Object.assign(document.createElement('p'), { textContent: 'row ' + n }));
       document.body.append(many);`,
    );
    const { results, findings } = await run(huge);
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'held']);
    expect(Buffer.byteLength(findings[0]?.aria ?? '')).toBeLessThanOrEqual(4_096);
  });

  it('looks from beside the page: what the page does to the language changes no verdict', async () => {
    const liar = page(
      `Array.prototype.map = () => ['held']; String.prototype.includes = () => true; RegExp.prototype.test = () => true;
       Document.prototype.querySelectorAll = () => []; Object.prototype.toJSON = () => 'Gone';`,
      '<h1>Hello</h1><button type="button">Go</button><input>',
    );
    const { results } = await run(liar);
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'held']);
    const booted = await bootPages({
      browser: testBrowser(),
      artifact: liar,
      origins: [],
      signal: AbortSignal.timeout(60_000),
    });
    expect(booted.faults).toEqual(['index.html: <input> has no name: give it a label or aria-label']);
  });

  it('reaches nothing outside: another origin, a socket and the metadata address are refused and named', async () => {
    const curious = onClick(
      `fetch('https://example.com/x').catch(() => {}); fetch('http://169.254.169.254/latest').catch(() => {});
       new WebSocket('wss://example.org/s'); navigator.sendBeacon('https://example.net/b', 'x');
       const image = new Image(); image.src = 'https://example.edu/pixel.png'; document.body.append('Gone');`,
    );
    const { findings } = await run(curious, [click, honest]);
    expect(findings[0]?.foreign.toSorted()).toEqual([
      'http://169.254.169.254',
      'https://example.com',
      'https://example.edu',
      'https://example.net',
      'wss://example.org',
    ]);
  });

  it.each([
    ['hangs', 'for (;;) {}', 'the page stopped answering'],
    [
      'goes on and on',
      'location.href = "/?" + Math.random();',
      'the page went from address to address without end',
    ],
  ])('boot ends a page that %s, and says so', async (_, code, fault) => {
    const booted = await bootPages({
      browser: testBrowser(),
      artifact: page(code),
      origins: [],
      limits: { pageMs: 4_000 },
      signal: AbortSignal.timeout(80_000),
    });
    const ended = [`index.html: ${fault}`, 'index.html: the page stopped answering'];
    expect(booted.faults.filter((found) => ended.includes(found))).toHaveLength(1);
  });
});
