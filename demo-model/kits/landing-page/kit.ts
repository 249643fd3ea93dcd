import { type AppRecipe, composeApp } from '../../compose-page.ts';
import { describeApp } from '../../describe-app.ts';
import type { AppKit, ComposeInput, KitFeature } from '../../kit.ts';
import type { Part } from '../../part.ts';
import { storagePart, themePart } from '../../parts/plain-parts.ts';
import { dataModules } from './data-modules.ts';
import { type LandingSite, siteOf } from './landing-site.ts';
import { tradeById } from './trades.ts';

const folder = new URL('./', import.meta.url);

const features: readonly KitFeature[] = [
  {
    id: 'hero',
    title: 'Hero section',
    phrases: ['hero', 'hero image', 'call to action', 'cta', 'banner'],
    isDefault: true,
  },
  {
    id: 'countdown',
    title: 'Countdown',
    phrases: ['countdown timer', 'launch countdown', 'coming soon', 'launch date'],
    isDefault: false,
  },
  {
    id: 'offers',
    title: 'Features section',
    phrases: [
      'features',
      'feature section',
      'feature list',
      'services',
      'services section',
      'our services',
      'offers',
      'menu',
      'what we do',
      'benefits',
    ],
    isDefault: true,
  },
  {
    id: 'pricing',
    title: 'Pricing',
    phrases: ['prices', 'price list', 'pricing table', 'pricing section', 'pricing plans', 'plans', 'rates'],
    isDefault: false,
  },
  {
    id: 'testimonials',
    title: 'Testimonials',
    phrases: ['testimonial', 'reviews', 'customer reviews', 'guestbook', 'social proof', 'customer quotes'],
    isDefault: false,
  },
  {
    id: 'faq',
    title: 'FAQ',
    phrases: ['faqs', 'faq section', 'frequently asked questions', 'questions and answers', 'q&a'],
    isDefault: false,
  },
  {
    id: 'contact',
    title: 'Contact form',
    phrases: ['contact', 'contact us', 'contact section', 'enquiry form', 'inquiry form', 'get in touch'],
    isDefault: true,
  },
  {
    id: 'dark-mode',
    title: 'Dark mode',
    phrases: ['dark theme', 'night mode', 'theme toggle', 'dark', 'light mode'],
    isDefault: false,
  },
];

const section = (id: string, name: string, call: string, extra: Partial<Part> = {}): Part => ({
  folder,
  when: [id],
  slots: { sections: `page/${name}.html` },
  styles: [`page/${name}.css`],
  wiring: { file: `page/${name}.js`, call },
  ...extra,
});

const arts = ['table', 'move', 'screen', 'frame', 'bag', 'leaf', 'stage', 'house', 'ring'];
const looks = ['clay', 'teal', 'blue', 'violet', 'green', 'rose'];

const parts: readonly Part[] = [
  {
    folder,
    files: ['src/navigation.js', 'test/navigation.test.js', 'test/site.test.js'],
    styles: ['page/landing.css'],
  },
  ...looks.map((look) => ({ folder, when: [`look-${look}`], styles: [`page/looks/${look}.css`] })),
  storagePart(['dark-mode', 'testimonials']),
  { folder, when: ['dark-mode', 'testimonials'], wiring: { file: 'page/keep.js', call: 'wireKeeping' } },
  {
    folder,
    when: ['testimonials', 'contact'],
    styles: ['page/forms.css'],
    wiring: { file: 'page/forms.js', call: 'wireForms' },
  },
  section('hero', 'hero', 'wireHero', {
    slots: { calls: 'page/hero.html' },
    files: ['src/call-to-action.js', 'test/call-to-action.test.js'],
  }),
  ...arts.map((art) => ({ folder, when: [`art-${art}`], slots: { art: `page/art/${art}.html` } })),
  section('countdown', 'countdown', 'wireCountdown', {
    files: ['src/countdown.js', 'test/countdown.test.js'],
  }),
  section('offers', 'offers', 'wireOffers', { files: ['test/offers.test.js'] }),
  section('pricing', 'pricing', 'wirePricing', { files: ['src/pricing.js', 'test/pricing.test.js'] }),
  section('testimonials', 'testimonials', 'wireTestimonials', {
    files: ['src/testimonials.js', 'test/testimonials.test.js'],
  }),
  section('faq', 'faq', 'wireFaq', { files: ['src/faq.js', 'test/faq.test.js'] }),
  section('contact', 'contact', 'wireContact', { files: ['src/contact.js', 'test/contact.test.js'] }),
  themePart(['dark-mode']),
];

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const eyebrowOf = ({ name, kind, place }: LandingSite): string => {
  const what = kind === '' ? name : capitalise(kind);
  return place === '' ? what : `${what} in ${place}`;
};

const recipeOf = (input: ComposeInput, site: LandingSite): AppRecipe => {
  const { look, art } = tradeById(site.trade);
  const eyebrow = eyebrowOf(site);
  const title = eyebrow === site.name ? site.name : `${site.name} · ${eyebrow}`;
  return {
    folder,
    body: 'page/body.html',
    icon: 'page/icon.svg',
    start: { file: 'page/landing.js', call: 'startLanding' },
    parts,
    features: new Set([
      ...input.features,
      `look-${look}`,
      ...(input.features.has('hero') ? [`art-${art}`] : []),
    ]),
    words: {
      title,
      description: `${title}. ${site.lead}`,
      name: site.name,
      eyebrow,
      headline: site.headline,
      lead: site.lead,
    },
    readme: describeApp(
      { ...input, title: site.name },
      `The page of ${title}. What it says stands in \`src/\` as data and in \`index.html\`.`,
      features,
    ),
  };
};

const compose = (input: ComposeInput): ReturnType<AppKit['compose']> => {
  const site = siteOf(input);
  const files = [...composeApp(recipeOf(input, site)), ...dataModules(site, input.features)];
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

/** A landing page whose words come from the request: name, trade, place, offers, prices, date and address where it gives them. */
export const landingPage: AppKit = {
  id: 'landing-page',
  title: 'Landing page',
  slug: 'landing-page',
  phrases: [
    'landing page',
    'homepage',
    'home page',
    'website',
    'web site',
    'web page',
    'marketing site',
    'marketing page',
    'product page',
    'one-pager',
    'coming soon page',
    'launch page',
  ],
  features,
  compose,
};
