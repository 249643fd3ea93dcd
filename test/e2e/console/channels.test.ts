import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelsSchema } from '../../../core/wire/channel.ts';
import { botToken, openBotApi } from '../../adapters/telegram/bot-api.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, patience, useConsole, whenLoaded } from './rig/console-page.ts';

let api: Awaited<ReturnType<typeof openBotApi>>;
let client: Client;
beforeAll(async () => {
  api = await openBotApi(botToken);
});
afterAll(() => api.close());
const product = useProduct({
  env: () => ({
    TELEGRAM_BOT_TOKEN: botToken,
    TELEGRAM_API_URL: api.apiUrl,
    SLACK_BOT_TOKEN: 'xoxb-not-a-token',
    SLACK_SIGNING_SECRET: 'not-a-secret',
    SLACK_API_URL: 'http://127.0.0.1:1',
  }),
});
const inBrowser = useConsole(() => product.current.port);
const says = (update_id: number, text: string): void => {
  const from = { id: 7, is_bot: false, first_name: 'Ada' };
  const date = Math.floor(Date.now() / 1_000);
  api.happens({ update_id, ...{ message: { message_id: 1, date, chat: { id: 7 }, from, text } } });
};

describe.skipIf(!hasBrowser)('chat platforms on the account screen', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  it('an account is linked and unlinked again by keyboard alone', async () => {
    const { page, close } = await inBrowser.open({ path: '/#/account', client });
    const panel = page.getByRole('region', { name: 'Where you talk to Gantry' });
    await panel.getByRole('button', { name: 'Link Slack' }).press('Enter', patience);
    await panel.getByRole('button', { name: 'Make a link code' }).press('Enter', patience);
    await panel.getByText(/^\/gantry link \S{43}$/).waitFor(patience);
    await panel.getByRole('button', { name: 'Link Telegram' }).press('Enter');
    await panel.getByRole('button', { name: 'Make a link code' }).press('Enter', patience);
    const command = String(await panel.locator('.notice-good code').textContent(patience));
    expect(command).toMatch(/^\/link \S{43}$/);
    expect(await findBarriers(page)).toEqual([]);
    says(1, command);
    await expect.poll(() => api.sent.at(-1)?.text, patience).toMatch(/^You are linked as admin/);
    await panel.getByRole('button', { name: 'I have said it' }).press('Enter');
    await panel.getByText('7, linked just now').waitFor(patience);
    await panel.getByRole('button', { name: 'Unlink Telegram 7' }).press('Enter', patience);
    await panel.locator('button:focus').filter({ hasText: 'Unlink it' }).press('Enter', patience);
    await panel
      .getByRole('button', { name: 'Unlink Telegram 7' })
      .waitFor({ state: 'detached', ...patience });
    expect((await client.read(channelsSchema, '/gantry/channels')).links).toEqual([]);
    await close();
  });

  it('are shown without barriers, in dark on a phone and in light on a desktop', async () => {
    const link = { platform: 'slack', workspace: 'T'.repeat(90), person: 'U'.repeat(90) };
    const links = [{ ...link, link_id: `lnk_${'1'.repeat(26)}`, linked_at: '2026-05-04T03:02:01.000Z' }];
    const platforms = ['telegram', 'slack', 'discord', 'github'];
    const { page, complaints, close } = await inBrowser.open({
      path: '/#/account',
      client,
      prepare: (fresh) =>
        fresh.route('**/gantry/channels', (route) => route.fulfill({ json: { platforms, links } })),
    });
    await whenLoaded(page);
    const panel = page.getByRole('region', { name: 'Where you talk to Gantry' });
    await panel.getByRole('button', { name: 'Link GitHub' }).click(patience);
    await panel.getByLabel('Your name on GitHub').waitFor(patience);
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 320],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 740 });
      expect(await findBarriers(page)).toEqual([]);
      expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
