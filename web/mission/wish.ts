/** A change of the app that is being put into words; `opened` counts how often words were put in, which brings the focus there. */
export interface Wish {
  readonly isOpen: boolean;
  readonly words: string;
  readonly opened: number;
}

export const noWish: Wish = { isOpen: false, words: '', opened: 0 };

/** Opens it with these words behind what stands there already. */
export const wishFor = ({ words, opened }: Wish, more: string): Wish => ({
  isOpen: true,
  words: wordsBehind(words, more),
  opened: opened + 1,
});

/** Words put behind what was written already, which is never lost. */
export const wordsBehind = (before: string, more: string): string =>
  before.trim() === '' ? more : `${before.trimEnd()}\n${more}`;
