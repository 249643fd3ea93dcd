import { beforeAll, describe, expect, it } from 'vitest';
import { webhooksSchema } from '../../../core/wire/webhook.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { type Client, signIn } from '../rig/client.ts';
import { useProduct } from '../rig/product.ts';
import { findBarriers, overflowPx, patience, useConsole, whenLoaded } from './rig/console-page.ts';

const product = useProduct();
const inBrowser = useConsole(() => product.current.port);
let client: Client;
/** Nobody can have this name, so that nothing of a test reaches anybody. */
const url = 'https://receiver.example/gantry';

const mission_id = 'msn_00000000000000000000000000';
const at = '2026-05-04T03:02:01.000Z';
const failed = {
  at,
  message_id: `${mission_id}_7`,
  is_delivered: false,
  status: 500,
  why: 'It answered 500.',
};
const dead = [1, 2].map((seq) => ({
  message_id: `${mission_id}_${seq}`,
  mission_id,
  seq,
  given_up_at: at,
  tries: seq,
}));
const webhookOf = (number: number, change: object): object => ({
  webhook_id: `whk_${String(number).repeat(26)}`,
  url: `https://receiver${number}.example.com/${'a'.repeat(200)}`,
  events: ['*'],
  created_at: at,
  state: 'active',
  failing_since: null,
  last: null,
  dead_count: 0,
  dead: [],
  ...change,
});
const listed = [
  webhookOf(1, { state: 'failing', failing_since: at, last: failed, dead_count: 25, dead }),
  webhookOf(2, {
    state: 'ended',
    failing_since: at,
    last: { ...failed, status: 410, why: 'It answered 410: it wants nothing more.' },
    events: ['spec-agreed'],
  }),
  webhookOf(3, {
    last: { ...failed, is_delivered: true, status: 200, why: 'Delivered.' },
    dead_count: 1,
    dead: dead.slice(1),
  }),
];

describe.skipIf(!hasBrowser)('webhooks on the account screen', () => {
  beforeAll(async () => {
    client = await signIn(product.current);
  });
  const theirs = async () => (await client.read(webhooksSchema, '/gantry/webhooks')).webhooks;

  it('are added, tested, given a new secret and removed by keyboard alone, each secret shown once', async () => {
    const { page, close } = await inBrowser.open({ path: '/#/account', client });
    const panel = page.getByRole('region', { name: 'Webhooks' });
    await panel.getByText(/^None yet/).waitFor(patience);
    await panel.getByLabel('Address of the new webhook').fill('https://127.0.0.1/in', patience);
    await page.keyboard.press('Enter');
    await panel.getByRole('alert').filter({ hasText: 'https address at a public name' }).waitFor(patience);
    await panel.getByLabel('Address of the new webhook').fill(url);
    await panel.getByLabel('What it is told').selectOption('Some events, by their names');
    await panel.getByLabel(/^Names of the events/).fill('mission-shipped, spec-agreed mission-shipped');
    await page.keyboard.press('Enter');
    const secret = panel.locator('.notice-good code');
    const first = String(await secret.textContent(patience));
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await theirs()).toMatchObject([{ url, events: ['mission-shipped', 'spec-agreed'] }]);
    await panel.getByText('mission-shipped, spec-agreed, made just now').waitFor(patience);
    expect(await findBarriers(page)).toEqual([]);

    const test = panel.getByRole('button', { name: `Send a test to ${url}` });
    await test.press('Enter', patience);
    await panel
      .getByRole('status')
      .filter({ hasText: /^The test message did not arrive/ })
      .waitFor(patience);
    await panel.getByText('Failing', { exact: true }).waitFor(patience);
    await panel.locator('button:focus').filter({ hasText: 'Send a test' }).waitFor(patience);
    expect(await page.getByText(first).count()).toBe(0);

    await panel.getByRole('button', { name: `New secret of ${url}` }).press('Enter');
    await panel.locator('button:focus').filter({ hasText: 'Make a new secret' }).press('Enter', patience);
    const second = String(await secret.textContent(patience));
    expect([second === first, second.startsWith('whsec_')]).toEqual([false, true]);
    await page.reload();
    await panel.getByRole('button', { name: `Remove ${url}` }).press('Enter', patience);
    expect(await page.content()).not.toContain('whsec_');
    await panel.getByRole('button', { name: 'Remove it' }).press('Escape');
    await panel.getByRole('button', { name: `Remove ${url}` }).press('Enter');
    await panel.locator('button:focus').filter({ hasText: 'Remove it' }).press('Enter', patience);
    await panel.getByText(/^None yet/).waitFor(patience);
    expect(await theirs()).toEqual([]);
    await close();
  });

  it('show how deliveries go and what was given up, without barriers, in dark on a phone and in light on a desktop', async () => {
    const { page, complaints, close } = await inBrowser.open({
      path: '/#/account',
      client,
      prepare: (fresh) =>
        fresh.route('**/gantry/webhooks', (route) => route.fulfill({ json: { webhooks: listed } })),
    });
    await whenLoaded(page);
    const panel = page.getByRole('region', { name: 'Webhooks' });
    await panel.getByText(/It answered 500\. Failing since/).waitFor(patience);
    await panel.getByText(/It answered 410: it wants nothing more\. Nothing more is sent;/).waitFor(patience);
    await panel.getByText('1 message was given up after a day').waitFor(patience);
    await panel.getByText('25 messages were given up after a day').click();
    await panel.getByText('These are the latest 2.').waitFor(patience);
    await panel
      .getByRole('listitem')
      .filter({ hasText: /^Event 1 of .* after 1 try$/ })
      .waitFor(patience);
    await panel.getByRole('link', { name: mission_id }).first().waitFor(patience);
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
