import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, patience, useConsole } from './rig/console-page.ts';
import {
  framedApp as app,
  livePage,
  mergeInView as merge,
  missionsOf,
  say,
  sideOf as side,
  signInAt as signIn,
  takeBack,
  whenBuilt,
} from './rig/workspace-steps.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);

/** How much of the page jumped since it was loaded without anybody having touched it. */
const layoutShift = (page: Page): Promise<number> => page.evaluate<number>('globalThis.shifted');
const watchShifts = `
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });`;

describe.skipIf(!hasBrowser)('a person’s afternoon', () => {
  it('is one place: said, planned, built, used, changed, written over, merged, taken back and found again', {
    timeout: 400_000,
  }, async () => {
    const { page, complaints, close } = await inBrowser.open({
      path: '/',
      trace: 'afternoon-with-the-built-in-model',
      prepare: (page) => page.addInitScript(watchShifts),
    });
    await signIn(page);
    await say(page, 'Build a habit tracker with streaks.');
    await page.getByRole('checkbox', { name: 'Streaks' }).waitFor(patience);
    await page.getByLabel('Another feature').fill('CSV export');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Update the plan' }).press('Enter');
    await page.getByRole('checkbox', { name: 'Export CSV' }).waitFor(patience);
    await page.getByRole('button', { name: 'Build it' }).press('Enter', patience);

    const first = missionsOf(page).first();
    await first.getByRole('listitem').filter({ hasText: 'A habit that I add is listed.' }).waitFor(patience);
    const before = await layoutShift(page);
    await whenBuilt(page, 1);
    expect(await first.locator('.run-check-held').count()).toBeGreaterThan(3);
    expect(await first.textContent()).toMatch(/(\d+) of \1 work/);
    await app(page).getByRole('textbox', { name: 'New habit' }).fill('Water the plants', patience);
    await app(page).getByRole('button', { name: 'Add habit' }).click();
    await app(page).getByText('Water the plants').first().waitFor(patience);
    // The frame takes the place of the log; what is said beside it stays where it is.
    expect((await layoutShift(page)) - before).toBeLessThan(0.05);
    await merge(page);

    await say(page, 'Now add statistics');
    const plan = page.getByRole('region', { name: /^Plan/ });
    await plan.getByRole('heading', { name: 'Added' }).waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    await plan.getByRole('button', { name: 'Build it' }).press('Enter', patience);
    await whenBuilt(page, 2);
    expect(await page.locator('.work-kinds button').allTextContents()).toEqual(['Preview', 'Live']);

    await side(page, 'Files').click();
    await page.getByRole('button', { name: 'Edit index.html' }).click(patience);
    const editor = page.getByRole('textbox', { name: 'Content of index.html' });
    const html = await editor.inputValue(patience);
    await editor.fill(html.replaceAll(/<h1>[^<]*<\/h1>/g, '<h1>Small steps</h1>'));
    await side(page, 'Checks').click();
    await side(page, 'Files').click();
    expect(await editor.inputValue(patience)).toContain('Small steps');
    await page.getByRole('button', { name: 'Save and build' }).press('Enter');
    await whenBuilt(page, 3);
    await side(page, 'App').click();
    await app(page).getByRole('heading', { name: 'Small steps' }).waitFor(patience);
    await merge(page);
    await app(page).getByRole('heading', { name: 'Small steps' }).waitFor(patience);

    await missionsOf(page).first().getByRole('button', { name: 'Show this version' }).click();
    await side(page, 'Files').click();
    await page.getByRole('button', { name: /^README/ }).click(patience);
    await page.getByRole('button', { name: 'Edit README.md' }).click(patience);
    const readme = page.getByRole('textbox', { name: 'Content of README.md' });
    await readme.fill('# Written over an old version', patience);
    await page.getByRole('button', { name: 'Save and build' }).press('Enter');
    await page.getByText('What you wrote is kept').waitFor(patience);
    expect(await readme.inputValue()).toBe('# Written over an old version');
    await missionsOf(page).last().getByRole('button', { name: 'Show this version' }).click();
    await page.getByText('1 file changed').waitFor(patience);
    await page.getByRole('button', { name: /^Discard/ }).click();
    await page.getByRole('button', { name: 'Discard what you wrote' }).press('Enter');
    await side(page, 'App').click();

    await takeBack(page);
    expect(await livePage(page, product.current.port)).not.toContain('Small steps');
    // What was refused was a 409, which the browser reports.
    expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([]);
    await close();

    const tomorrow = await inBrowser.open({ path: '/' });
    await signIn(tomorrow.page);
    await tomorrow.page
      .getByRole('link', { name: /Habit tracker/ })
      .first()
      .click(patience);
    await missionsOf(tomorrow.page).nth(2).waitFor(patience);
    await tomorrow.page.getByText('You: Undo the last change').waitFor(patience);
    expect(await overflowPx(tomorrow.page)).toBeLessThanOrEqual(0);
    await tomorrow.close();
  });
});
