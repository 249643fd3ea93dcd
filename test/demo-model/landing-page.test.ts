import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../core/wire/draft.ts';
import { landingPage } from '../../demo-model/kits/landing-page/kit.ts';
import { readBrief } from '../../demo-model/kits/landing-page/read-brief.ts';
import { tradeOf } from '../../demo-model/kits/landing-page/trades.ts';
import { testKit } from './support/kit-guarantees.ts';

const request =
  'Build a landing page for a bakery called Crumb & Co in Lisbon. We sell sourdough, croissants and almond tarts. ' +
  'Croissant $2.50, weekly box $24 per month. Opening on 1 March 2027, write to hello@crumb.example';

testKit(landingPage, { title: 'Landing page', request });

const content = (files: readonly SourceFile[], path: string): string =>
  files.find((file) => file.path === path)?.content ?? '';

describe('Landing page: what a request says', () => {
  it('reads name, trade, place, offers, address, day and prices', () => {
    expect(readBrief(request)).toEqual({
      name: 'Crumb & Co',
      kind: 'bakery',
      place: 'Lisbon',
      offers: ['Sourdough', 'Croissants', 'Almond tarts'],
      email: 'hello@crumb.example',
      launch: '2027-03-01',
      plans: [
        { name: 'Croissant', amount: 2.5, currency: 'USD', per: null },
        { name: 'Weekly Box', amount: 24, currency: 'USD', per: 'month' },
      ],
    });
  });

  it.each([
    ['landing page for my yoga studio', null, 'yoga studio', null],
    ['a landing page for Green Fork, a small restaurant in Porto', 'Green Fork', 'restaurant', 'Porto'],
    ['make me a simple dog walking website with pricing', null, 'dog walking', null],
    [
      'landing page for a coffee shop named the daily grind with dark mode',
      'The Daily Grind',
      'coffee shop',
      null,
    ],
    ['landing page for “Blue Hour”, a photography studio', 'Blue Hour', 'photography studio', null],
    ['build a landing page', null, null, null],
    ['a landing page for my startup that opens in March', null, 'startup', null],
    ['', null, null, null],
  ])('reads %j', (said, name, kind, place) => {
    expect(readBrief(said)).toMatchObject({ name, kind, place });
  });

  it.each([
    ['opens 2027-02-30', null],
    ['opens 2027-12-24', '2027-12-24'],
    ['on March 3rd, 2027', '2027-03-03'],
    ['on the 3rd of march 2027', '2027-03-03'],
    ['in March', null],
  ])('reads the day in %j', (said, launch) => expect(readBrief(said).launch).toBe(launch));

  it('takes no section of the page for an offer', () => {
    expect(readBrief('a page for my shop. We sell candles and soap with a contact form').offers).toEqual([
      'Candles',
      'Soap',
    ]);
    expect(readBrief('a site offering pricing and a contact form').offers).toEqual([]);
  });

  it('reads a long request to its end, whatever it is made of', () => {
    for (const piece of ['landing page for ', 'we sell a, ', '$1 ', 'called A ', '"', 'a b '])
      expect(readBrief(piece.repeat(4_000)).offers.length).toBeLessThanOrEqual(6);
  });

  it.each([
    ['bakery', 'food'],
    ['yoga studio', 'fitness'],
    ['photography studio', 'studio'],
    ['dentist', 'care'],
    ['habit app', 'software'],
    ['bookshop', 'shop'],
    ['something else', 'any'],
  ])('knows the trade of a %s', (kind, trade) => expect(tradeOf(kind).id).toBe(trade));
});

describe('Landing page: what is composed', () => {
  const compose = (ids: readonly string[], said = request): readonly SourceFile[] =>
    landingPage.compose({ features: new Set(ids), title: 'Landing page', request: said });

  it('puts the business and not the kit into the page', () => {
    const page = content(compose(['hero']), 'index.html');
    expect(page).toContain('<title>Crumb &amp; Co · Bakery in Lisbon</title>');
    expect(page).not.toContain('Landing page');
  });

  it('differs from trade to trade in words, colour and drawing', () => {
    const bakery = compose(['hero']);
    const gym = compose(['hero'], 'landing page for a gym called Iron');
    expect(content(gym, 'index.html')).toContain('Make room to move.');
    expect(content(gym, 'styles.css')).not.toBe(content(bakery, 'styles.css'));
  });

  it('makes up no price: what the request does not say is on request', () => {
    const plans = content(compose(['pricing'], 'landing page for a gym'), 'src/plans.js');
    expect(plans).toContain('"amount": null');
    expect(plans).not.toMatch(/"amount": \d/);
  });

  it('keeps its words when it is extended, and takes new prices from the new request', () => {
    const first = compose(['hero', 'offers']);
    const input = {
      title: 'Landing page',
      request: 'add pricing: rye loaf €5',
      features: new Set(['hero', 'offers', 'pricing']),
    };
    const extended = landingPage.compose({ ...input, source: first });
    expect(content(extended, 'src/site.js')).toBe(content(first, 'src/site.js'));
    expect(content(extended, 'src/offers.js')).toBe(content(first, 'src/offers.js'));
    expect(content(extended, 'src/plans.js')).toContain('"name": "Rye Loaf"');
  });

  it('keeps an owner’s answers and adds what it can answer now', () => {
    const first = compose(['faq']).map((file) =>
      file.path === 'src/questions.js'
        ? { ...file, content: file.content.replace('In Lisbon.', 'By the river.') }
        : file,
    );
    const input = {
      title: 'Landing page',
      request: 'add pricing',
      features: new Set(['faq', 'pricing']),
      source: first,
    };
    const questions = content(landingPage.compose(input), 'src/questions.js');
    expect(questions).toContain('By the river.');
    expect(questions).not.toContain('In Lisbon.');
    expect(questions).toContain('What does it cost?');
  });

  it('keeps what an owner wrote into the data, and falls back where it is no data any more', () => {
    const first = compose(['offers']);
    const edited = first.map((file) =>
      file.path === 'src/site.js' ? { ...file, content: file.content.replace('Crumb & Co', 'Crumbs') } : file,
    );
    const broken = first.map((file) =>
      file.path === 'src/site.js' ? { ...file, content: 'export {};' } : file,
    );
    const again = (source: readonly SourceFile[]): string =>
      content(
        landingPage.compose({ title: 'Landing page', request, features: new Set(['offers']), source }),
        'index.html',
      );
    expect(again(edited)).toContain('<title>Crumbs · Bakery in Lisbon</title>');
    expect(again(broken)).toContain('<title>Crumb &amp; Co · Bakery in Lisbon</title>');
  });

  it('keeps markup in a request as text', () => {
    const page = content(compose(['hero'], 'landing page for "<img src=x onerror=alert(1)>"'), 'index.html');
    expect(page).not.toContain('<img');
  });
});
