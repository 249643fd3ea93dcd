import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calculator } from '../../../demo-model/kits/calculator/kit.ts';
import { testManners } from './support/app-manners.ts';
import { hasBrowser, launchBrowser, type OpenApp, openApp } from './support/open-app.ts';

const press = async (page: Page, keys: string): Promise<void> => {
  for (const key of keys.split(' ')) await page.locator(`[data-key="${key}"]`).click();
};
const readout = (page: Page): Promise<string | null> => page.locator('#readout').textContent();

describe.skipIf(!hasBrowser)('Calculator in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  const open = (...features: string[]): Promise<OpenApp> => openApp(browser, calculator, { features });

  testManners(() => browser, calculator, {
    use: async (page) => {
      await press(page, '1 2 . 5 * 4 = memory-add');
      await press(page, '1 2 3 4 5 6 7 + 8 9 / 3');
    },
  });

  it('works out an expression by its precedence and shows the answer on the way', async () => {
    await using app = await open();
    await press(app.page, '2 + 3 * 4');
    expect(await app.page.locator('#preview').textContent()).toBe('= 14');
    await press(app.page, '=');
    expect(await readout(app.page)).toBe('14');
    expect(await app.page.locator('#trail').textContent()).toBe('2 + 3 × 4 =');
  });

  it.each([320, 360])('hides no digit of a result at %i px', async (width) => {
    const context = { viewport: { width, height: 640 } };
    await using app = await openApp(browser, calculator, { features: ['keyboard'], context });
    for (const keys of ['123456789*987654321', '/3/3/3/7/7', '*7/3', '-0.333333333333']) {
      await app.page.keyboard.type(keys);
      await app.page.keyboard.press('Enter');
      const { scrollWidth, clientWidth } = await app.page
        .locator('#readout')
        .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
      expect(scrollWidth, keys).toBeLessThanOrEqual(clientWidth);
    }
  });

  it('names a division by zero, and lets it be mended', async () => {
    await using app = await open();
    await press(app.page, '8 / 0 =');
    expect(await readout(app.page)).toBe('Cannot divide by zero');
    await press(app.page, 'back back 4 =');
    expect(await readout(app.page)).toBe('2');
    expect(app.complaints).toEqual([]);
  });

  it('keeps its place over a reload', async () => {
    await using app = await open();
    await press(app.page, '1 2 + 3');
    await app.page.reload();
    expect(await readout(app.page)).toBe('12 + 3');
  });

  it('remembers dark mode over a reload, also against the system', async () => {
    await using app = await openApp(browser, calculator, {
      features: ['dark-mode'],
      context: { colorScheme: 'light' },
    });
    await app.page.getByRole('button', { name: 'Dark mode' }).click();
    await app.page.reload();
    expect(await app.page.locator('html').getAttribute('data-theme')).toBe('dark');
  });

  it('keeps a history that is used, survives a reload and is cleared', async () => {
    await using app = await open('history');
    await press(app.page, '6 * 7 =');
    await app.page.reload();
    expect(await app.page.locator('#history-list').textContent()).toContain('6 × 7 =42');
    await press(app.page, 'clear 1 +');
    await app.page.locator('.past').click();
    expect(await readout(app.page)).toBe('1 + 42');
    await app.page.getByRole('button', { name: 'Clear history' }).click();
    expect(await app.page.locator('.past').count()).toBe(0);
  });

  it('takes keyboard input, also after a key was clicked', async () => {
    await using app = await open('keyboard');
    await press(app.page, '9');
    await app.page.keyboard.type('*3');
    await app.page.keyboard.press('Enter');
    expect(await readout(app.page)).toBe('27');
    await app.page.keyboard.press('Escape');
    expect(await readout(app.page)).toBe('0');
  });

  it('takes no keyboard input where the feature is left out', async () => {
    await using app = await open();
    await app.page.keyboard.type('42');
    expect(await readout(app.page)).toBe('0');
  });

  it('knows percent and sign', async () => {
    await using app = await open('percent-sign');
    await press(app.page, '2 0 0 + 1 0 % =');
    expect(await readout(app.page)).toBe('220');
    await press(app.page, 'sign');
    expect(await readout(app.page)).toBe('−220');
  });

  it('keeps a number in memory over a reload', async () => {
    await using app = await open('memory');
    expect(await app.page.getByRole('button', { name: /memory recall/ }).isDisabled()).toBe(true);
    await press(app.page, '5 memory-add clear');
    await app.page.reload();
    await press(app.page, '2 * memory-recall =');
    expect(await readout(app.page)).toBe('10');
  });

  it('has scientific functions in degrees and radians', async () => {
    await using app = await open('scientific');
    await press(app.page, 'sin 3 0 =');
    expect(await readout(app.page)).toBe('0.5');
    await app.page.locator('#angle').click();
    await press(app.page, 'cos π =');
    expect(await readout(app.page)).toBe('−1');
  });
});
