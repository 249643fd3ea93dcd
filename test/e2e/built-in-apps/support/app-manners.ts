import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { AppKit } from '../../../../demo-model/kit.ts';
import { openApp } from './open-app.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe calls serious or critical, as `rule: element`. */
const findBarriers = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return grave.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
};

/** What every app does in a browser; `use` brings it to a state worth looking at. */
export const testManners = (
  browser: () => Browser,
  kit: AppKit,
  { request = '', use }: { readonly request?: string; readonly use: (page: Page) => Promise<void> },
): void => {
  const features = kit.features.map((feature) => feature.id);

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
    ['dark', 320],
  ] as const)('has no barriers, no overflow and no errors in %s at %i px', async (colorScheme, width) => {
    const context = { colorScheme, viewport: { width, height: 800 } };
    await using app = await openApp(browser(), kit, { features, request, context });
    await use(app.page);
    expect(await findBarriers(app.page)).toEqual([]);
    const overflowPx = await app.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflowPx).toBeLessThanOrEqual(0);
    expect(app.complaints).toEqual([]);
  });

  it('works with no feature at all', async () => {
    await using app = await openApp(browser(), kit, { features: [], request });
    await app.page.getByRole('heading', { level: 1 }).waitFor();
    expect(app.complaints).toEqual([]);
  });

  it('switches to dark mode by a toggle that tells its state', async () => {
    const context = { colorScheme: 'light' } as const;
    await using app = await openApp(browser(), kit, { features: ['dark-mode'], request, context });
    const paper = (): Promise<string> => app.page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    const toggle = app.page.getByRole('button', { name: 'Dark mode' });
    await toggle.press('Enter');
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    expect(await paper()).not.toBe(light);
  });
};
