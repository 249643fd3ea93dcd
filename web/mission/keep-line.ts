import { backoffMs } from './backoff.ts';
import type { LinePorts } from './open-line.ts';
import { openLine } from './open-line.ts';

/** What keeping a line needs besides a line's own. */
export type KeepPorts = LinePorts & { readonly random: () => number };

/** A line that is opened again whenever it breaks. */
export interface KeptLine {
  /** Drops the line as broken; it waits, and then comes back. */
  readonly comeBack: () => void;
  /** Comes back at once where it waits to. */
  readonly hurry: () => void;
  /** The line is good: the next waiting is a short one again. */
  readonly praise: () => void;
  readonly stop: () => void;
}

/** Opens a line and keeps it: each time with what `after` says then, and after a longer waiting for each failure in a row. */
export function keepLine(
  ports: KeepPorts,
  on: {
    readonly after: () => number;
    readonly text: (text: string) => void;
    readonly waiting: () => void;
    readonly refused: () => void;
  },
): KeptLine {
  let tries = 0;
  let isWaiting = false;
  let leave = (): void => {};
  const connect = (): void => {
    isWaiting = false;
    leave();
    leave = openLine(ports, on.after(), { text: on.text, lost: comeBack, refused: on.refused });
  };
  const comeBack = (): void => {
    leave();
    tries += 1;
    isWaiting = true;
    leave = ports.later(backoffMs(tries, ports.random), connect);
    on.waiting();
  };
  connect();
  return {
    comeBack,
    hurry: () => {
      if (isWaiting) connect();
    },
    praise: () => {
      tries = 0;
    },
    stop: () => {
      isWaiting = false;
      leave();
    },
  };
}
