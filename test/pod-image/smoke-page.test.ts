import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hostConfiguration } from '../../core/draft/added-files/host-configuration.ts';
import { page } from './support/pod-fixture.ts';

const driver = fileURLToPath(new URL('./support/check-sites.ts', import.meta.url));
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
type Files = Readonly<Record<string, string>>;

/** Checks all sites in one process, as the smoke program checks one. */
function findingsOf(sites: readonly Files[]): readonly (readonly string[])[] {
  const input = JSON.stringify(sites.map((files) => ({ 'style.css': '', ...files })));
  const done = spawnSync(process.execPath, [...flags, driver], { encoding: 'utf8', env: {}, input });
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout) as string[][];
}

const withScript = (code: string, body = '<main id="app">hi</main>'): Record<string, string> => ({
  'index.html': page(body, '<script type="module" src="main.js"></script>'),
  'main.js': code,
});

const browserPage: Files = {
  ...withScript(`
        import { word, later } from './src/word.js';
        import data from './data.json' with { type: 'json' };
        const { extra } = await import('./src/extra.js');
        const app = document.querySelector('#app');
        app.textContent = word + extra + data.n + new URL('style.css', import.meta.url).pathname;
        localStorage.setItem('app:v1', JSON.stringify({ a: 1 }));
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {});
        document.addEventListener('DOMContentLoaded', () => later());
        addEventListener('load', () => { app.dataset.loads = Number(app.dataset.loads ?? 0) + 1; if (app.dataset.loads !== '1') throw new Error('two loads'); });
        setInterval(() => {}, 1000); requestAnimationFrame(() => {});
        const context = document.createElement('canvas').getContext('2d'); context.fillRect(0, 0, 1, 1); if (context.measureText('x').width > 5) throw new Error();
        new AudioContext().createOscillator().connect(new AudioContext().destination);
        const option = new Option('May', '5', false, true); if (option.text + option.value + option.selected !== 'May5true' || new Option('x').value !== 'x' || new Option().value !== '') throw new Error('option');
        if (Notification.permission === 'granted') throw new Error('notification');
        const channel = new MessageChannel(); const heard = new Promise((resolve) => { channel.port1.onmessage = ({ data }) => resolve(data); }); channel.port2.postMessage('rendered'); if ((await heard) !== 'rendered') throw new Error('channel');
        const copy = structuredClone({ a: [1] }); if (copy.a[0] !== 1) throw new Error();
        const response = await fetch('data.json'); if ((await response.json()).n !== 7) throw new Error('fetch');
        if ((await fetch('/api/hello')).ok) throw new Error('functions do not answer here');
        if (typeof process !== 'undefined' || typeof require !== 'undefined' || globalThis !== window) throw new Error('not a browser');
        customElements.define('x-clock', class extends HTMLElement { connectedCallback() { this.textContent = 'tick'; } });
        app.append(document.createElement('x-clock'));
        class Store extends EventTarget {}; new Store().dispatchEvent(new CustomEvent('change', { detail: 1 }));
        if (!(app instanceof HTMLElement)) throw new Error('instanceof');`),
  'src/word.js': "export const word = 'a';\nexport function later() { document.title += '!'; }\n",
  'src/extra.js': "import { word } from './word.js';\nexport const extra = word;\n",
  'data.json': '{"n":7}',
};

/** A page that may speak to one place, of which its author wrote what it answers. */
const outward = (code: string): Files => ({
  ...withScript(code),
  'vercel.json': hostConfiguration({
    origins: [{ origin: 'https://api.example', by: 'page', why: 'Weather.' }],
  }),
  'test/outside/now.json': JSON.stringify({
    request: { url: 'https://api.example/now' },
    answer: { status: 201, body: { degrees: 3 } },
  }),
});

