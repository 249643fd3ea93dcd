import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Draft } from '../../../core/wire/draft.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { answers, hangs, type Script, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { addModule, draftWith, healWith, testFile } from '../rig/drafts.ts';
import { build, request, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, patience, useConsole, whenLoaded } from './rig/console-page.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const inBrowser = useConsole(() => product.current.port);
let client: Client;

const markup = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';
const markdown = '[click](javascript:globalThis.hacked=1) ![x](http://evil.example/x.png)';
const escapes = '\u001b[31m\u001b[2J\u001b]0;owned\u0007\u001b[9999;9999Hred\u001b[0m';
/** Shows "txt.exe" as "exe.txt" where it is believed. */
const reversed = 'photo\u202Etxt.exe';
const hostile = `${markup} ${markdown} ${escapes} ${reversed}`;
const hostileName = 'src/<img src=x onerror=hacked=1>.js';

const hostileDraft: Draft = {
  ...draftWith({
    [hostileName]: `export const note = ${JSON.stringify(hostile)};\n// ${markup}\n`,
    'notes.md': `# ${hostile}\n`,
    'test/add.test.js': testFile(
      `console.log(${JSON.stringify(hostile)});\nconsole.log('x'.repeat(20000));\nconsole.log(${JSON.stringify(escapes)}.repeat(500));\ntest(${JSON.stringify(`adds ${markup}`)}, () => assert.equal(add(1, 2), 4));`,
    ),
    'src/add.js': addModule,
  }),
  app: { slug: 'adder', title: `Adder ${markup}`.slice(0, 80), summary: hostile.slice(0, 200) },
  notes: hostile,
};

/** Nothing of it became an element, ran, or asked another origin for anything; pictures of checks are ours, and blobs. */
async function expectTame(page: Page, complaints: readonly string[]): Promise<void> {
  expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  expect(
    await page.locator('img:not([src^="blob:"]), main script, [onerror], a[href^="javascript:"]').count(),
  ).toBe(0);
  expect(await page.locator('main').textContent()).not.toContain('\u202E');
  expect(await page.locator('main').textContent()).not.toContain('\u001b');
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
}

/** Each heal changes something, and nothing that matters. */
const writesHostile: Script = (asked) =>
  asked.asks === 'draft'
    ? answers(asked, hostileDraft)
    : answers(asked, healWith({ 'notes.md': `${hostile} ${asked.turn}` }, hostile));

