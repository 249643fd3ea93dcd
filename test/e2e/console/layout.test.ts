import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../../core/wire/socket.ts';
import { eventOf } from '../../web/mission-frames.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { draftWith } from '../rig/drafts.ts';
import { build, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { overflowPx, patience, useConsole, whenLoaded } from './rig/console-page.ts';
import { openScriptedTalk } from './rig/scripted-talk.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const inBrowser = useConsole(() => product.current.port);
let client: Client;
let mission: ReturnType<typeof shipped>;

async function boxOf(part: Locator) {
  const box = await part.boundingBox(patience);
  if (box === null) throw new Error('it is not shown');
  return { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
}

const building: readonly ServerFrame[] = [
  eventOf({ seq: 4, event: 'draft-stored', status: 'VALIDATING', data: { attempt: 0 } }),
  eventOf({ seq: 5, event: 'bundle-handed-over', status: 'BUILDING', data: { attempt: 0 } }),
];
const talked = Array.from({ length: 12 }, (_, index) => ({
  role: index % 2 === 0 ? 'person' : 'gantry',
  text: `What was said as number ${index}, long before this build began.`,
  at: '2026-01-01T00:00:00.000Z',
}));
const openLong = () =>
  openScriptedTalk(inBrowser, {
    client,
    context: { viewport: { width: 1120, height: 740 } },
    more: { turns: talked },
  });
const card = (page: Page) => page.getByRole('article', { name: /^Mission/ });

describe.skipIf(!hasBrowser)('the layout of the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
    authors.on('small', (asked) => answers(asked, draftWith()));
    mission = shipped(await build(client, { voice_memo: 'Build a small app' }));
  });

  it('keeps the whole card of a mission above the composer while it grows', async () => {
    const { page, send, close } = await openLong();
    await card(page).waitFor(patience);
    for (const event of building) send(event);
    await card(page).getByText('0 of 2 tried').waitFor(patience);
    const [{ bottom }, foot, list] = [
      await boxOf(card(page)),
      await boxOf(page.locator('.talk-foot')),
      page.locator('.turns'),
    ];
    expect(bottom).toBeLessThanOrEqual(foot.top);
    expect(await list.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
    await page.setViewportSize({ width: 1120, height: 600 });
    await expect
      .poll(async () => (await boxOf(card(page))).bottom <= (await boxOf(page.locator('.talk-foot'))).top)
      .toBe(true);
    await close();
  });

  it('leaves a reader who scrolled up where they read', async () => {
    const { page, send, close } = await openLong();
    await card(page).waitFor(patience);
    await page.locator('.turns').focus();
    await page.keyboard.press('Home');
    const top = () => page.locator('.turns').evaluate((element) => element.scrollTop);
    await expect.poll(top).toBe(0);
    for (const event of building) send(event);
    await card(page).getByText('0 of 2 tried').waitFor(patience);
    expect(await top()).toBe(0);
    await close();
  });

  it.each([320, 390, 768, 1120, 1360, 1920])('shows the tab that is open, at %i px', async (width) => {
    const { page, close } = await inBrowser.open({
      path: '/docs',
      client,
      context: { viewport: { width, height: 740 } },
    });
    for (const side of ['', '/checks', '/log', '/settings', '/proof']) {
      await page.goto(`http://localhost:${product.current.port}/#/apps/${mission.app}${side}`);
      await whenLoaded(page);
      const tabs = page.locator('.work-tabs');
      const [bar, tab] = [await boxOf(tabs), await boxOf(tabs.locator('[aria-current]'))];
      expect([tab.left >= bar.left, tab.right <= bar.right], side).toEqual([true, true]);
      if (width > 400)
        expect(await tabs.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      expect(await overflowPx(page), side).toBeLessThanOrEqual(0);
    }
    // On a phone the places of the console stand in one row with its mark.
    if (width < 800)
      expect(
        (await boxOf(page.locator('.rail'))).bottom - (await boxOf(page.locator('.rail'))).top,
      ).toBeLessThan(70);
    await close();
  });
});
