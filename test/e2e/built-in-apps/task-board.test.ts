import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskBoard } from '../../../demo-model/kits/task-board/kit.ts';
import { testManners } from './support/app-manners.ts';
import { hasBrowser, launchBrowser, type OpenApp, openApp } from './support/open-app.ts';

const add = async (page: Page, title: string): Promise<void> => {
  await page.getByLabel('New task').fill(title);
  await page.getByRole('button', { name: 'Add task' }).click();
};
const card = (page: Page, title: string): Locator => page.locator('.card', { hasText: title });
const titles = (page: Page, column: string): Promise<string[]> =>
  page.locator(`[data-column="${column}"] .card-title`).allTextContents();

describe.skipIf(!hasBrowser)('Task board in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  const open = (...features: string[]): Promise<OpenApp> =>
    openApp(browser, taskBoard, { features, at: '2026-05-01T10:00:00' });

  testManners(() => browser, taskBoard, {
    use: async (page) => {
      await page.locator('#new-due').fill('2026-01-01');
      await page.locator('#new-priority').selectOption('high');
      await page.locator('#new-tags').fill('garden, home');
      await add(page, 'Water the tomatoes, and everything else that stands in the sun');
      await add(page, 'Read');
      await page.getByRole('button', { name: 'Move Read to In progress' }).click();
    },
  });

  it('moves, renames and removes tasks by keyboard alone', async () => {
    await using app = await open();
    for (const title of ['One', 'Two']) await add(app.page, title);
    await card(app.page, 'Two').press('ArrowUp');
    expect(await titles(app.page, 'todo')).toEqual(['Two', 'One']);
    await app.page.keyboard.press('ArrowRight');
    expect(await titles(app.page, 'doing')).toEqual(['Two']);
    expect(await app.page.getByRole('status').first().textContent()).toBe('Two: In progress, 1 of 1');
    await app.page.keyboard.press('Enter');
    await app.page.keyboard.type('Renamed');
    await app.page.keyboard.press('Enter');
    expect(await titles(app.page, 'doing')).toEqual(['Renamed']);
    await app.page.keyboard.press('Delete');
    expect(await titles(app.page, 'doing')).toEqual([]);
    await app.page.getByRole('button', { name: 'Undo' }).click();
    expect(await titles(app.page, 'doing')).toEqual(['Renamed']);
    expect(app.complaints).toEqual([]);
  });

  it('is one board in two tabs: what one adds the other keeps', async () => {
    await using app = await open('local-storage');
    const other = await app.page.context().newPage();
    await other.goto(app.page.url());
    await add(other, 'From the other tab');
    await card(app.page, 'From the other tab').waitFor();
    await add(app.page, 'From this tab');
    await other.reload();
    expect(await titles(other, 'todo')).toEqual(['From the other tab', 'From this tab']);
  });

  it('says what is missing when a task has no name', async () => {
    await using app = await open();
    await add(app.page, '   ');
    expect(await app.page.getByRole('alert').textContent()).toBe('Give the task a name first.');
  });

  it('drags a task to a place in another column', async () => {
    await using app = await open('drag-and-drop');
    for (const title of ['One', 'Two', 'Three']) await add(app.page, title);
    await card(app.page, 'One').dragTo(app.page.locator('[data-column="doing"] .cards'));
    expect(await titles(app.page, 'doing')).toEqual(['One']);
    await card(app.page, 'Three').dragTo(card(app.page, 'One'), { targetPosition: { x: 40, y: 3 } });
    expect(await titles(app.page, 'doing')).toEqual(['Three', 'One']);
    expect(app.complaints).toEqual([]);
  });

  it('drags nothing where the feature is left out', async () => {
    await using app = await open();
    await add(app.page, 'One');
    expect(await card(app.page, 'One').getAttribute('draggable')).toBeNull();
  });

  it('tells late and pressing due dates', async () => {
    await using app = await open('due-dates');
    for (const [title, due] of [
      ['Late', '2026-04-30'],
      ['Today', '2026-05-01'],
    ] as const) {
      await app.page.getByLabel('Due date').fill(due);
      await add(app.page, title);
    }
    expect(await card(app.page, 'Late').locator('.badge').textContent()).toBe('Late: Apr 30');
    expect(await card(app.page, 'Today').locator('[data-due="soon"]').textContent()).toBe('Due today');
  });

  it('searches', async () => {
    await using app = await open('search');
    for (const title of ['Café table', 'Bread']) await add(app.page, title);
    await app.page.getByLabel('Search').fill('cafe');
    expect(await titles(app.page, 'todo')).toEqual(['Café table']);
    expect(await app.page.locator('#search-found').textContent()).toBe('1 task found');
  });

  it('sorts by priority', async () => {
    await using app = await open('priorities');
    for (const [title, priority] of [
      ['Slow', 'low'],
      ['Fast', 'high'],
    ] as const) {
      await app.page.getByLabel('Priority', { exact: true }).selectOption(priority);
      await add(app.page, title);
    }
    expect(await titles(app.page, 'todo')).toEqual(['Slow', 'Fast']);
    await app.page.getByRole('button', { name: 'Sort by priority' }).click();
    expect(await titles(app.page, 'todo')).toEqual(['Fast', 'Slow']);
  });

  it('filters by a tag', async () => {
    await using app = await open('tags');
    for (const tag of ['home', 'work']) {
      await app.page.getByLabel('Tags').fill(tag);
      await add(app.page, `At ${tag}`);
    }
    await app.page.getByRole('button', { name: '#work 1' }).click();
    expect(await titles(app.page, 'todo')).toEqual(['At work']);
  });

  it('keeps the board over a reload with local storage, and forgets it without', async () => {
    await using kept = await open('local-storage');
    await add(kept.page, 'One');
    await kept.page.reload();
    expect(await titles(kept.page, 'todo')).toEqual(['One']);
    await using forgotten = await open();
    await add(forgotten.page, 'One');
    await forgotten.page.reload();
    expect(await titles(forgotten.page, 'todo')).toEqual([]);
  });

  it('clears all and undoes it', async () => {
    await using app = await open('clear-all');
    for (const title of ['One', 'Two']) await add(app.page, title);
    await app.page.getByRole('button', { name: 'Clear all (2 tasks)' }).click();
    expect(await titles(app.page, 'todo')).toEqual([]);
    await app.page.getByRole('button', { name: 'Undo' }).click();
    expect(await titles(app.page, 'todo')).toEqual(['One', 'Two']);
  });

  it('shows a task on its day of the calendar, in any month, and none of what is filtered out', async () => {
    await using app = await open('calendar', 'search');
    await app.page.locator('#new-due').fill('2026-06-09');
    await add(app.page, 'Renew the passport');
    await app.page.getByRole('button', { name: 'Calendar' }).click();
    const calendar = app.page.getByRole('region', { name: 'Calendar' });
    await calendar.getByText('June 2026').waitFor();
    expect(
      await calendar.locator('td', { hasText: 'Renew the passport' }).locator('time').textContent(),
    ).toBe('9');
    await calendar.getByRole('button', { name: 'Month before' }).click();
    await calendar.getByText('May 2026').waitFor();
    expect(await calendar.getByText('Renew the passport').count()).toBe(0);
    await calendar.getByRole('button', { name: 'Month after' }).click();
    await app.page.getByLabel('Search').fill('milk');
    expect(await calendar.getByText('Renew the passport').count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });

  it('opens with something to try, which is there no more once there are tasks', async () => {
    await using app = await open('local-storage', 'due-dates', 'priorities');
    await app.page.getByRole('button', { name: 'Try with sample data' }).press('Enter');
    expect(await titles(app.page, 'todo')).toEqual(['Book the train to the coast', 'Water the plants']);
    expect(await app.page.locator('.badge', { hasText: 'Due today' }).count()).toBe(1);
    expect(await app.page.evaluate('document.activeElement.className')).toBe('card');
    await app.page.reload();
    await card(app.page, 'Water the plants').waitFor();
    expect(await app.page.getByRole('button', { name: 'Try with sample data' }).count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });
});
