import type { ConverseOptions, LostAttempt } from '../ports/model.ts';

/** The attempts of one call that came to nothing: each is told to whoever pays before another one begins. */
export interface LostAttempts {
  readonly note: (lost: LostAttempt) => void;
  /** Rejects with what kept a payer from paying. */
  readonly pay: () => Promise<void>;
  /** What nobody was told of yet. */
  readonly unpaid: () => readonly LostAttempt[];
}

export function keepLostAttempts({ beforeAnother }: ConverseOptions): LostAttempts {
  const unpaid: LostAttempt[] = [];
  return {
    note: (lost) => {
      unpaid.push(lost);
    },
    pay: async () => {
      if (beforeAnother === undefined) return;
      for (const lost of [...unpaid]) {
        await beforeAnother(lost);
        unpaid.shift();
      }
    },
    unpaid: () => unpaid,
  };
}
