import type { AppKit, KitFeature } from '../kit.ts';
import { isNearly } from './near-spelling.ts';
import { markNegated } from './negation.ts';
import { nameSpans, neutralSpans } from './neutral.ts';
import type { Span, Token } from './tokens.ts';
import { findPhrase, tokenise } from './tokens.ts';

/** What a text says about features of one kit, by id, and what it wishes for that the kit does not have, in the person's words. */
export interface Wishes {
  readonly wanted: readonly KitFeature[];
  readonly unwanted: readonly KitFeature[];
  /** What is proposed without being asked for, unless it is unwanted. */
  readonly usual: readonly KitFeature[];
  readonly unknown: readonly string[];
}

/** The kit that a text names first, not counting what it says no to; of two that start at the same word, the longer name. */
export function recogniseKit(text: string, kits: readonly AppKit[]): AppKit | undefined {
  const tokens = tokenise(text);
  return kitNamed(tokens, kits) ?? kitNamed(respelt(tokens, kits), kits);
}

/** The words as they were meant where one is nearly a word of a kit's name: "calculater". */
function respelt(tokens: readonly Token[], kits: readonly AppKit[]): readonly Token[] {
  const names = kits.flatMap(({ title, phrases }) => [title, ...phrases]);
  const known = new Set(names.flatMap((name) => tokenise(name).map(({ word }) => word)));
  return tokens.map((token) => {
    if (known.has(token.word)) return token;
    const meant = [...known].find((word) => isNearly(token.word, word));
    return meant === undefined ? token : { ...token, word: meant };
  });
}

function kitNamed(tokens: readonly Token[], kits: readonly AppKit[]): AppKit | undefined {
  const negated = markNegated(tokens);
  const named = kits.flatMap((kit) =>
    [kit.title, ...kit.phrases].flatMap((phrase) =>
      findPhrase(tokens, phrase).map((span) => ({ kit, span })),
    ),
  );
  const wanted = named.filter(({ span }) => negated[span.from] !== true);
  return wanted.toSorted((left, right) => left.span.from - right.span.from || right.span.to - left.span.to)[0]
    ?.kit;
}

const joiners = new Set(['and', 'also', 'plus', 'another', 'a', 'an', 'then']);

/** Other kits that a text names as things of their own ("… and a habit tracker"), in the text's order. */
export function alsoNamed(text: string, kit: AppKit, kits: readonly AppKit[]): readonly AppKit[] {
  const tokens = tokenise(text);
  const negated = markNegated(tokens);
  const taken = [...kitSpans(tokens, kit), ...kit.features.flatMap((feature) => mentionsOf(tokens, feature))];
  const isOfItsOwn = (span: Span): boolean => {
    const before = tokens[span.from - 1];
    return (
      negated[span.from] !== true &&
      !taken.some((known) => known.from < span.to && known.to > span.from) &&
      before !== undefined &&
      (joiners.has(before.word) || before.stop === ',')
    );
  };
  return kits.filter((other) => other !== kit && kitSpans(tokens, other).some(isOfItsOwn));
}

/** Whether a text says no to one of these kits by name. */
export function refusesKit(text: string, kits: readonly AppKit[]): boolean {
  const tokens = tokenise(text);
  const negated = markNegated(tokens);
  return kits.some((kit) => kitSpans(tokens, kit).some((span) => negated[span.from] === true));
}

/** The features of a kit that a text asks for or says no to. */
export function readWishes(text: string, kit: AppKit): Wishes {
  const tokens = tokenise(text);
  const negated = markNegated(tokens);
  const mentions = kit.features.flatMap((feature) =>
    mentionsOf(tokens, feature).map((span) => ({ feature, span })),
  );
  // "Dark mode" inside "no dark mode switch" is one mention: the longest name at a place counts.
  const outer = mentions.filter(
    ({ span }) => !mentions.some((other) => other.span !== span && covers(other.span, span)),
  );
  const under = (isNegated: boolean): readonly KitFeature[] =>
    kit.features.filter((feature) =>
      outer.some(
        (mention) => mention.feature === feature && (negated[mention.span.from] ?? false) === isNegated,
      ),
    );
  const wanted = under(false);
  return {
    wanted,
    unwanted: under(true).filter((feature) => !wanted.includes(feature)),
    usual: usualFeatures(tokens, kit),
    unknown: unknownWishes(text, tokens, negated, [
      ...mentions.map(({ span }) => span),
      ...kitSpans(tokens, kit),
      ...titleSpans(tokens, kit),
    ]),
  };
}

