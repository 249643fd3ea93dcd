import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markdownNotes } from '../../../demo-model/kits/markdown-notes/kit.ts';
import { testManners } from './support/app-manners.ts';
import { hasBrowser, launchBrowser, type OpenApp, openApp } from './support/open-app.ts';

const write = async (page: Page, text: string): Promise<void> => {
  if (await page.locator('#back').isVisible()) await page.click('#back');
  await page.getByRole('button', { name: 'New note' }).click();
  await page.getByLabel('Text of the note').fill(text);
};

const titles = (page: Page): Promise<string[]> => page.locator('#rows .row strong').allTextContents();

describe.skipIf(!hasBrowser)('Markdown notes in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  const open = (...features: string[]): Promise<OpenApp> => openApp(browser, markdownNotes, { features });

  testManners(() => browser, markdownNotes, {
    use: async (page) => {
      await write(page, '# One #home\n\n- [x] **done**\n\n> quote\n\n```\ncode\n```');
      await write(page, 'Two');
    },
  });

  it('writes, deletes and brings back notes', async () => {
    await using app = await open();
    await write(app.page, '# First');
    await write(app.page, '# Second');
    expect(await titles(app.page)).toEqual(['Second', 'First']);
    await app.page.getByRole('button', { name: 'Delete note' }).click();
    expect(await titles(app.page)).toEqual(['First']);
    await app.page.getByRole('button', { name: 'Undo' }).click();
    expect(await titles(app.page)).toEqual(['Second', 'First']);
    expect(app.complaints).toEqual([]);
  });

  it('opens with something to try, which is there no more once there are notes', async () => {
    await using app = await open('local-storage');
    await app.page.getByRole('button', { name: 'Try with sample data' }).press('Enter');
    expect((await titles(app.page)).length).toBeGreaterThan(1);
    expect(await app.page.getByRole('button', { name: 'Try with sample data' }).count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });

  it('has the same notes in two tabs, and leaves the text that is being written', async () => {
    await using app = await open('local-storage');
    await write(app.page, 'Here');
    const other = await app.page.context().newPage();
    await other.goto(app.page.url());
    await write(other, 'There');
    await app.page.locator('#rows .row', { hasText: 'There' }).waitFor();
    await app.page.keyboard.press('End');
    await app.page.keyboard.type(' and on');
    await other.locator('#rows .row', { hasText: 'Here and on' }).waitFor();
    await other.reload();
    expect(await titles(other)).toEqual(['Here and on', 'There']);
  });

  it('forgets notes on reload without local storage, and keeps them with it', async () => {
    for (const [features, kept] of [
      [[], []],
      [['local-storage'], ['Kept?']],
    ] as const) {
      await using app = await open(...features);
      await write(app.page, 'Kept?');
      await app.page.reload();
      expect(await titles(app.page)).toEqual(kept);
    }
  });

  it('shows a live preview whose markup is never HTML', async () => {
    await using app = await open('preview');
    await write(app.page, '# Hi\n\n**bold** <img src=x onerror="document.title=1"> [x](javascript:alert(1))');
    const preview = app.page.getByRole('article', { name: 'Preview' });
    expect(await preview.locator('h1').textContent()).toBe('Hi');
    expect(await preview.locator('strong').textContent()).toBe('bold');
    expect(await preview.locator('img, a').count()).toBe(0);
    await app.page.getByRole('button', { name: 'Preview' }).click();
    expect(await app.page.getByLabel('Text of the note').isVisible()).toBe(false);
  });

  it('searches while one types, from the keyboard', async () => {
    await using app = await open('search');
    await write(app.page, 'Apples\nred');
    await write(app.page, 'Pears\ngreen');
    await app.page.locator('#rows .row').first().focus();
    await app.page.keyboard.press('/');
    await app.page.keyboard.type('RED');
    expect(await titles(app.page)).toEqual(['Apples']);
    expect(await app.page.locator('#rows mark').textContent()).toBe('red');
    await app.page.keyboard.press('Escape');
    expect(await titles(app.page)).toHaveLength(2);
  });

  it('filters by tag and lets go again', async () => {
    await using app = await open('tags');
    await write(app.page, 'Trip #travel');
    await write(app.page, 'Bread #food');
    const chip = app.page.getByRole('button', { name: 'travel, 1 note' });
    await chip.click();
    expect(await titles(app.page)).toEqual(['Trip #travel']);
    await chip.click();
    expect(await titles(app.page)).toHaveLength(2);
  });

  it('pins a note to the head of the list', async () => {
    await using app = await open('pin');
    await write(app.page, 'Old');
    await app.page.getByRole('button', { name: 'Pin note' }).click();
    await write(app.page, 'New');
    expect(await titles(app.page)).toEqual(['Old', 'New']);
  });

  it('exports the open note and all notes as files', async () => {
    await using app = await open('export');
    await write(app.page, '# Málaga trip');
    const one = app.page.waitForEvent('download');
    await app.page.getByRole('button', { name: 'Export as Markdown' }).click();
    expect((await one).suggestedFilename()).toBe('malaga-trip.md');
    const all = app.page.waitForEvent('download');
    await app.page.getByRole('button', { name: 'Export all notes' }).click();
    expect((await all).suggestedFilename()).toBe('notes.md');
  });

  it('counts words below the note', async () => {
    await using app = await open('word-count');
    await write(app.page, 'three small words');
    expect(await app.page.locator('#word-count').textContent()).toBe('3 words · 1 min read');
  });
});
