import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { adminPassword } from '../rig/admin-password.ts';
import { useProduct } from '../rig/product.ts';
import { patience, useConsole } from './rig/console-page.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);

/** Another program on this machine, with a page that listens where Gantry's tabs talk. */
const eavesdropper = `<!doctype html><title>Other</title><script>
  globalThis.heard = [];
  const channel = new BroadcastChannel('gantry.session');
  channel.onmessage = ({ data }) => heard.push(data);
  channel.postMessage({ kind: 'who' });
</script>`;

let other: Server;
let otherPort = 0;

async function signInBy(page: Page, arrival = 'What should we build?'): Promise<void> {
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: arrival, level: 1 }).waitFor(patience);
}

async function openTab(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`http://localhost:${product.current.port}${path}`);
  return page;
}

describe.skipIf(!hasBrowser)('being signed in', () => {
  beforeAll(async () => {
    other = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(eavesdropper),
    );
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    otherPort = (other.address() as AddressInfo).port;
  });
  afterAll(() => other?.close());

  it('holds in every tab and over a reload, and ends in all of them at once', async () => {
    const { page, context, close } = await inBrowser.open({ path: '/' });
    await signInBy(page);
    const apps = await openTab(context, '/#/apps');
    await apps.getByRole('heading', { name: 'Apps', level: 1 }).waitFor(patience);
    const reference = await openTab(context, '/docs');
    await reference.getByText('Routes are called as').waitFor(patience);
    await apps.reload();
    await apps.getByRole('heading', { name: 'Apps', level: 1 }).waitFor(patience);
    await apps.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of [page, apps]) await tab.getByLabel('Password').waitFor(patience);
    await reference.getByRole('button', { name: 'Sign in to try routes' }).waitFor(patience);
    await signInBy(apps, 'Apps');
    await page.getByRole('heading', { name: 'What should we build?' }).waitFor(patience);
    await close();
  });

  it('is told to no other program on this machine, and lies in no cookie and on no disk', async () => {
    const { page, context, close } = await inBrowser.open({ path: '/' });
    await signInBy(page);
    const listeners = await Promise.all(
      [`http://localhost:${otherPort}/`, `http://127.0.0.1:${otherPort}/`].map(async (url) => {
        const listener = await context.newPage();
        await listener.goto(url);
        return listener;
      }),
    );
    // A new tab of Gantry is answered while the others listen.
    const tab = await openTab(context, '/#/missions');
    await tab.getByRole('heading', { name: 'Missions', level: 1 }).waitFor(patience);
    for (const listener of listeners) expect(await listener.evaluate('heard')).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    expect(JSON.stringify((await context.storageState({ indexedDB: true })).origins)).not.toContain('token');
    await close();
  });

  it('does not reach another browser, nor the same one under another name of this machine', async () => {
    const { page, context, close } = await inBrowser.open({ path: '/' });
    await signInBy(page);
    const stranger = await inBrowser.open({ path: '/#/apps' });
    await stranger.page.getByLabel('Password').waitFor(patience);
    await stranger.close();
    const elsewhere = await context.newPage();
    await elsewhere.goto(`http://127.0.0.1:${product.current.port}/`);
    await elsewhere.getByLabel('Password').waitFor(patience);
    await close();
  });

  it('gives a page that opens the console no hold of it', async () => {
    const { headers } = await fetch(`http://127.0.0.1:${product.current.port}/`);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    const { page, context, close } = await inBrowser.open({ path: '/' });
    await signInBy(page);
    const other = await context.newPage();
    await other.goto(`http://localhost:${otherPort}/`);
    const opened = context.waitForEvent('page');
    await other.evaluate(`globalThis.held = window.open('http://localhost:${product.current.port}/#/apps')`);
    await (await opened).getByRole('heading', { name: 'Apps', level: 1 }).waitFor(patience);
    // Cut off, it is closed as far as its opener can tell.
    expect(await other.evaluate('held.closed')).toBe(true);
    await close();
  });

  it('names the browser and the door of each session', async () => {
    const { page, close } = await inBrowser.open({ path: '/' });
    await signInBy(page);
    await page.getByRole('link', { name: 'Account' }).click();
    const own = page
      .getByRole('region', { name: 'Sessions' })
      .getByRole('listitem')
      .filter({ hasText: 'This one' });
    await own.getByText(/Chrome on Linux/).waitFor(patience);
    await close();
  });
});
