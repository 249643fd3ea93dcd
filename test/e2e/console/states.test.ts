import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { draftWith } from '../rig/drafts.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, patience, useConsole, whenLoaded } from './rig/console-page.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let app: string;

/** What a person brings about on a screen, each state of it looked at by axe; the last of them takes the app away and brings it back. */
const states: readonly {
  readonly name: string;
  readonly path: () => string;
  readonly come: (page: Page) => Promise<void>;
}[] = [
  {
    name: 'a search that finds nothing',
    path: () => '/#/apps',
    come: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /^Search/ }).fill('nothing is called this');
    },
  },
  {
    name: 'a file that is being written',
    path: () => `/#/apps/${app}/files`,
    come: async (page) => {
      await page.getByRole('button', { name: 'Edit index.html' }).press('Enter', patience);
      const editor = page.getByRole('textbox', { name: 'Content of index.html' });
      await editor.press('Control+Home', patience);
      await page.keyboard.type('<!-- by hand -->');
      await page.getByText('1 file changed').waitFor(patience);
    },
  },
  {
    name: 'a merge that asks once more',
    path: () => `/#/apps/${app}`,
    come: async (page) => {
      await page.getByRole('button', { name: /^Merge/ }).press('Enter', patience);
      await page.getByRole('button', { name: 'Merge and go live' }).waitFor(patience);
    },
  },
  {
    name: 'an app that is live',
    path: () => `/#/apps/${app}/history`,
    come: async (page) => {
      await page.getByRole('button', { name: /^Merge/ }).press('Enter', patience);
      await page.getByRole('button', { name: 'Merge and go live' }).press('Enter', patience);
      await page.locator('.work-head .badge', { hasText: /^Live$/ }).waitFor(patience);
    },
  },
  {
    name: 'a key that is shown once',
    path: () => '/#/account',
    come: async (page) => {
      await page.getByLabel('Name of the new key').fill('My phone');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /^Copy/ }).first().waitFor(patience);
    },
  },
  {
    name: 'a device without a network',
    path: () => `/#/apps/${app}`,
    come: async (page) => {
      await page.context().setOffline(true);
      await page.locator('.offline').waitFor(patience);
    },
  },
  {
    name: 'an app that is deleted',
    path: () => `/#/apps/${app}/settings`,
    come: async (page) => {
      await page.getByLabel(new RegExp(`^Type ${app}`)).fill(app, patience);
      await page.getByRole('button', { name: 'Delete this app' }).press('Enter');
      await page.getByRole('heading', { name: 'This app is deleted' }).waitFor(patience);
    },
  },
];

describe.skipIf(!hasBrowser)('every state of a screen', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    authors.on('small', (asked) => answers(asked, draftWith()));
    app = shipped(await build(client, { voice_memo: 'Build a small app' })).app;
  });

  it('has no barriers, in dark on a phone and in light on a desktop', async () => {
    const found: string[] = [];
    for (const { name, path, come } of states) {
      const { page, close } = await inBrowser.open({ path: path(), client });
      await whenLoaded(page);
      await come(page);
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 320],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 740 });
        found.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
        if ((await overflowPx(page)) > 0) found.push(`${name} is too wide at ${width} px`);
      }
      await close();
    }
    expect(found).toEqual([]);
  });
});
