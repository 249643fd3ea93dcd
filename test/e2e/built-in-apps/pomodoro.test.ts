import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pomodoro } from '../../../demo-model/kits/pomodoro/kit.ts';
import { testManners } from './support/app-manners.ts';
import { hasBrowser, launchBrowser, type OpenApp, openApp } from './support/open-app.ts';

const clock = (page: Page): Promise<string | null> => page.locator('#clock').textContent();
/** Minutes on the clock, begun ones whole: the page's time goes on while the test looks. */
const minutesLeft = async (page: Page): Promise<number> => {
  const [minutes = '', seconds = ''] = ((await clock(page)) ?? '').split(':');
  return Number(minutes) + (Number(seconds) > 0 ? 1 : 0);
};
const phase = (page: Page): Promise<string | null> => page.locator('#phase').textContent();
const finish = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /Start|Resume/ }).click();
  await page.clock.fastForward('26:00');
};

describe.skipIf(!hasBrowser)('Pomodoro timer in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  /** An app whose clock the test moves. */
  const open = async (...features: string[]): Promise<OpenApp> => {
    const app = await openApp(browser, pomodoro, { features });
    await app.page.clock.install({ time: new Date('2026-05-01T10:00:00') });
    await app.page.reload();
    return app;
  };

  testManners(() => browser, pomodoro, {
    use: async (page) => {
      await page.getByLabel('What are you working on?').fill('The report');
      await page.getByRole('button', { name: 'Start' }).click();
    },
  });

  it('counts down, pauses, goes on and resets', async () => {
    await using app = await open();
    await app.page.getByRole('button', { name: 'Start' }).click();
    await app.page.clock.fastForward('05:00');
    expect(await minutesLeft(app.page)).toBe(20);
    await app.page.getByRole('button', { name: 'Pause' }).click();
    await app.page.clock.fastForward('05:00');
    expect(await minutesLeft(app.page)).toBe(20);
    await app.page.getByRole('button', { name: 'Reset' }).click();
    expect(await clock(app.page)).toBe('25:00');
    expect(app.complaints).toEqual([]);
  });

  it('goes on counting over a reload', async () => {
    await using app = await open();
    await app.page.getByRole('button', { name: 'Start' }).click();
    await app.page.clock.fastForward('10:00');
    await app.page.reload();
    expect(await app.page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    expect(await minutesLeft(app.page)).toBe(15);
  });

  it('leads from focus to break and back', async () => {
    await using app = await open();
    await finish(app.page);
    expect(await phase(app.page)).toBe('Break');
    expect(await clock(app.page)).toBe('05:00');
    await app.page.getByRole('button', { name: 'Skip' }).click();
    expect(await phase(app.page)).toBe('Focus');
  });

  it('has a long break after four sessions, and without the feature never', async () => {
    for (const [features, expected] of [
      [['long-breaks'], 'Long break'],
      [[], 'Break'],
    ] as const) {
      await using app = await open(...features);
      for (let session = 1; session <= 3; session += 1) {
        await finish(app.page);
        expect(await phase(app.page)).toBe('Break');
        await app.page.getByRole('button', { name: 'Skip' }).click();
      }
      await finish(app.page);
      expect(await phase(app.page)).toBe(expected);
    }
  });

  it('takes custom durations and keeps them', async () => {
    await using app = await open('durations');
    await app.page.getByRole('spinbutton', { name: 'Focus' }).fill('50');
    await app.page.getByRole('spinbutton', { name: 'Focus' }).press('Tab');
    expect(await clock(app.page)).toBe('50:00');
    await app.page.reload();
    expect(await clock(app.page)).toBe('50:00');
  });

  it('counts sessions in its statistics', async () => {
    await using app = await open('statistics');
    await finish(app.page);
    expect(await app.page.locator('#sessions-today').textContent()).toBe('1');
    expect(await app.page.locator('#minutes-today').textContent()).toBe('25 min');
    await app.page.reload();
    expect(await app.page.locator('#sessions-all').textContent()).toBe('1');
  });

  it('sounds at the end of a phase unless it is switched off', async () => {
    await using app = await open('sound');
    await finish(app.page);
    expect(await app.page.locator('html').getAttribute('data-chimed')).toBe('3');
    await using quiet = await open('sound');
    await quiet.page.getByRole('button', { name: 'Sound' }).click();
    await finish(quiet.page);
    expect(await quiet.page.locator('html').getAttribute('data-chimed')).toBeNull();
  });

  it('shows the task label in the title and keeps it', async () => {
    await using app = await open('task-label');
    await app.page.getByLabel('What are you working on?').fill('Report');
    expect(await app.page.title()).toBe('25:00 Report');
    await app.page.reload();
    expect(await app.page.title()).toBe('25:00 Report');
  });

  it('obeys keyboard shortcuts', async () => {
    await using app = await open('shortcuts');
    await app.page.keyboard.press('Space');
    expect(await app.page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    await app.page.keyboard.press('s');
    expect(await phase(app.page)).toBe('Break');
  });
});
