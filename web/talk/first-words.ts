let kept: string | undefined;

/** Keeps what a conversation is to begin with while its screen is on the way. It is in memory alone: no address can put words into a person's mouth. */
export function keepFirstWords(words: string): void {
  kept = words;
}

/** Takes what was kept, once. */
export function takeFirstWords(): string | undefined {
  const words = kept;
  kept = undefined;
  return words;
}
