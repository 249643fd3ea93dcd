import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WritingFrame } from '../../../core/wire/socket.ts';
import { eventOf, missionId } from '../../web/mission-frames.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, missionPath, overflowPx, patience, useConsole } from './rig/console-page.ts';
import { openWithFeed } from './rig/held-feed.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
let client: Client;

const events = [
  eventOf({ seq: 1, event: 'mission-requested', status: 'QUEUED' }),
  eventOf({ seq: 2, event: 'authoring-started', status: 'ARCHITECTING', data: { attempt: 0 } }),
];
const draftStored = eventOf({
  seq: 3,
  event: 'draft-stored',
  status: 'VALIDATING',
  data: { attempt: 0, files: 14, size_bytes: 48_213 },
});

const writing = (over: Partial<WritingFrame>): WritingFrame => ({
  type: 'writing',
  mission_id: missionId,
  phase: 'writing',
  path: 'index.html',
  bytes: 0,
  file: 1,
  planned: 14,
  text: '',
  ...over,
});
const thinking = writing({ phase: 'thinking', path: null, file: 0, planned: 0 });
const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join('');

/** A mission's page whose socket the test holds. */
const openWriting = (context: Parameters<typeof inBrowser.open>[0]['context'] = {}) =>
  openWithFeed(inBrowser, { path: missionPath({ mission_id: missionId }), client, context }, events);

const panelOf = (page: Page) => page.getByRole('region', { name: 'Writing the app' });
const textOf = (page: Page) => panelOf(page).locator('pre');
const isAtEnd = (page: Page): Promise<boolean> =>
  textOf(page).evaluate((box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 2);

describe.skipIf(!hasBrowser)('what a model writes, in the console', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  it('comes file by file, and gives way to the files themselves when the draft is stored', async () => {
    const { page, send, complaints, close } = await openWriting();
    const panel = panelOf(page);
    send(thinking);
    await panel.getByText('Thinking…').waitFor(patience);
    send(writing({ bytes: 900, text: '<h1>one</h1>\n' }));
    send(writing({ bytes: 2_048, text: '<script>alert(1)</script>\n' }));
    await panel.getByText('File 1 of 14', { exact: true }).waitFor(patience);
    send(writing({ path: 'src/a.js', file: 2, bytes: 5, text: 'const' }));
    send(writing({ path: 'src/d.js', file: 5, bytes: 5, text: 'let\u202e' }));
    await panel.getByText('File 5 of 14', { exact: true }).waitFor(patience);
    expect(await panel.getByRole('listitem').allTextContents()).toEqual([
      'index.html2.0 KB',
      'src/a.js5 B',
      '2 other files',
      'src/d.js5 B',
    ]);
    expect(await textOf(page).textContent()).toBe('let‹U+202E›');
    expect(await panel.getByRole('status').textContent()).toBe('File 5 of 14: src/d.js');
    send(draftStored);
    await panel.waitFor({ ...patience, state: 'detached' });
    await page.getByText('14 files, 47 KB').waitFor(patience);
    await page.getByRole('link', { name: 'Read the files' }).click();
    expect(new URL(page.url()).hash).toBe(`#/missions/${missionId}/files`);
    expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
    await close();
  });

  it('is followed at its end, and left where its reader scrolled to', async () => {
    const { page, send, close } = await openWriting();
    send(writing({ bytes: 2_000, text: lines(0, 200) }));
    await textOf(page).getByText('line 199').waitFor(patience);
    expect(await isAtEnd(page)).toBe(true);
    send(writing({ bytes: 4_000, text: lines(200, 200) }));
    await textOf(page).getByText('line 399').waitFor(patience);
    expect(await isAtEnd(page)).toBe(true);
    await textOf(page).evaluate((box) => box.scrollTo(0, 100));
    send(writing({ bytes: 6_000, text: lines(400, 200) }));
    await textOf(page).getByText('line 599').waitFor(patience);
    expect(await textOf(page).evaluate((box) => box.scrollTop)).toBe(100);
    await close();
  });

  it.each([320, 1_280])('moves nothing else at %i px, and puts up no barrier', async (width) => {
    const { page, send, close } = await openWriting({ viewport: { width, height: 800 } });
    const boxes = async () =>
      Promise.all([panelOf(page), page.locator('.story')].map((part) => part.boundingBox()));
    send(thinking);
    await panelOf(page).getByText('Thinking…').waitFor(patience);
    const before = await boxes();
    for (let file = 1; file <= 14; file += 1)
      send(
        writing({ path: `src/a-module-of-a-long-name-${file}.js`, file, bytes: 9_000, text: lines(0, 300) }),
      );
    await panelOf(page).getByText('File 14 of 14', { exact: true }).waitFor(patience);
    expect(await boxes()).toEqual(before);
    expect(await overflowPx(page)).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });
});
