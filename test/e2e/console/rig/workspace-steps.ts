import type { Locator, Page } from 'playwright-core';
import { adminPassword } from '../../rig/admin-password.ts';
import { patience } from './console-page.ts';

/** Signs in as a person does, at the form. */
export async function signInAt(page: Page): Promise<void> {
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Says something in the conversation in view. */
export async function say(page: Page, words: string): Promise<void> {
  await page.getByLabel('Message').fill(words);
  await page.keyboard.press('Enter');
}

/** What the head of the workspace says about the version in view. */
export const badgeOf = (page: Page): Locator => page.locator('.work-head .badge');

/** The missions of a conversation, oldest first. */
export const missionsOf = (page: Page): Locator => page.getByRole('article', { name: /^Mission/ });

/** The app, as it is framed. */
export const framedApp = (page: Page) => page.frameLocator('iframe');

/** The link to a side of the app, such as "Files". */
export const sideOf = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'App' }).getByRole('link', { name, exact: true });

/** Waits until so many missions stand in the conversation, the last of them with its preview beside it. */
export async function whenBuilt(page: Page, missions: number): Promise<void> {
  await missionsOf(page)
    .nth(missions - 1)
    .getByText('Ready', { exact: true })
    .waitFor(patience);
  await badgeOf(page).getByText('Preview', { exact: true }).waitFor(patience);
}

/** Merges what is in view and waits until it is live. */
export async function mergeInView(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Merge/ }).click(patience);
  await page.getByRole('button', { name: 'Merge and go live' }).press('Enter', patience);
  await badgeOf(page).getByText('Live', { exact: true }).waitFor(patience);
  await page.getByRole('link', { name: 'Open the app' }).waitFor(patience);
}

/** Asks in words for the version before, and agrees. */
export async function takeBack(page: Page): Promise<void> {
  await say(page, 'Undo the last change');
  await page.getByRole('button', { name: /^Roll back/ }).click(patience);
  await page.getByRole('button', { name: 'Put the version before live' }).press('Enter');
  await page.getByText('The version before is live again.').waitFor(patience);
  await badgeOf(page).getByText('Replaced by another version').waitFor(patience);
}

/** The page that visitors get where the app is live, fetched without a browser. */
export async function livePage(page: Page, port: number): Promise<string> {
  await page.getByRole('button', { name: 'Live', exact: true }).click(patience);
  const address = await page.locator('iframe').getAttribute('src', patience);
  const { host } = new URL(address ?? '');
  const answer = await page.request.get(`http://127.0.0.1:${port}/`, { headers: { host } });
  return answer.text();
}
