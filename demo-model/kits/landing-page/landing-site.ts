import type { SourceFile } from '../../../core/wire/draft.ts';
import type { ComposeInput } from '../../kit.ts';
import { type LandingBrief, type PricedPlan, readBrief } from './read-brief.ts';
import { type Trade, tradeById, tradeOf } from './trades.ts';

/** One of the questions that a page answers. */
export interface Question {
  readonly question: string;
  readonly answer: string;
}

/** Everything that a landing page says; it stands in the app's own data modules, so that an extension keeps it. */
export interface LandingSite {
  readonly name: string;
  readonly kind: string;
  readonly place: string;
  readonly trade: string;
  readonly headline: string;
  readonly lead: string;
  readonly offers: readonly { readonly title: string; readonly text: string }[];
  readonly email: string;
  readonly launch: string | null;
  readonly plans: readonly PricedPlan[];
  /** Those that the page already answers, maybe in its owner's words; none at first. */
  readonly questions: readonly Question[];
}

const kitTitle =
  /^(?:a |the )?(?:landing|home|web)[ -]?(?:page|site)\s*(?:for|of|[:–—-])?\s*(?:my |our |the |a |an )?/i;

const nameFrom = (brief: LandingBrief, title: string): string => {
  if (brief.name !== null) return brief.name.slice(0, 60);
  const rest = title.replace(kitTitle, '').trim();
  const words = rest || brief.kind || 'Our place';
  const cased = words
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  return (rest === '' && brief.kind !== null ? `The ${cased}` : cased).slice(0, 60);
};

const offersFrom = (brief: LandingBrief, trade: Trade): LandingSite['offers'] => {
  const named = brief.offers.map((title, at) => ({
    title,
    text: trade.lines[at % trade.lines.length] ?? '',
  }));
  return named.length >= 2 ? named : [...named, ...trade.offers].slice(0, 3);
};

const plansFrom = (brief: LandingBrief, offers: LandingSite['offers']): readonly PricedPlan[] =>
  brief.plans.length > 0
    ? brief.plans
    : offers.slice(0, 3).map(({ title }) => ({ name: title, amount: null, currency: 'USD', per: null }));

const newSite = (input: ComposeInput): LandingSite => {
  const brief = readBrief(input.request);
  const trade = tradeOf(brief.kind ?? `${input.title} ${brief.name ?? ''}`);
  const offers = offersFrom(brief, trade);
  return {
    name: nameFrom(brief, input.title),
    kind: brief.kind ?? '',
    place: brief.place ?? '',
    trade: trade.id,
    headline: trade.headline,
    lead: trade.lead,
    offers,
    email: brief.email ?? '',
    launch: brief.launch,
    plans: plansFrom(brief, offers),
    questions: [],
  };
};

/** The data of a module as `dataModule` wrote it, or undefined when somebody has since made code of it. */
const dataOf = (source: readonly SourceFile[], path: string): unknown => {
  const content = source.find((file) => file.path === path)?.content ?? '';
  const json = /^export const \w+ = ([\s\S]*);\n$/m.exec(content)?.[1];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

// Data of the app itself is trusted as far as its shape: a value of another kind is left for the fallback.
const adopt = <T>(known: unknown, fallback: T): T =>
  known !== undefined && Array.isArray(known) === Array.isArray(fallback) && typeof known === typeof fallback
    ? (known as T)
    : fallback;

const keptSite = (
  source: readonly SourceFile[],
  fresh: LandingSite,
  request: string,
): LandingSite | undefined => {
  const site = dataOf(source, 'src/site.js');
  if (!isRecord(site)) return undefined;
  const brief = readBrief(request);
  const text = (key: 'name' | 'kind' | 'place' | 'trade' | 'headline' | 'lead'): string =>
    adopt(site[key], fresh[key]);
  const offers = adopt(
    dataOf(source, 'src/offers.js'),
    offersFrom({ ...brief, offers: [] }, tradeById(text('trade'))),
  );
  const contact = dataOf(source, 'src/address.js');
  const launch = dataOf(source, 'src/launch.js');
  return {
    name: text('name'),
    kind: text('kind'),
    place: text('place'),
    trade: text('trade'),
    headline: text('headline'),
    lead: text('lead'),
    offers,
    email: brief.email ?? adopt(contact, ''),
    questions: adopt(dataOf(source, 'src/questions.js'), []),
    launch: brief.launch ?? (typeof launch === 'string' ? launch : null),
    plans:
      brief.plans.length > 0 ? brief.plans : adopt(dataOf(source, 'src/plans.js'), plansFrom(brief, offers)),
  };
};

/** What the page says: read from the request at first, from the app's own data ever after, amended by new prices, dates, addresses. */
export const siteOf = (input: ComposeInput): LandingSite => {
  const fresh = newSite(input);
  return (input.source && keptSite(input.source, fresh, input.request)) ?? fresh;
};
