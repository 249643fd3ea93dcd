import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { habitTracker } from '../../../demo-model/kits/habit-tracker/kit.ts';
import { testManners } from './support/app-manners.ts';
import { hasBrowser, launchBrowser, type OpenApp, openApp } from './support/open-app.ts';

const add = async (page: Page, name: string): Promise<void> => {
  await page.getByLabel('New habit').fill(name);
  await page.getByRole('button', { name: 'Add habit' }).click();
};

const summary = (page: Page): Promise<string | null> => page.locator('#summary').textContent();

describe.skipIf(!hasBrowser)('Habit tracker in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  const open = (...features: string[]): Promise<OpenApp> =>
    openApp(browser, habitTracker, { features, at: '2026-05-01T10:00:00' });

  testManners(() => browser, habitTracker, {
    use: async (page) => {
      await add(page, 'Read');
      await add(page, 'Walk in the morning, whatever the weather');
      await page.getByRole('button', { name: 'Read: done today' }).click();
      await page.getByRole('button', { name: 'Edit Read' }).click();
    },
  });

  it('adds, ticks, renames, deletes and brings back habits by keyboard', async () => {
    await using app = await open();
    await app.page.getByLabel('New habit').fill('Read');
    await app.page.keyboard.press('Enter');
    const tick = app.page.getByRole('button', { name: 'Read: done today' });
    await tick.press('Space');
    expect(await summary(app.page)).toBe('All done today');
    expect(await app.page.locator('.tick:focus').count()).toBe(1);
    await app.page.getByRole('button', { name: 'Edit Read' }).press('Enter');
    await app.page.keyboard.type(' more');
    await app.page.keyboard.press('Enter');
    expect(await app.page.locator('.card h3').textContent()).toBe('Read more');
    await app.page.getByRole('button', { name: 'Edit Read more' }).click();
    await app.page.getByRole('button', { name: 'Delete Read more' }).click();
    expect(await summary(app.page)).toBe('No habits yet');
    await app.page.getByRole('button', { name: 'Undo' }).click();
    expect(await app.page.locator('.card').count()).toBe(1);
    expect(app.complaints).toEqual([]);
  });

  it('opens with something to try, which is there no more once there are habits', async () => {
    await using app = await open('streaks', 'local-storage');
    await app.page.getByRole('button', { name: 'Try with sample data' }).press('Enter');
    expect(await app.page.locator('.card').count()).toBeGreaterThan(1);
    await app.page.reload();
    await app.page.locator('.card').first().waitFor();
    expect(await app.page.getByRole('button', { name: 'Try with sample data' }).count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });

  it('has the same habits in two tabs, and an undo here takes back nothing there', async () => {
    await using app = await open('local-storage');
    await add(app.page, 'Read');
    const other = await app.page.context().newPage();
    await other.goto(app.page.url());
    await app.page.getByRole('button', { name: 'Edit Read' }).click();
    await app.page.getByRole('button', { name: 'Delete Read' }).click();
    await other.getByText('Read').waitFor({ state: 'detached' });
    await add(other, 'Walk');
    await app.page.locator('.card h3', { hasText: 'Walk' }).waitFor();
    await app.page.getByRole('button', { name: 'Undo' }).click();
    await other.reload();
    expect(await other.locator('.card h3').allTextContents()).toEqual(['Read', 'Walk']);
  });

  it('says beside the field why a name is refused', async () => {
    await using app = await open();
    await add(app.page, 'Read');
    await add(app.page, 'read');
    expect(await app.page.getByRole('alert').textContent()).toContain('already');
    expect(await app.page.locator('.card').count()).toBe(1);
  });

  it('keeps habits with local storage', async () => {
    await using app = await open('local-storage');
    await add(app.page, 'Read');
    await app.page.reload();
    expect(await app.page.locator('.card h3').allTextContents()).toEqual(['Read']);
  });

  it('counts a streak over the end of the month from ticks in the weekly grid', async () => {
    await using app = await open('streaks', 'week-grid');
    await add(app.page, 'Read');
    for (const day of ['Wed 29', 'Thu 30'])
      await app.page.getByRole('button', { name: `${day}, Read` }).click();
    const streak = app.page.locator('.streak');
    expect(await streak.textContent()).toBe('2 days in a row, tick today to keep it · best 2');
    await app.page.getByRole('button', { name: 'Read: done today' }).click();
    expect(await streak.textContent()).toBe('3 days in a row · best 3');
  });

  it('goes back a week in the grid and never ticks a day to come', async () => {
    await using app = await open('week-grid');
    await add(app.page, 'Read');
    expect(await app.page.getByRole('button', { name: 'Sat 2, Read' }).isDisabled()).toBe(true);
    await app.page.getByRole('button', { name: 'Week before' }).click();
    expect(await app.page.locator('#week-name').textContent()).toBe('20 Apr – 26 Apr 2026');
    await app.page.getByRole('button', { name: 'Mon 20, Read' }).click();
    expect(await app.page.locator('.cell[aria-pressed="true"]').count()).toBe(1);
    expect(await app.page.getByRole('button', { name: 'Week after' }).isEnabled()).toBe(true);
  });

  it('draws statistics of what was ticked', async () => {
    await using app = await open('statistics');
    expect(await app.page.locator('#statistics').isVisible()).toBe(false);
    await add(app.page, 'Read');
    await app.page.getByRole('button', { name: 'Read: done today' }).click();
    expect(await app.page.locator('#total-mean').textContent()).toBe('100 %');
    expect(await app.page.locator('#chart rect').count()).toBe(1);
    expect(await app.page.locator('#rates').textContent()).toContain('1 of 1 day');
  });

  it('exports a table', async () => {
    await using app = await open('export-csv');
    await add(app.page, 'Read, slowly');
    const download = app.page.waitForEvent('download');
    await app.page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('habits-2026-05-01.csv');
    expect(await readFile(await file.path(), 'utf8')).toBe('Date,"Read, slowly"\r\n2026-05-01,0\r\n');
  });
});
