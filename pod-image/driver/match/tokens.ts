const token =
  /\d+(?::\d+)+|(?<![\p{L}\p{N}])[-−](?=\d)(?:\d[\d,]*(?:\.\d+)?)|\d[\d,]*(?:\.\d+)?|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*|\p{Extended_Pictographic}|[^\s\p{L}\p{N}]/gu;
const hasWord = /[\p{L}\p{N}]/u;

/** Words, numbers and signs of a text, so that `Milk`, `milk` and `MILK`, or `1,234.50` and `1234.5`, are one. */
export function tokensOf(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (plain.match(token) ?? []).map((part) =>
    /^[-−]?\d[\d,.]*$/.test(part) ? numberOf(part) : part.replaceAll('’', "'"),
  );
}

/** The words and numbers of a text; its signs where it has nothing else. */
export function wordsOf(text: string): string[] {
  const all = tokensOf(text);
  const words = all.filter((part) => hasWord.test(part));
  return words.length > 0 ? words : all;
}

/** `1,234.50` as `1234.5`; a comma before other than three digits is a decimal point, as most of Europe writes it. */
function numberOf(part: string): string {
  const plain = /^[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(part)
    ? part.replaceAll(',', '')
    : part.replace(/,(?=\d+$)/, '.');
  const value = Number(plain.replace('−', '-').replaceAll(',', ''));
  return Number.isFinite(value) ? String(value) : part;
}
