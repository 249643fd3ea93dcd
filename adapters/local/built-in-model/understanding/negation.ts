import type { Token } from './tokens.ts';

const negations = new Set([
  'no',
  'not',
  'without',
  "don't",
  'dont',
  'never',
  'skip',
  'drop',
  'remove',
  'minus',
  'except',
  'exclude',
  'lose',
  'delete',
  'omit',
  "doesn't",
  "isn't",
  "won't",
  'nope',
  'neither',
  'nor',
]);
const affirmations = new Set([
  'but',
  'with',
  'add',
  'include',
  'keep',
  'instead',
  'plus',
  'yes',
  'also',
  'just',
  'only',
  'want',
  'give',
  'put',
]);

/** For each token, whether it stands under a negation: from the negating word to the end of its clause or to a word that turns it round. */
export function markNegated(tokens: readonly Token[]): readonly boolean[] {
  let isNegative = false;
  return tokens.map((token, index) => {
    if (negations.has(token.word)) isNegative = true;
    else if (affirmations.has(token.word) && !isAfterNegation(tokens[index - 1])) isNegative = false;
    const isNegated = isNegative;
    if (token.stop === '.' || token.stop === '?' || isInterjection(token)) isNegative = false;
    return isNegated;
  });
}

/** "Don't add" stays a no; "No, add" turns round. */
function isAfterNegation(previous: Token | undefined): boolean {
  return previous !== undefined && previous.stop === '' && negations.has(previous.word);
}

/** "No, a calculator": the no is about what went before, not about what follows. */
function isInterjection(token: Token): boolean {
  return token.stop === ',' && (token.word === 'no' || token.word === 'nope');
}
