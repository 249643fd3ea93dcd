import { englishWords, smallWords } from './understanding/language.ts';
import { tokenise } from './understanding/tokens.ts';

const german =
  'Das eingebaute Demo-Modell versteht nur Englisch. Schreib mir auf Englisch, oder verbinde ein echtes Modell, das deine Sprache spricht.';
const spanish =
  'El modelo de demostración integrado solo entiende inglés. Escríbeme en inglés o conecta un modelo real que hable tu idioma.';
const japanese =
  '内蔵のデモモデルは英語だけを理解します。英語で書くか、あなたの言語を話す本物のモデルを接続してください。';

/** One clear sentence in the language of a message that is German, Spanish or Japanese; undefined for any other. */
export function sayInLanguage(message: string): string | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(message)) return japanese;
  const spoken = tokenise(message).map(({ word }) => word);
  const count = (words: ReadonlySet<string>): number => spoken.filter((word) => words.has(word)).length;
  const [ofGerman, ofSpanish] = [count(smallWords.german), count(smallWords.spanish)];
  const most = Math.max(ofGerman, ofSpanish);
  if (most <= count(englishWords) || (most < 2 && spoken.length > 2)) return undefined;
  return ofGerman > ofSpanish ? german : spanish;
}
