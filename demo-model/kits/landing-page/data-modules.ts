import type { SourceFile } from '../../../core/wire/draft.ts';
import type { LandingSite, Question } from './landing-site.ts';

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** Questions that can be answered from what the page knows; the owner adds others in src/questions.js. */
const answerable = (site: LandingSite, features: ReadonlySet<string>): readonly Question[] => {
  const reach = features.has('contact')
    ? 'Use the form on this page. It opens your own mail program with your message in it.'
    : `Write to us${site.email === '' ? '' : ` at ${site.email}`}, we are glad to hear from you.`;
  const known: readonly (Question | null)[] = [
    {
      question: `What does ${site.name} offer?`,
      answer: `${listed(site.offers.map(({ title }) => title))}.`,
    },
    site.place === '' ? null : { question: 'Where are you?', answer: `In ${site.place}.` },
    features.has('pricing')
      ? { question: 'What does it cost?', answer: 'You find every price on this page, under Prices.' }
      : null,
    features.has('countdown')
      ? { question: 'When does it start?', answer: 'The countdown on this page shows the day.' }
      : null,
    { question: 'How do I reach you?', answer: reach },
    {
      question: 'Does this page follow me?',
      answer: 'No. It sets no cookies, loads nothing from elsewhere and sends nothing anywhere.',
    },
  ];
  return known.filter((each) => each !== null);
};

/** What the page answers already stays as it is; what it can answer now comes after. */
const questionsOf = (site: LandingSite, features: ReadonlySet<string>): readonly Question[] => {
  const asked = new Set(site.questions.map(({ question }) => question));
  return [...site.questions, ...answerable(site, features).filter(({ question }) => !asked.has(question))];
};

const dataModule = (path: string, name: string, about: string, data: unknown): SourceFile => ({
  path,
  content: `/** ${about} */\nexport const ${name} = ${JSON.stringify(data, null, 2)};\n`,
});

/** The modules that hold what the page says, one for each part that shows some of it. */
export const dataModules = (site: LandingSite, features: ReadonlySet<string>): readonly SourceFile[] => {
  const { name, kind, place, trade, headline, lead } = site;
  const ofFeature = {
    offers: dataModule('src/offers.js', 'offers', 'What is offered, in the order of the page.', site.offers),
    pricing: dataModule(
      'src/plans.js',
      'plans',
      'Prices; an amount of null stands for "on request".',
      site.plans,
    ),
    faq: dataModule(
      'src/questions.js',
      'questions',
      'Questions and answers, in the order of the page.',
      questionsOf(site, features),
    ),
    contact: dataModule(
      'src/address.js',
      'address',
      'Where messages go; empty leaves it to the visitor.',
      site.email,
    ),
    countdown: dataModule(
      'src/launch.js',
      'launch',
      'The day that is counted down to, such as "2030-03-01", or null.',
      site.launch,
    ),
  };
  return [
    dataModule('src/site.js', 'site', 'Who the page is about.', { name, kind, place, trade, headline, lead }),
    ...Object.entries(ofFeature).flatMap(([id, file]) => (features.has(id) ? [file] : [])),
  ];
};
