import type { AppKit } from '../kit.ts';
import { markNegated } from './negation.ts';
import type { Span, Token } from './tokens.ts';
import { findPhrase, tokenise } from './tokens.ts';

/** Words before a name that leave the thing what it is: how it looks, where it runs, whose it is, what is done with it. */
const plain = new Set(
  (
    'a an the my our your his her their its this that one some any another kind of type sort just only please me us with and or to as for is be like want need ' +
    'build make create write code design develop give do show use have get add called named maybe actually instead not no without really very so cool ' +
    'simple nice beautiful good great small little basic clean modern pretty easy fast gorgeous minimal minimalist minimalistic tiny big large huge plain ' +
    'fancy cute sleek elegant retro vintage classic standard regular normal ordinary usual typical traditional handy quick responsive accessible working ' +
    'functional full proper real new old best better awesome amazing perfect decent solid pink red blue green purple orange yellow black white grey gray dark ' +
    'light neon material flat mobile desktop web online offline browser phone tablet html css javascript js vanilla digital electronic interactive personal ' +
    'custom own demo test example sample app kids children'
  ).split(' '),
);
/** For whom or where a thing is used, which makes no other thing of it. */
const users = new Set(
  'me us my our his her their your the a an kid children everyone everybody beginner student school work home office class fun practice free phone mobile desktop web it that this'.split(
    ' ',
  ),
);

/**
 * What a text asks for when a word makes another thing of a kit's name, in the person's words ("mortgage calculator", "calculator for
 * loans"); undefined where it means the kit's own thing. Only kits whose names are narrowed like that are looked at.
 */
export function otherKind(text: string, kit: AppKit): string | undefined {
  if (kit.isNarrowedByNouns !== true) return undefined;
  const tokens = tokenise(text);
  const negated = markNegated(tokens);
  const named = kit.phrases
    .flatMap((phrase) => findPhrase(tokens, phrase))
    .filter((span) => negated[span.from] !== true);
  const known = kit.features.flatMap((feature) =>
    [feature.title, ...feature.phrases].flatMap((phrase) => findPhrase(tokens, phrase)),
  );
  const isKnown = (index: number): boolean =>
    [...known, ...named].some((span) => span.from <= index && index < span.to);
  for (const span of named) {
    const narrowed = narrow(tokens, span, isKnown);
    if (narrowed !== undefined)
      return text.slice(tokens[narrowed.from]?.start ?? 0, tokens[narrowed.to - 1]?.end ?? 0).slice(0, 80);
  }
  return undefined;
}

function narrow(
  tokens: readonly Token[],
  { from, to }: Span,
  isKnown: (index: number) => boolean,
): Span | undefined {
  const before = tokens[from - 1];
  if (before !== undefined && before.stop === '' && !isKnown(from - 1) && !isPlain(before.word))
    return { from: from - 1, to };
  const [preposition, noun] = [tokens[to], tokens[to + 1]];
  if (tokens[to - 1]?.stop !== '' || preposition?.word !== 'for' || noun === undefined) return undefined;
  if (isKnown(to + 1) || users.has(noun.word)) return undefined;
  return { from, to: to + 2 };
}

/** Adjectives are plain by their endings too: colourful, stylish, gorgeous, seamless. */
function isPlain(word: string): boolean {
  return plain.has(word) || word.endsWith("'s") || /(?:ful|ish|ous|less|est|able)$/.test(word);
}
