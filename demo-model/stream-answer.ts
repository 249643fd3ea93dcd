/** A run of an answer that is given at one pace: speech word by word, writing in larger pieces. */
export interface Passage {
  readonly text: string;
  readonly isSpoken: boolean;
}

const spokenWords = 6;
/** Counted by code points, so that no piece ends within a character. */
const writtenPiece = /.{1,400}/gsu;
const pauseMs = 4;

/** Gives an answer in pieces, as a model that writes does, and returns it whole; stops with the signal's reason. Without a listener it is there at once. */
export async function streamAnswer(
  passages: readonly Passage[],
  {
    signal,
    onText,
  }: { readonly signal: AbortSignal; readonly onText?: ((text: string) => void) | undefined },
): Promise<string> {
  for (const piece of onText === undefined ? [] : passages.flatMap(piecesOf)) {
    signal.throwIfAborted();
    onText?.(piece);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  signal.throwIfAborted();
  return passages.map(({ text }) => text).join('');
}

function piecesOf({ text, isSpoken }: Passage): readonly string[] {
  if (!isSpoken) return text.match(writtenPiece) ?? [];
  const words = text.split(/(?<=\s)/);
  return words
    .flatMap((_, at) => (at % spokenWords === 0 ? [words.slice(at, at + spokenWords).join('')] : []))
    .filter((piece) => piece !== '');
}
