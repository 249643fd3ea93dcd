const chunkWords = 6;
const gapMs = 4;

/** Gives a text in small pieces, as a model that writes does; stops with the signal's reason. */
export async function speakText(
  text: string,
  {
    signal,
    onDelta,
  }: { readonly signal: AbortSignal; readonly onDelta: ((text: string) => void) | undefined },
): Promise<void> {
  if (onDelta === undefined) return;
  const words = text.split(/(?<=\s)/);
  for (let from = 0; from < words.length; from += chunkWords) {
    signal.throwIfAborted();
    onDelta(words.slice(from, from + chunkWords).join(''));
    await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
}
