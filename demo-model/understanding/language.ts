import type { Token } from './tokens.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Small words that tell a language. */
export const smallWords = {
  german: words(
    'ich du wir ihr er sie ein eine einen einem und der die das den dem mit für bitte mir mich nicht ja nein ist sind noch aber auch auf von wie was ' +
      'kannst möchte will baue bau mach kein keine ohne jetzt weiter hallo danke füge entferne',
  ),
  spanish: words(
    'yo el los la las un una con por y sí quiero para sin pero construye hazme que puedes crea haz añade quita hola gracias favor',
  ),
} as const;
const others = words(
  'je tu il nous vous un une le la les des du avec pour et moi oui non pas est sans voudrais veux plaît ' +
    'io il lo gli uno per e sì voglio senza ma não sim quero uma com sem ik een met het voor niet nee',
);
const foreign = new Set([...smallWords.german, ...smallWords.spanish, ...others]);
/** Small words that tell English. */
export const englishWords = words(
  'the a an i you we it that this with and or not no yes please build make add my me for of to is are can could would want need but without in on do ' +
    'if so app it',
);

/** Whether a message is in another language than English, as far as its small words and its letters show. */
export function isForeign(tokens: readonly Token[]): boolean {
  const spoken = tokens.map((token) => token.word);
  if (spoken.length === 0) return false;
  const otherScript = spoken.filter((word) => /[^\p{Script=Latin}\p{N}'+]/u.test(word)).length;
  if (otherScript * 2 > spoken.length) return true;
  const ours = spoken.filter((word) => englishWords.has(word)).length;
  const theirs = spoken.filter((word) => foreign.has(word)).length;
  return theirs > ours && (theirs > 1 || spoken.length <= 2);
}
