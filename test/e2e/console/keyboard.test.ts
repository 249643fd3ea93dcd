import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { draftWith } from '../rig/drafts.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { missionPath, useConsole, whenLoaded } from './rig/console-page.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let mission: ReturnType<typeof shipped>;

/** Marks what a mouse can use and counts it: of a group of radio buttons, one has the focus. */
const mark = `(() => {
  const all = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex="0"]';
  const shown = [...document.querySelectorAll(all)].filter((part) =>
    part.checkVisibility({ visibilityProperty: true }) && part.tabIndex >= 0 && (part.type !== 'radio' || part.checked));
  for (const part of shown) part.dataset.reach = 'not yet';
  return shown.length;
})()`;

/** Notes where the focus is; gives what is wrong with how it shows there, if anything. */
const note = `(() => {
  const part = document.activeElement;
  if (part === null || part === document.body || part.tagName === 'IFRAME') return '';
  part.dataset.reach = 'reached';
  const named = part.outerHTML.slice(0, 120);
  const { outlineStyle, boxShadow } = getComputedStyle(part);
  const around = getComputedStyle(part.closest('label, .composer, form') ?? part);
  const isSeen = [outlineStyle, around.outlineStyle].some((style) => style !== 'none') || boxShadow !== 'none' || around.boxShadow !== 'none';
  return isSeen ? '' : 'unseen: ' + named;
})()`;

const missed = `[...document.querySelectorAll('[data-reach="not yet"]')].map((part) => 'missed: ' + part.outerHTML.slice(0, 120))`;

/** Goes through a page by Tab, also where more of it comes on the way, and gives what it came to without showing it, or did not come to. */
async function goThrough(page: Page): Promise<readonly string[]> {
  const parts = await page.evaluate<number>(mark);
  expect(parts).toBeGreaterThan(3);
  const unseen = new Set<string>();
  let left = [''];
  for (let presses = 0; presses < 3 * parts + 5 && (presses < parts + 5 || left.length > 0); presses += 1) {
    await page.keyboard.press('Tab');
    unseen.add(await page.evaluate<string>(note));
    left = await page.evaluate<string[]>(missed);
  }
  unseen.delete('');
  return [...unseen, ...left];
}

describe.skipIf(!hasBrowser)('the console by keyboard', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    authors.on('small', (asked) => answers(asked, draftWith()));
    mission = shipped(await build(client, { voice_memo: 'Build a small app' }));
  });

  it('comes by Tab to everything that a mouse can use, and shows where it is', async () => {
    const app = `/#/apps/${mission.app}`;
    const sides = ['checks', 'files', 'changes', 'tests', 'log', 'data', 'history', 'settings', 'proof'];
    const paths = ['/#/', '/#/talk', '/#/missions', '/#/apps', '/#/account', missionPath(mission)];
    const found: string[] = [];
    for (const path of [
      ...paths,
      ...sides.map((side) => `${app}/${side}`),
      `/pulls/admin/${mission.app}/1`,
    ]) {
      const { page, close } = await inBrowser.open({ path, client });
      await whenLoaded(page);
      found.push(...(await goThrough(page)).map((one) => `${path} ${one}`));
      await close();
    }
    expect(found).toEqual([]);
  });
});