const broken: readonly [string, Files, RegExp][] = [
  [
    'an uncaught error of a module',
    withScript("throw new TypeError('broken');"),
    /index\.html: threw while it ran: TypeError: broken \(main\.js:1/,
  ],
  [
    'an uncaught error of a timer',
    withScript("setTimeout(() => { throw new Error('later'); }, 5);"),
    /Error: later/,
  ],
  ['an unhandled rejection', withScript("Promise.reject(new Error('nobody'));"), /Error: nobody/],
  [
    'an error on DOMContentLoaded',
    withScript("document.addEventListener('DOMContentLoaded', () => { null.x; });"),
    /TypeError/,
  ],
  [
    'an error in an inline script',
    { 'index.html': page('<main>a<script>nothing.at.all</script></main>') },
    /ReferenceError: nothing is not defined/,
  ],
  ['code that is no JavaScript', withScript('const = 1;'), /SyntaxError/],
  [
    'a name that a module does not export',
    { ...withScript("import { b } from './b.js';"), 'b.js': 'export const a = 1;' },
    /SyntaxError: .*does not provide an export named 'b'/,
  ],
  [
    'a script that is not there',
    { 'index.html': page('<main>a</main>', '<script type="module" src="gone.js"></script>') },
    /index\.html: refers to "gone\.js", but gone\.js is not in the artifact/,
  ],
  [
    'an import that is not there',
    withScript("import './src/gone.js';"),
    /main\.js: refers to "\.\/src\/gone\.js"/,
  ],
  [
    'a bare import',
    withScript("import 'preact';"),
    /main\.js: imports "preact", which a browser cannot resolve/,
  ],
  ['an import of Node', withScript("import fs from 'node:fs';"), /main\.js: imports "node:fs"/],
  [
    'a style sheet that is not there',
    { 'index.html': page('<main>a</main>').replace('style.css', 'other.css') },
    /refers to "other\.css"/,
  ],
  [
    'an image of a style sheet that is not there',
    { 'index.html': page('<main>a</main>'), 'style.css': 'body{background:url("bg.png")}' },
    /style\.css: refers to "bg\.png"/,
  ],
  [
    'a fetched file that is not there',
    withScript("fetch('data/gone.json');"),
    /index\.html: refers to "http:\/\/app\.invalid\/data\/gone\.json"/,
  ],
  [
    'a link to a page that is not there',
    { 'index.html': page('<main><a href="about.html">About</a></main>') },
    /about\.html is not in the artifact/,
  ],
  [
    'a script of another origin',
    { 'index.html': page('<main>a</main>', '<script src="https://cdn.example/x.js"></script>') },
    /requests another origin: https:\/\/cdn\.example\/x\.js/,
  ],
  [
    'a font of another origin',
    { 'index.html': page('<main>a</main>'), 'style.css': "@import 'https://fonts.example/a.css';" },
    /style\.css: requests another origin/,
  ],
  [
    'a request to another origin',
    withScript("fetch('https://api.' + 'example/track').catch(() => {});"),
    /requests another origin: https:\/\/api\.example\/track/,
  ],
  [
    'a request to another origin on a path not taken',
    withScript("document.querySelector('#app').onclick = () => fetch('https://api.example/later');"),
    /main\.js: requests another origin: https:\/\/api\.example\/later/,
  ],
  [
    'a socket to another origin',
    withScript("new WebSocket('wss://live.' + 'example/');"),
    /requests another origin/,
  ],
  [
    'an image that a script adds',
    withScript(
      "document.querySelector('#app').innerHTML = '<img src=\"https://pixel.' + 'example/a.gif\" alt=\"\">';",
    ),
    /requests another origin: https:\/\/pixel\.example/,
  ],
  [
    'a request to a declared place that nobody wrote an answer to',
    outward("fetch('https://api.example/other').catch(() => {});"),
    /index\.html: GET https:\/\/api\.example\/other: no file in test\/outside answers that/,
  ],
  [
    'a script of a declared place, which its headers forbid',
    outward("import('https://api.example/now').catch(() => {});"),
    /requests another origin: https:\/\/api\.example\/now/,
  ],
  [
    'a request to another place beside a declared one',
    outward("fetch('https://api.example.evil/now').catch(() => {});"),
    /requests another origin: https:\/\/api\.example\.evil\/now/,
  ],
  ['no title', { 'index.html': page('<main>a</main>').replace('<title>App</title>', '') }, /has no title/],
  ['no language', { 'index.html': page('<main>a</main>').replace(' lang="en"', '') }, /has no lang/],
  ['an empty body', { 'index.html': page('<div id="root"></div>') }, /has an empty body/],
  [
    'an image without alt',
    { 'index.html': page('<main>a<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>') },
    /<img .*has no alt/,
  ],
  [
    'an input without a name',
    { 'index.html': page('<main><input id="q" placeholder="Search"></main>') },
    /<input id="q"> has no name/,
  ],
  [
    'an input that a script adds without a name',
    withScript("document.querySelector('#app').append(document.createElement('select'));"),
    /<select> has no name/,
  ],
  ['an id twice', { 'index.html': page('<main id="a">a<p id="a">b</p></main>') }, /uses the id "a" twice/],
  ['no page', { 'readme.md': 'x' }, /index\.html: is not in the artifact/],
  [
    'a second page that is broken',
    { 'index.html': page('<main>a</main>'), 'about.html': '<html lang="en"><body>a</body></html>' },
    /about\.html: has no title/,
  ],
];

const fine: readonly [string, Files][] = [
  ['modules that use what browsers have', browserPage],
  [
    'a label around, for, and an aria-label',
    {
      'index.html': page(
        '<main><label>A <input></label><label for="b">B</label><input id="b"><textarea aria-label="C"></textarea><input type="hidden"><button>Go</button></main>',
      ),
    },
  ],
  [
    'links to other origins',
    {
      'index.html': page(
        '<main><a href="https://example.org/">Elsewhere</a><a href="#top">Top</a><a href="mailto:a@example.org">Mail</a></main>',
      ),
    },
  ],
  [
    'an icon as data and an inline picture',
    {
      'index.html': page(
        '<main><svg xmlns="http://www.w3.org/2000/svg"><use href="#x"/></svg></main>',
        '<link rel="icon" href="data:image/svg+xml,%3Csvg/%3E">',
      ),
    },
  ],
  [
    'a deferred classic script and JSON data',
    {
      'index.html': page(
        '<main id="m">a</main>',
        '<script defer src="a.js"></script><script type="application/json">{not code}</script>',
      ),
      'a.js': "document.getElementById('m').textContent = 'b';",
    },
  ],
  [
    'an inline module and an inline handler',
    {
      'index.html': page(
        '<main><button onclick="go()">Go</button><script type="module">window.go = () => {}; document.querySelector("button").click();</script></main>',
      ),
    },
  ],
  [
    'modules that a build has bundled and only functions import',
    {
      ...withScript("document.querySelector('#app').textContent = 'bundled';"),
      'lib/page.js': "import './page.css';\nimport { render } from 'preact';\nrender();\n",
      'lib/store.js': "import { sql } from '../api/_db.js';\nimport os from 'node:os';\n",
    },
  ],
  [
    'a page that is answered by a declared place and shows a picture of it',
    outward(`const answer = await fetch('https://api.example/now', { headers: { 'x-mine': '1' } });
      if (answer.status !== 201 || (await answer.json()).degrees !== 3) throw new Error('not the answer');
      document.querySelector('#app').innerHTML = '<img src="https://api.example/a.png" alt="">';`),
  ],
  [
    'a rejection that is handled later in the same turn',
    withScript("const p = Promise.reject(new Error('x')); p.catch(() => {});"),
  ],
];

describe('the smoke program', () => {
  const answers = findingsOf([...broken, ...fine].map(([, files]) => files));

  it.each(broken.map(([name, , expected], index) => [name, expected, index] as const))(
    'fails %s, with a line that says so',
    (_name, expected, index) => expect(answers[index]?.join('\n')).toMatch(expected),
  );

  it.each(fine.map(([name], index) => [name, broken.length + index] as const))('passes %s', (_name, index) =>
    expect(answers[index]).toEqual([]),
  );
});
