import type { Page } from 'playwright-core';
import { patience } from './own-gantry.ts';

/** Begins a conversation at Home with a sentence, typed as slowly as `delayMs` a key says. */
export async function askFor(page: Page, sentence: string, delayMs = 0): Promise<void> {
  await page.getByRole('heading', { name: 'What should we build?' }).waitFor(patience);
  await page.getByLabel('Message').pressSequentially(sentence, { delay: delayMs, ...patience });
  await page.keyboard.press('Enter');
}

/** Waits until the app is on the screen, from a preview that can be merged. */
export async function whenPreviewed(page: Page): Promise<void> {
  await page.locator('.work-head .badge').getByText('Preview', { exact: true }).waitFor(patience);
  await page.frameLocator('iframe').getByRole('heading').first().waitFor(patience);
}
