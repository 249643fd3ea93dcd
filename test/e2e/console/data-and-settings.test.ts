import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBubblewrap } from '../../pod-image/support/has-bubblewrap.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { useAuthors } from '../rig/authors.ts';
import { signIn } from '../rig/client.ts';
import { guestbookSpec, writesGuestbook } from '../rig/guestbook.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, patience, useConsole } from './rig/console-page.ts';
import { sideOf as side } from './rig/workspace-steps.ts';

const authors = useAuthors();
const product = useProduct({
  env: async () => ({ ...(await authors.env()), GANTRY_ISOLATION: 'bubblewrap', GANTRY_BROWSER: 'none' }),
});
const inBrowser = useConsole(() => product.current.port);
if (!hasBubblewrap) console.warn('SKIPPED: no function is served, for want of bubblewrap');

const secret = { name: 'GREETING_KEY', why: 'Signs what is sent to the owner' };

/** Merging, whatever comes of it. */
async function merge(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Merge/ }).click(patience);
  await page.getByRole('button', { name: 'Merge and go live' }).press('Enter', patience);
}

/** Leaves a message where the app is live, as a visitor of it would. */
async function leaveMessage(page: Page, text: string): Promise<void> {
  const frame = page.frameLocator('iframe');
  await frame.getByRole('textbox', { name: /name/i }).fill('Ada', patience);
  await frame.getByRole('textbox', { name: /message/i }).fill(text);
  await frame
    .getByRole('button', { name: /sign|send|leave|post|add/i })
    .first()
    .click();
  await frame.getByText(text).first().waitFor(patience);
}

describe.skipIf(!hasBrowser || !hasBubblewrap)('the data and the settings of an app', () => {
  it('are set, looked at and taken back in the workspace of an app that a model wrote', {
    timeout: 300_000,
  }, async () => {
    const client = await signIn(product.current);
    const needs = { ...guestbookSpec.needs, secrets: [secret] };
    authors.on('A guestbook for everybody', writesGuestbook, { ...guestbookSpec, needs });
    const mission = shipped(await build(client, { voice_memo: 'A guestbook for everybody' }));
    const { page, complaints, close } = await inBrowser.open({
      path: `/#/apps/${mission.app}/data`,
      client,
    });
    await page.getByRole('heading', { name: 'No data' }).waitFor(patience);
    await merge(page);
    await page.getByRole('alert').filter({ hasText: secret.name }).waitFor(patience);

    await side(page, 'Settings').click();
    const secrets = page.getByRole('region', { name: 'Secrets' });
    await secrets.getByText('Not set').waitFor(patience);
    await secrets.getByRole('button', { name: `Set ${secret.name}` }).click();
    await secrets.getByLabel(`Value of ${secret.name}`).fill('a-value-that-nobody-sees');
    await page.keyboard.press('Enter');
    await secrets.getByText(/Set .* by admin/).waitFor(patience);
    expect(await page.content()).not.toContain('a-value-that-nobody-sees');
    await page.getByRole('textbox', { name: 'Title' }).fill('Book of guests');
    await page.getByRole('button', { name: 'Save title' }).press('Enter');
    await page.getByRole('heading', { name: 'Book of guests', level: 1 }).waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);

    await merge(page);
    await page.locator('.work-head .badge', { hasText: /^Live$/ }).waitFor(patience);
    await side(page, 'App').click();
    const long = `Lovely. ${'So long a message. '.repeat(12)}`;
    await leaveMessage(page, 'Hello from the kitchen');
    await leaveMessage(page, long.trim());

    await side(page, 'Data').click();
    const tables = page.getByRole('region', { name: 'Tables' });
    await tables.getByRole('button', { name: /^messages 2/ }).waitFor(patience);
    await tables.getByRole('cell', { name: 'Hello from the kitchen' }).waitFor(patience);
    await tables.getByRole('button', { name: 'Show all of this value' }).press('Enter');
    await tables.getByRole('cell', { name: long.trim() }).waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      tables.getByRole('button', { name: 'Download as SQL' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('Hello from the kitchen');

    const points = page.getByRole('region', { name: 'Restore points' });
    await points.getByRole('button', { name: /^Restore/ }).click();
    await points.getByRole('button', { name: 'Replace today’s data' }).press('Enter');
    await points.getByText('The data is as it was on').waitFor(patience);
    await tables.getByRole('button', { name: /^messages 0/ }).waitFor(patience);
    expect(await points.getByRole('listitem').count()).toBe(2);

    await side(page, 'Log').click();
    await page.getByRole('button', { name: 'The app’s functions' }).click();
    await page.getByRole('region', { name: 'Functions’ log' }).waitFor(patience);

    await side(page, 'Settings').click();
    await page.getByLabel(/^Type guestbook/).fill('guestbook');
    await page.getByRole('button', { name: 'Delete this app' }).press('Enter');
    await page.getByRole('heading', { name: 'This app is deleted' }).waitFor(patience);
    await page.getByRole('button', { name: 'Bring it back' }).press('Enter');
    await page.locator('.work-head .badge', { hasText: /^Live$/ }).waitFor(patience);
    // The refused merge was a 409, which the browser reports.
    expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([]);
    await close();
  });
});
