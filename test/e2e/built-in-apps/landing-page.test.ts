import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landingPage } from '../../../demo-model/kits/landing-page/kit.ts';
import { testManners } from './support/app-manners.ts';
import { hasBrowser, launchBrowser, type OpenApp, openApp } from './support/open-app.ts';

const request =
  'A landing page for a bakery called Crumb & Co in Lisbon. We sell sourdough, croissants and tarts. ' +
  'Loaf $6, weekly box $24 per month. Opening on 1 March 2027, write to hello@crumb.example';

describe.skipIf(!hasBrowser)('Landing page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  const open = (features: string[], said = request, at = '2027-02-27T12:00:00'): Promise<OpenApp> =>
    openApp(browser, landingPage, { features, request: said, at });

  testManners(() => browser, landingPage, {
    request,
    use: async (page) => {
      await page.getByRole('button', { name: 'Open in mail program' }).click();
      await page.getByRole('button', { name: 'Leave a word' }).click();
      await page.locator('summary').first().click();
    },
  });

  it('leads from the hero section to the best section that is there', async () => {
    await using app = await open(['hero', 'pricing']);
    await app.page.getByRole('link', { name: 'See prices' }).click();
    expect(new URL(app.page.url()).hash).toBe('#pricing');
    expect(await app.page.getByRole('link', { name: 'Write to us' }).count()).toBe(0);
  });

  it('shows the offers of the request', async () => {
    await using app = await open(['offers']);
    expect(await app.page.locator('#offers h3').allTextContents()).toEqual([
      'Sourdough',
      'Croissants',
      'Tarts',
    ]);
  });

  it('switches prices from month to year', async () => {
    await using app = await open(['pricing']);
    const prices = app.page.locator('.price');
    expect(await prices.allTextContents()).toEqual(['$6', '$24']);
    await app.page.getByRole('button', { name: 'Yearly' }).click();
    expect(await prices.allTextContents()).toEqual(['$6', '$288']);
  });

  it('counts down to the day of the request', async () => {
    await using app = await open(['countdown']);
    expect(await app.page.locator('#count-parts b').allTextContents()).toEqual(['01', '12', '00', '00']);
    expect(await app.page.locator('#countdown-title').textContent()).toBe('Until 1 March 2027');
  });

  it('lets a day be tried while none is set', async () => {
    await using app = await open(['countdown'], 'a landing page for a gym');
    expect(await app.page.locator('#count-parts').isVisible()).toBe(false);
    await app.page.getByLabel('The day is still open').fill('2027-02-28');
    expect(await app.page.locator('#count-hours').textContent()).toBe('12');
  });

  it('opens questions and finds words in them', async () => {
    await using app = await open(['faq']);
    await app.page.getByText('Where are you?').click();
    expect(await app.page.getByText('In Lisbon.').isVisible()).toBe(true);
    await app.page.getByLabel('Find a question').fill('cookies');
    expect(await app.page.locator('summary:visible').allTextContents()).toEqual([
      'Does this page follow me?',
    ]);
    await app.page.getByLabel('Find a question').fill('zebra');
    expect(await app.page.locator('#faq-none').isVisible()).toBe(true);
  });

  it('shows a visitor’s words, as text, and keeps them', async () => {
    await using app = await open(['testimonials']);
    expect(await app.page.getByText('Nobody has said anything yet.').isVisible()).toBe(true);
    await app.page.getByLabel('What was it like?').fill('<b>Warm</b> bread');
    await app.page.getByRole('button', { name: 'Leave a word' }).click();
    expect(await app.page.locator('#word-name-error').textContent()).toContain('sign');
    await app.page.getByLabel('Signed').fill('Ada');
    await app.page.getByRole('button', { name: 'Leave a word' }).click();
    await app.page.reload();
    expect(await app.page.locator('#said blockquote').allTextContents()).toEqual(['<b>Warm</b> bread']);
  });

  it('names each mistake of the contact form and then hands the message to the mail program', async () => {
    await using app = await open(['contact']);
    const send = app.page.getByRole('button', { name: 'Open in mail program' });
    await send.click();
    expect(await app.page.getByLabel('Your name').getAttribute('aria-invalid')).toBe('true');
    expect(await app.page.locator('#contact-name:focus').count()).toBe(1);
    await app.page.getByLabel('Your name').fill('Ada');
    await app.page.getByLabel('Your e-mail address').fill('ada@example.org');
    await app.page.getByLabel('Your message').fill('Do you bake on Sundays?');
    await send.click();
    const mail = await app.page.getByRole('link', { name: 'open it again' }).getAttribute('href');
    expect(mail).toMatch(/^mailto:hello@crumb\.example\?subject=Message%20from%20Ada/);
  });
});