/** The usual features of a kit, and more where the text asks for it by a name that promises more. */
function usualFeatures(tokens: readonly Token[], { features, fuller }: AppKit): readonly KitFeature[] {
  const isFuller = fuller?.phrases.some((phrase) => findPhrase(tokens, phrase).length > 0) ?? false;
  return features.filter(
    ({ id, isDefault }) => isDefault || (isFuller && fuller?.features.includes(id) === true),
  );
}

/** The feature that a plan's words stand for. */
export function featureOf(words: string, kit: AppKit): KitFeature | undefined {
  const plain = words.trim().toLowerCase();
  return (
    kit.features.find((feature) => feature.title.toLowerCase() === plain) ?? readWishes(words, kit).wanted[0]
  );
}

function mentionsOf(tokens: readonly Token[], feature: KitFeature): readonly Span[] {
  return [feature.title, ...feature.phrases].flatMap((phrase) => findPhrase(tokens, phrase));
}

function kitSpans(tokens: readonly Token[], kit: AppKit): readonly Span[] {
  return [kit.title, ...kit.phrases].flatMap((phrase) => findPhrase(tokens, phrase));
}

/** A "journal with markdown" is what Markdown notes are. */
function titleSpans(tokens: readonly Token[], kit: AppKit): readonly Span[] {
  return tokenise(kit.title).flatMap(({ word }) => findPhrase(tokens, word));
}

function covers(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && outer.to >= inner.to && outer.to - outer.from > inner.to - inner.from;
}

const listOpeners = new Set(['with', 'including', 'include', 'plus', 'add', 'that', 'which']);
const relatives = new Set(['that', 'which']);
/** Words that are no wish by themselves. */
const fillers = new Set(
  (
    'a an the and or my me i we you your our it its this that which is are be can could should would will has have to of for in on at as too also well please ' +
    'simple nice beautiful good great small little basic clean modern pretty easy fast feature support app page tool one some all any more very really ' +
    'now then work using use show let make made build create want need like just only own so when by new go ahead thank something anything nothing kid'
  ).split(' '),
);

/** Items of a list of wishes ("with X, Y and Z") that no known feature covers. */
function unknownWishes(
  text: string,
  tokens: readonly Token[],
  negated: readonly boolean[],
  known: readonly Span[],
): readonly string[] {
  return listItems(tokens)
    .filter(
      (item) =>
        negated[item.from] !== true && !known.some((span) => span.from < item.to && span.to > item.from),
    )
    .filter((item) => tokens.slice(item.from, item.to).some((token) => !fillers.has(token.word)))
    .map((item) => text.slice(tokens[item.from]?.start ?? 0, endOf(tokens, item)).slice(0, 80));
}

/** Where an item ends without the words behind it that say nothing: "a chart too". */
function endOf(tokens: readonly Token[], { from, to }: Span): number {
  return tokens.slice(from, to).findLast((token) => !fillers.has(token.word))?.end ?? 0;
}

function listItems(tokens: readonly Token[]): readonly Span[] {
  const items: Span[] = [];
  const neutral = [...neutralSpans(tokens), ...nameSpans(tokens)];
  const opens = ({ word }: Token, index: number): boolean =>
    (listOpeners.has(word) || (word === 'and' && from !== undefined)) &&
    // "That is what I want" begins no list; "an app that counts" does.
    !(relatives.has(word) && (tokens[index - 1]?.stop ?? '.') !== '') &&
    !neutral.some((span) => span.from <= index && index < span.to);
  let from: number | undefined;
  const close = (to: number): void => {
    if (from !== undefined && to > from) items.push({ from, to });
  };
  for (const [index, token] of tokens.entries()) {
    if (opens(token, index)) {
      close(index);
      from = index + 1;
    }
    if (token.stop === '') continue;
    close(index + 1);
    from = token.stop === ',' && from !== undefined ? index + 1 : undefined;
  }
  close(tokens.length);
  return items;
}
