/** What somebody asks to be paid; `per` is a unit of time or people, `amount` null means that one has to ask. */
export interface PricedPlan {
  readonly name: string;
  readonly amount: number | null;
  readonly currency: string;
  readonly per: string | null;
}

/** What a request says of the business, as far as it can be read without guessing. */
export interface LandingBrief {
  readonly name: string | null;
  /** "bakery", "yoga studio": what it is, in the person's words. */
  readonly kind: string | null;
  readonly place: string | null;
  readonly offers: readonly string[];
  readonly email: string | null;
  /** ISO day, only when the request names a whole date. */
  readonly launch: string | null;
  readonly plans: readonly PricedPlan[];
}

const stop = String.raw`(?=\s+(?:called|named|with|that|which|who|in|at|on|where|selling|offering|serving|has|have|and|featuring|including|we|opening)\b|[,.;:!?\n("“]|$)`;
const afterPage = new RegExp(
  String.raw`\b(?:page|pages|website|web site|homepage|site)\s+(?:for|about|of)\s+(.+?)${stop}`,
  'iu',
);
const beforePage =
  /\b(?:a|an|my|our|the)\s+((?:[\p{L}’'-]+\s+){1,3}?)(?:landing page|website|homepage|web page)\b/iu;
const plainWords =
  /^(?:a|an|the|my|our|his|her|their|new|small|local|little|simple|nice|beautiful|modern|clean|pretty|good|great|quick|single|one|marketing|product|static|responsive|cool)\s+/iu;
const proper = String.raw`\p{Lu}[\p{L}\p{N}’'.-]*(?:\s+(?:&|and|of|the|de|la|le|\p{Lu}[\p{L}\p{N}’'.-]*|\d+))*`;

const firstMatch = (pattern: RegExp, text: string): string | null => pattern.exec(text)?.[1]?.trim() || null;

const stripArticles = (phrase: string): string => {
  const shorter = phrase.replace(plainWords, '');
  return shorter === phrase ? phrase.trim() : stripArticles(shorter);
};

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const titleCase = (text: string): string => text.split(/\s+/).map(capitalise).join(' ');
const withoutLooseEnd = (name: string): string =>
  name.replace(/\s+(?:and|&|of|the|de|la|le)$/u, '').replace(/[.,]+$/, '');

const nameOf = (request: string): string | null => {
  const quoted = firstMatch(/["“]([^"”\n]{1,60})["”]/u, request);
  if (quoted !== null) return quoted;
  const called = firstMatch(new RegExp(String.raw`\b(?:called|named)\s+(${proper})`, 'u'), request);
  if (called !== null) return withoutLooseEnd(called);
  const spoken = firstMatch(new RegExp(String.raw`\b(?:called|named)\s+(.{1,40}?)${stop}`, 'iu'), request);
  if (spoken !== null) return titleCase(spoken);
  const owned = firstMatch(
    new RegExp(
      String.raw`\b(?:page|website|homepage|site)\s+(?:for|about|of)\s+(?:[Tt]he\s+)?(${proper})`,
      'u',
    ),
    request,
  );
  return owned === null ? null : withoutLooseEnd(owned);
};

const kindOf = (request: string): string | null => {
  const apposed = firstMatch(new RegExp(String.raw`,\s+(?:a|an|the|our|my)\s+(.+?)${stop}`, 'iu'), request);
  const after = firstMatch(afterPage, request);
  const isName = after !== null && /^(?:the\s+)?[\p{Lu}“"]/u.test(after);
  const before = firstMatch(beforePage, request);
  const found = isName ? apposed : (after ?? before);
  const kind = found === null ? '' : stripArticles(found);
  return kind === '' || kind.length > 40 ? null : kind;
};

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

const isoDay = (year: string, month: number, day: string): string | null => {
  const text = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(instant) && new Date(instant).toISOString().startsWith(text) ? text : null;
};

const name = months.join('|');
// Each with the places of year, month and day among its groups.
const dateForms: readonly (readonly [RegExp, number, number, number])[] = [
  [/\b(\d{4})-(\d{2})-(\d{2})\b/u, 1, 2, 3],
  [new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(${name}),?\s+(\d{4})\b`, 'iu'), 3, 2, 1],
  [new RegExp(String.raw`\b(${name})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`, 'iu'), 3, 1, 2],
];

const launchOf = (request: string): string | null => {
  for (const [form, year, month, day] of dateForms) {
    const found = form.exec(request);
    if (!found) continue;
    const said = found[month]?.toLowerCase() ?? '';
    return isoDay(found[year] ?? '', months.indexOf(said) + 1 || Number(said), found[day] ?? '');
  }
  return null;
};

const offering =
  /\b(?:we\s+(?:sell|offer|make|do|bake|serve|teach|repair)|(?:sell|offer|serv|bak|teach|repair)(?:s|es|ing)|speciali[sz](?:es|ing|ed) in|known for)\s+([^.;!?\n]+)/iu;
const notAnOffer =
  /\b(?:hero|pricing|prices?|faq|questions|contact|form|countdown|dark|mode|testimonials?|section|page|theme)\b|[$€£\d]/iu;

const offersOf = (request: string): readonly string[] => {
  const list = (firstMatch(offering, request) ?? '').replace(/\s+(?:with|in|at|from|on)\s.*$/iu, '');
  const items = list
    .split(/,\s*(?:and\s+)?|\s+and\s+|\s*&\s*/iu)
    .map((item) => capitalise(stripArticles(item.trim())));
  return [...new Set(items)]
    .filter((item) => item.length > 1 && item.length <= 40 && !notAnOffer.test(item))
    .slice(0, 6);
};

const currencies: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP' };
const price =
  /([$€£])\s?(\d+(?:\.\d{1,2})?)(?:\s*(?:\/|per|an?)\s*(month|mo|year|yr|week|day|hour|person|class|session|night|piece)\b)?/giu;
const priceFiller =
  /\b(?:for|at|and|or|is|are|costs?|only|just|from|with|plans?|tiers?|pricing|prices?|of|the|a|an|add|named|called|section|each|we|sell|offer|per)\b|[:;,.=–—-]/giu;

const plansOf = (request: string): readonly PricedPlan[] => {
  const plans: PricedPlan[] = [];
  let after = 0;
  for (const match of request.matchAll(price)) {
    const said = request.slice(after, match.index).split(/[,.;:\n]|\band\b/u);
    const words = (said.findLast((part) => part.replace(priceFiller, '').trim() !== '') ?? '')
      .replace(priceFiller, ' ')
      .trim()
      .split(/\s+/);
    const name = titleCase(words.slice(-3).join(' ')) || `Option ${plans.length + 1}`;
    const unit = match[3]?.toLowerCase().replace(/^mo$/, 'month').replace(/^yr$/, 'year');
    plans.push({
      name,
      amount: Number(match[2]),
      currency: currencies[match[1] ?? '$'] ?? 'USD',
      per: unit ?? null,
    });
    after = match.index + match[0].length;
  }
  return plans.slice(0, 6);
};

/** Reads a request for a landing page. What it does not say stays null or empty: nothing about a business is made up here. */
export const readBrief = (request: string): LandingBrief => ({
  name: nameOf(request),
  kind: kindOf(request),
  place: placeOf(request),
  offers: offersOf(request),
  email: firstMatch(/\b([\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b/iu, request),
  launch: launchOf(request),
  plans: plansOf(request),
});

function placeOf(request: string): string | null {
  const place = firstMatch(
    /\b(?:in|near)\s+((?:\p{Lu}[\p{L}’'-]+)(?:,?\s+\p{Lu}[\p{L}’'-]+){0,2})/u,
    request,
  );
  return place !== null && months.includes(place.toLowerCase()) ? null : place;
}
