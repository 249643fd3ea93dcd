import { totalmem } from 'node:os';

/** Each may take 512 MB. What one app keeps busy is its own, so that no other waits for it. */
const mostOfApp = 2;
/** Of all apps together, in half of the machine's memory. */
const mostOfAll = Math.max(4, Math.floor(totalmem() / 2 / (512 * 1024 * 1024)));
/** Of one app: a page asks for a few things at once, and more is a flood. */
const mostWaiting = 20;
const defaultPatienceMs = 5_000;

interface Waiting {
  readonly app: string;
  readonly go: (isTurn: boolean) => void;
}

/** Lets a few calls run at a time, the others wait for their turn in the order they came. */
export interface CallTurns {
  /** False where the turn did not come in time, or too many wait already; `leave` gives back a turn that came. */
  take(app: string): Promise<boolean>;
  leave(app: string): void;
}

export function createCallTurns({ patienceMs = defaultPatienceMs, atOnce = mostOfAll } = {}): CallTurns {
  const running: string[] = [];
  const waiting: Waiting[] = [];
  const hasRoom = (app: string): boolean =>
    running.length < atOnce && running.filter((other) => other === app).length < mostOfApp;
  const callNext = (): void => {
    const at = waiting.findIndex(({ app }) => hasRoom(app));
    const [next] = at < 0 ? [] : waiting.splice(at, 1);
    if (next === undefined) return;
    running.push(next.app);
    next.go(true);
  };
  return {
    async take(app) {
      if (hasRoom(app)) {
        running.push(app);
        return true;
      }
      if (waiting.filter((other) => other.app === app).length >= mostWaiting) return false;
      return await new Promise<boolean>((resolve) => {
        const one: Waiting = {
          app,
          go: (isTurn) => {
            clearTimeout(timer);
            resolve(isTurn);
          },
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(one), 1);
          one.go(false);
        }, patienceMs);
        waiting.push(one);
      });
    },
    leave(app) {
      running.splice(running.indexOf(app), 1);
      callNext();
    },
  };
}
