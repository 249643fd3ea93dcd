import type { LocalEnvironment } from '../environment.ts';

/** What every command is given. */
export interface Context {
  /** A Gantry that runs somewhere; left out, it is the one of this machine. */
  readonly server: string | undefined;
  readonly isJson: boolean;
  /** Aborted by the first Ctrl C, where the command has not taken that over. */
  readonly signal: AbortSignal;
  /** Takes Ctrl C over until the answered function is called. */
  readonly onInterrupt: (handler: () => void) => () => void;
  readonly environment: () => Promise<LocalEnvironment>;
}

/** How a command ended: one document for programs, the same in words for people, and the exit code where that is not 0. */
export interface Answer {
  readonly value: unknown;
  /** Already printable: words of others went through `line`. */
  readonly text: string;
  /** 0 done, 1 it did not work out, 130 left by Ctrl C. */
  readonly code?: 0 | 1 | 130;
  /** Print the text as it is, for what people keep in files. */
  readonly isWhole?: boolean;
}

/** A command, ready to run. */
export type Work = (context: Context) => Promise<Answer>;
