import { nameSpans, neutralSpans } from './neutral.ts';
import type { Span, Token } from './tokens.ts';
import { findPhrase } from './tokens.ts';

const negations = new Set(
  'no not without dont never skip drop remove minus except exclude lose delete omit nope neither nor cannot forget replace swap'.split(
    ' ',
  ),
);
const negatingPhrases = [
  'leave out',
  'take out',
  'cut out',
  'get rid of',
  'rather than',
  'instead of',
  'anything but',
];
const affirmations = new Set(
  'but with add include keep instead plus yes also just only want give put'.split(' '),
);
/** "Replace X with Y": what comes after is wanted. */
const exchanges = new Set(['replace', 'swap']);
const exchangedFor = new Set(['with', 'for', 'by']);
/** Words that begin a clause of their own after a comma or an "and". */
const subjects = new Set("i i'd i'll i'm we we'd you it it's that that's there let's".split(' '));
const orders = new Set('build make go do ship start use show create please'.split(' '));
const places = new Set(['in', 'on', 'from']);
const determiners = new Set('a an the my our some'.split(' '));

interface Scope {
  readonly word: string;
  /** "Not a calculator, a to-do list" sets one thing against another; "without a list, a chart" goes on. */
  readonly isContrast: boolean;
}

/** Whether a word says no: by itself, or as the ending n't. */
export function isNegator(token: Token | undefined): boolean {
  return token !== undefined && (negations.has(token.word) || token.word.endsWith("n't"));
}

/** For each token, whether it stands under a negation: from the negating word to the end of its clause or to a word that turns it round. */
export function markNegated(spoken: readonly Token[]): readonly boolean[] {
  const names = placesOf(nameSpans(spoken));
  // A name is only a name, whatever its words are elsewhere.
  const tokens = spoken.map((token, index) => (names.has(index) ? { ...token, word: '' } : token));
  const neutral = placesOf(neutralSpans(tokens));
  const phrases = negatingPhrases.flatMap((phrase) => findPhrase(tokens, phrase));
  const opening = new Set(phrases.map((span) => span.from));
  const within = placesOf(phrases);
  let scope: Scope | undefined;
  return tokens.map((token, index) => {
    if (neutral.has(index)) scope = undefined;
    else if (opening.has(index) || (isNegator(token) && !within.has(index)))
      scope = opened(tokens, index, scope);
    else if (!within.has(index)) scope = turned(tokens, index, scope);
    const isNegated = scope !== undefined;
    if (endsAfter(tokens, index, scope)) scope = undefined;
    return isNegated;
  });
}

function placesOf(spans: readonly Span[]): ReadonlySet<number> {
  return new Set(
    spans.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, offset) => from + offset)),
  );
}

/** "Don't build it without dark mode" wants dark mode. */
function opened(tokens: readonly Token[], index: number, scope: Scope | undefined): Scope | undefined {
  const word = tokens[index]?.word ?? '';
  if (scope !== undefined && word === 'without' && tokens[index - 1]?.stop === '') return undefined;
  const isContrast = word === 'not' && determiners.has(tokens[index + 1]?.word ?? '');
  return { word, isContrast: isContrast || (scope?.isContrast ?? false) };
}

/** The scope after a word that may turn it round. */
function turned(tokens: readonly Token[], index: number, scope: Scope | undefined): Scope | undefined {
  const word = tokens[index]?.word ?? '';
  if (scope === undefined) return undefined;
  if (exchanges.has(scope.word)) return exchangedFor.has(word) ? undefined : scope;
  return affirms(tokens, index) ? undefined : scope;
}

function affirms(tokens: readonly Token[], index: number): boolean {
  const word = tokens[index]?.word ?? '';
  // "No search in my list" is about the search.
  if (places.has(word) && determiners.has(tokens[index + 1]?.word ?? '')) return true;
  const previous = tokens[index - 1];
  // "Don't add" stays a no; "No, add" turns round.
  return affirmations.has(word) && !(previous?.stop === '' && isNegator(previous));
}

function endsAfter(tokens: readonly Token[], index: number, scope: Scope | undefined): boolean {
  const { stop = '', word = '' } = tokens[index] ?? {};
  const next = tokens[index + 1]?.word ?? '';
  if (stop === '.' || stop === '?') return true;
  if (stop === ',')
    return isInterjection(word) || opensNew(next) || (scope?.isContrast === true && determiners.has(next));
  return (next === 'and' || next === 'then') && orders.has(tokens[index + 2]?.word ?? '');
}

const opensNew = (word: string): boolean => subjects.has(word) || orders.has(word);

/** "No, a calculator": the no is about what went before, not about what follows. */
function isInterjection(word: string): boolean {
  return word === 'no' || word === 'nope';
}
