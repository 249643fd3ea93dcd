/** A change of the app that is being put into words; `opened` counts how often words were put in, which brings the focus there. */
export interface Wish {
  readonly isOpen: boolean;
  readonly words: string;
  readonly opened: number;
}

export const noWish: Wish = { isOpen: false, words: '', opened: 0 };

/** Opens it with these words behind what stands there already, which is never lost. */
export function wishFor({ words: before, opened }: Wish, words: string): Wish {
  const all = before.trim() === '' ? words : `${before.trimEnd()}\n${words}`;
  return { isOpen: true, words: all, opened: opened + 1 };
}
