/** A word of a text with the place it stands at; `stop` marks that a sentence or clause ends after it. */
export interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly stop: '' | ',' | '.' | '?';
}

/** Sounds of speech that mean nothing. */
const hesitationSounds = new Set('um umm uh uhh uhm er erm ah ähm äh'.split(' '));

/** The words of a text without the sounds and the doublings of speech: "um, yes yes" is "yes". */
export function tokenise(text: string): readonly Token[] {
  const kept: Token[] = [];
  for (const token of splitWords(text)) {
    const previous = kept.at(-1);
    if (hesitationSounds.has(token.word)) continue;
    if (previous?.word === token.word && previous.stop === '') kept[kept.length - 1] = token;
    else kept.push(token);
  }
  return kept;
}

/** Splits a text into lower-case words: apostrophes stay inside, hyphens and slashes part, and an ending plural s goes. */
function splitWords(text: string): readonly Token[] {
  const plain = text.normalize('NFKC').replaceAll('’', "'").toLowerCase();
  return [...plain.matchAll(/[\p{L}\p{N}]+\+?(?:'[\p{L}]+)?/gu)].map((match) => {
    const end = match.index + match[0].length;
    return { word: stem(match[0]), start: match.index, end, stop: stopAfter(plain.slice(end)) };
  });
}

function stopAfter(rest: string): Token['stop'] {
  const mark = /^["')\]\s]*([,.;:!?\n])/.exec(rest)?.[1];
  if (mark === undefined) return '';
  if (mark === ',') return ',';
  return mark === '?' ? '?' : '.';
}

function stem(word: string): string {
  if (
    word.length > 3 &&
    !word.includes("'") &&
    word.endsWith('s') &&
    !word.endsWith('ss') &&
    !word.endsWith('us') &&
    !word.endsWith('is')
  ) {
    return word.slice(0, -1);
  }
  return word;
}

/** A stretch of tokens, from `from` up to but not including `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Every place where a phrase stands word for word. */
export function findPhrase(tokens: readonly Token[], phrase: string): readonly Span[] {
  const sought = tokenise(phrase).map((token) => token.word);
  if (sought.length === 0) return [];
  return tokens.flatMap((_token, from) =>
    sought.every((word, offset) => tokens[from + offset]?.word === word)
      ? [{ from, to: from + sought.length }]
      : [],
  );
}
