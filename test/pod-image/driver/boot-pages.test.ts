import { describe, expect, it } from 'vitest';
import { bootPages } from '../../../pod-image/driver/boot-pages.ts';
import { artifactOf, checkApps } from './support/check-app.ts';
import { stubFunctions } from './support/stub-functions.ts';
import { hasBrowser, testBrowser } from './support/test-browser.ts';

const html = (body: string, head = '<title>Page</title>', lang = ' lang="en"'): string =>
  `<!doctype html><html${lang}><head>${head}</head><body>${body}</body></html>`;

const boot = (artifact: string, origins: readonly string[] = []) =>
  bootPages({
    browser: testBrowser(),
    artifact,
    origins,
    callFunction: stubFunctions().callFunction,
    signal: AbortSignal.timeout(60_000),
  });

const faulty: readonly [string, Record<string, string>, string][] = [
  [
    'an uncaught error',
    { 'index.html': html('hi<script src="a.js"></script>'), 'a.js': "throw new TypeError('broken');" },
    'index.html: threw while it ran: TypeError: broken',
  ],
  [
    'a rejection that nobody handles',
    { 'index.html': html('hi<script src="a.js"></script>'), 'a.js': "Promise.reject(new Error('later'));" },
    'index.html: threw while it ran: Error: later',
  ],
  [
    'a script that is not there',
    { 'index.html': html('hi<script src="js/gone.js"></script>') },
    'index.html: asks for js/gone.js, which is not in the artifact',
  ],
  [
    'a request to another origin, however it is spelled',
    {
      'index.html': html('hi<script src="a.js"></script>'),
      'a.js': "const host = ['example', 'com'].join('.'); fetch('https://' + host + '/x').catch(() => {});",
    },
    'index.html: requests another origin: https://example.com',
  ],
  ['no title', { 'index.html': html('hi', '') }, 'index.html: has no title'],
  ['no language', { 'index.html': html('hi', undefined, '') }, 'index.html: has no lang on <html>'],
  ['an empty body', { 'index.html': html('<div id="root"></div>') }, 'index.html: has an empty body'],
  [
    'a page that is blank on a phone',
    {
      'index.html': html(
        '<p>Hi</p>',
        '<title>P</title><style>@media (max-width: 500px) { p { display: none } }</style>',
      ),
    },
    'index.html: shows nothing on a phone',
  ],
  [
    'a picture without words',
    { 'index.html': html('<img src="data:,">') },
    'index.html: <img src="data:,"> has no alt',
  ],
  [
    'a field without a name',
    { 'index.html': html('<input type="text" id="q" placeholder="Name">') },
    'index.html: <input type="text" id="q"> has no name: give it a label or aria-label',
  ],
  [
    'one id twice',
    { 'index.html': html('<p id="a">x</p><p id="a">y</p>') },
    'index.html: uses the id "a" twice',
  ],
  [
    'a fault of another page',
    { 'index.html': html('hi'), 'more/two.html': html('hi', '') },
    'more/two.html: has no title',
  ],
  [
    'a link of its own that leads nowhere, once',
    {
      'index.html': html(
        '<a href="about/">1</a> <a href="/imprint?x#y">2</a> <a href="imprint">3</a> <a href="https://example.com/gone">4</a> <a href="#top">5</a> <a href="mailto:a@example.com">6</a> <a href="/api/votes">7</a>',
      ),
      'about/index.html': html('<a href="..">Home</a>'),
      'api/votes.js': '',
    },
    'index.html: links to /imprint, which is not there',
  ],
  [
    'a link that a script adds and that leads nowhere',
    {
      'index.html': html('hi<script src="a.js"></script>'),
      'a.js':
        "document.body.append(Object.assign(document.createElement('a'), { href: '/later', textContent: 'Later' }));",
    },
    'index.html: links to /later, which is not there',
  ],
  ['no first page', { 'start.html': html('hi') }, 'index.html: is not in the artifact'],
];

describe.skipIf(!hasBrowser)('Boot in a browser', () => {
  it.each(faulty)('finds %s', async (_, files, fault) => {
    expect((await boot(artifactOf(files))).faults).toEqual([fault]);
  });

  it('lets an origin pass that the spec names, and tells that it was asked', async () => {
    const artifact = artifactOf({
      'index.html': html('hi<script src="a.js"></script>'),
      'a.js': "fetch('https://api.example.com/x').catch(() => {});",
    });
    const { faults, contacted } = await boot(artifact, ['https://api.example.com']);
    expect(faults).toEqual([]);
    expect(contacted).toEqual(['https://api.example.com']);
  });

  it.each(checkApps)('finds nothing in $name', async ({ folder }) => {
    const { faults, pages, browser, shot } = await boot(folder);
    expect(faults).toEqual([]);
    expect(pages).toEqual(['index.html']);
    expect(browser).toMatch(/^Chromium \d+/);
    expect(shot?.subarray(1, 4).toString()).toBe('PNG');
  });
});