describe.skipIf(!hasBrowser)('hostile content', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  it('is text on every screen of a mission: request, model text, file names, files, logs, tests, proof', async () => {
    authors.on('hostile', writesHostile);
    const mission = await build(client, {
      voice_memo: `Build a hostile app. ${markup} ${markdown} ${reversed}`,
    });
    const seen: string[] = [];
    const { page, complaints, close } = await inBrowser.open({
      path: `/#/missions/${mission.mission_id}`,
      client,
      context: { viewport: { width: 390, height: 800 } },
      prepare: async (page) => {
        page.on('request', (asked) => void seen.push(new URL(asked.url()).host));
      },
    });
    for (const side of ['', '/log', '/files', '/changes', '/tests', '/app', '/proof']) {
      await page.goto(`http://localhost:${product.current.port}/#/missions/${mission.mission_id}${side}`);
      await whenLoaded(page);
      await expectTame(page, complaints);
    }
    expect(await page.locator('main').textContent()).toContain('‹U+202E›');
    await page.goto(`http://localhost:${product.current.port}/#/missions?q=hostile`);
    await page.getByText('Build a hostile app').first().waitFor(patience);
    await expectTame(page, complaints);
    expect([...new Set(seen)]).toEqual([`localhost:${product.current.port}`]);
    await close();
  });

  it('is text where an app that shipped is told of: its page, its pull request and its story', async () => {
    const draft = draftWith({ 'docs/onerror=hacked&amp;.md': `# ${markup}\n\n${markdown}\n` });
    const app = { slug: 'shipped', title: `Shipped ${markup}`.slice(0, 80), summary: hostile.slice(0, 200) };
    authors.on('regatta', (asked) => answers(asked, { ...draft, app, notes: hostile }));
    const mission = shipped(await build(client, { voice_memo: `Build a regatta app ${markup} ${markdown}` }));
    const { page, complaints, close } = await inBrowser.open({ path: '/#/apps', client });
    for (const address of ['/#/apps', `/#/apps/${mission.app}`, new URL(mission.pr_url).pathname]) {
      await page.goto(new URL(address, `http://localhost:${product.current.port}`).href);
      await whenLoaded(page);
      await page.getByText('Shipped <img').first().waitFor(patience);
      await expectTame(page, complaints);
    }
    await close();
  });

  it('is text in a file viewer, whatever the file is called', async () => {
    authors.on('gallery', writesHostile);
    const mission = await build(client, { voice_memo: 'Build a gallery app' });
    const { page, complaints, close } = await inBrowser.open({
      path: `/#/missions/${mission.mission_id}/files`,
      client,
      prepare: (page) =>
        page.route('**/files?*', async (route) => {
          if (new URL(route.request().url()).searchParams.has('path'))
            return route.fulfill({ body: hostile, contentType: 'text/plain' });
          const name = `src/${reversed}<b onmouseover=hacked=1>.html`;
          const file = { path: name, size: 10, sha256: 'a'.repeat(64) };
          return route.fulfill({ json: { attempt: 0, tree_sha256: 'b'.repeat(64), files: [file] } });
        }),
    });
    await page.getByLabel(/Content of/).waitFor(patience);
    await page.getByText('onerror=').first().waitFor(patience);
    await expectTame(page, complaints);
    await close();
  });

  it('is text in a conversation', async () => {
    authors.on('talkative', (asked) =>
      answers(asked, {
        intent: 'propose',
        reply: hostile,
        title: `Plan ${markup}`.slice(0, 80),
        stack: 'static',
        add_features: [markup.slice(0, 120), reversed],
        remove_features: [],
      }),
    );
    const { page, complaints, close } = await inBrowser.open({ path: '/#/', client });
    await page.getByLabel('Message').fill(`Build a talkative app ${markup}`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Build it' }).waitFor(patience);
    await expectTame(page, complaints);
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });

  it('says in words why a mission failed, with the telling lines, and offers a retry', async () => {
    authors.on('failing', (asked) =>
      asked.asks === 'draft'
        ? answers(
            asked,
            draftWith({ 'test/add.test.js': testFile("test('sums', () => assert.equal(add(1, 2), 4));") }),
          )
        : answers(asked, healWith({ 'notes.md': `nothing ${asked.turn}\n` })),
    );
    const mission = await build(client, { voice_memo: 'Build a failing app' });
    expect(mission.status).toBe('FAILED');
    const { page, close } = await inBrowser.open({ path: `/#/missions/${mission.mission_id}`, client });
    const why = page.getByRole('region', { name: 'Why it failed' });
    await why.waitFor(patience);
    expect(await why.textContent()).toContain('The code did not pass');
    expect(await why.locator('pre').textContent()).toMatch(/sums|3 !== 4|Expected/);
    await page.getByRole('button', { name: 'Retry' }).waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });

  it('shows the model’s text as it comes, cancels the work for good, and begins anew on demand', async () => {
    authors.on('endless', (asked) => (asked.turn === 0 ? hangs() : answers(asked, draftWith())));
    const mission = await request(client, { voice_memo: 'Build an endless app' });
    const delta = { type: 'delta', mission_id: mission.mission_id, text: `Let me think. ${hostile}` };
    const { page, complaints, close } = await inBrowser.open({
      path: `/#/missions/${mission.mission_id}`,
      client,
      prepare: (page) =>
        page.routeWebSocket(/\/gantry\/ws\//, (socket) => {
          socket.connectToServer().onMessage((message) => {
            socket.send(message);
            // The model's own words may have come before the page did.
            if (String(message).includes('"ready"')) socket.send(JSON.stringify(delta));
          });
        }),
    });
    await page.getByText('Let me think.').waitFor(patience);
    await expectTame(page, complaints);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.locator('h1:focus').waitFor(patience);
    await page.getByText('Cancelled', { exact: true }).first().waitFor(patience);
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    const retry = page.getByRole('button', { name: 'Retry' });
    await retry.waitFor(patience);
    const { text } = await client.call('GET', `/gantry/status/${mission.mission_id}`);
    expect(JSON.parse(text).status).toBe('CANCELLED');
    await retry.click();
    await page.getByRole('link', { name: 'Open the preview' }).waitFor(patience);
    expect(page.url()).not.toContain(mission.mission_id);
    await close();
  });
});
