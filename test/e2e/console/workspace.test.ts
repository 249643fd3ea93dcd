import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../../core/wire/socket.ts';
import { eventOf, missionId } from '../../web/mission-frames.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, patience, useConsole } from './rig/console-page.ts';
import { openScriptedTalk } from './rig/scripted-talk.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
let client: Client;
const openTalk = (width: number, colorScheme: 'light' | 'dark', more: object = {}) =>
  openScriptedTalk(inBrowser, { client, context: { colorScheme, viewport: { width, height: 800 } }, more });

const plan = {
  plan_id: `pln_${'0'.repeat(26)}`,
  title: 'Task board',
  stack: 'static',
  features: ['Tasks', 'Search', 'Due dates'],
  estimate: { usd: 0.02, seconds: 90 },
  needs: { data: true, secrets: [], origins: [], drops: ['tasks.color'] },
  left_out: [{ what: 'Reminders by mail', why: 'Nothing here sends mail' }],
  checks: [
    { id: 'c1', feature: 'Tasks', words: 'A task that I add is listed.' },
    { id: 'c9', feature: 'Search', words: 'Search finds a task.' },
  ],
  changes: {
    added: ['Search'],
    changed: ['Due dates'],
    removed: ['Dark mode'],
    checks_added: ['c9'],
    checks_dropped: [{ id: 'c4', feature: 'Dark mode', words: 'The board turns dark.' }],
  },
  fault: 'c1',
};
const building = [
  eventOf({ seq: 4, event: 'draft-stored', status: 'VALIDATING', data: { attempt: 0 } }),
  eventOf({ seq: 5, event: 'bundle-handed-over', status: 'BUILDING', data: { attempt: 0 } }),
];
const tried = (n: number, ...lines: string[]): ServerFrame => ({
  type: 'log',
  mission_id: missionId,
  attempt: 0,
  step: 'accept',
  n,
  lines,
});

const card = (page: Page) => page.getByRole('article', { name: /^Mission/ });
const announced = (page: Page) => page.locator('.work-app > [role="status"]');

describe.skipIf(!hasBrowser)('the workspace', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)('shows a mission at work without barriers, in %s at %i px', async (colorScheme, width) => {
    const { page, send, close } = await openTalk(width, colorScheme, { waiting: ['Also make it green'] });
    send({
      type: 'writing',
      mission_id: missionId,
      phase: 'writing',
      path: 'src/a.js',
      bytes: 5,
      file: 2,
      planned: 4,
      text: 'const',
    });
    await card(page).getByText('Writing src/a.js. File 2 of 4.').waitFor(patience);
    await page.getByText('Also make it green').waitFor(patience);
    for (const event of building) send(event);
    await expect.poll(() => announced(page).textContent(), patience).toBe('bundle-handed-over');
    await card(page).getByText('0 of 2 tried').waitFor(patience);
    send(tried(0, '✔ c1 held: A task that I add is listed.'));
    await card(page).getByText('1 of 2 tried').waitFor(patience);
    expect(await card(page).locator('.run-check-held').allTextContents()).toEqual([
      'A task that I add is listed. Works.',
    ]);
    expect(await findBarriers(page)).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    await close();
  });

  it('has one side at a time on a phone, by a switch and by its address', async () => {
    const { page, close } = await openTalk(390, 'light');
    await card(page).waitFor(patience);
    expect(await page.getByRole('navigation', { name: 'App' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'App', exact: true }).press('Enter');
    await page.getByRole('region', { name: 'Writing the app' }).waitFor(patience);
    expect(await card(page).isVisible()).toBe(false);
    await page.getByRole('navigation', { name: 'App' }).getByRole('link', { name: 'Checks' }).press('Enter');
    await page.getByRole('heading', { name: 'What was agreed' }).waitFor(patience);
    await page.reload();
    await page.locator('.work-tabs [aria-current]', { hasText: 'Checks' }).waitFor(patience);
    await page.getByRole('button', { name: 'Talk', exact: true }).press('Enter');
    await card(page).waitFor(patience);
    await close();
  });

  it.each([
    ['dark', 1280],
    ['light', 320],
  ] as const)('says of a plan what comes, changes and goes, in %s at %i px', async (colorScheme, width) => {
    const { page, close } = await openTalk(width, colorScheme, { state: 'NEEDS_CONFIRMATION', plan });
    const card = page.getByRole('region', { name: 'Plan: Task board' });
    await card.getByText('Gantry tries this on the app as it is first').waitFor(patience);
    await card.getByText('tasks.color').waitFor(patience);
    for (const title of ['Added', 'Changed', 'Removed', 'No longer tried'])
      expect(await card.getByRole('heading', { name: title }).count(), title).toBe(1);
    expect(await card.locator('.plan-gone').allTextContents()).toEqual([
      'Dark mode',
      'The board turns dark.',
    ]);
    expect(await card.getByRole('checkbox', { name: 'Search finds a task.' }).count()).toBe(1);
    expect(await card.getByRole('button', { name: 'Try it, then fix it' }).count()).toBe(1);
    expect(await card.getByText('Tasks', { exact: true }).isVisible()).toBe(false);
    await card.getByText('Stays as it is').click();
    await card.getByText('Tasks', { exact: true }).waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    await close();
  });
});
