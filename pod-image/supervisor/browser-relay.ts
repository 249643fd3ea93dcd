import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { browserFrames, messageFrame } from '../driver/frames.ts';
import type { ToDriver } from '../driver/messages.ts';
import { type InstrumentRunner, instrumentLimits } from '../runners/step-runner.ts';
import { isBeyond } from './cap-artifact.ts';
import { createTail } from './tail.ts';
import { watchStep } from './watch-step.ts';

/** A check needs one, and another for each page that ends it. */
const mostBrowsers = 60;
const mostUnreadBytes = 128 * 1024 * 1024;
const mostDownloadBytes = 32 * 1024 * 1024;
const lookMs = 50;
const drainMs = 1_000;
const longestErrors = 4_096;

interface LiveBrowser {
  write(bytes: Buffer): void;
  end(): void;
  /** When nothing of it lives, and nothing that it said is on its way any more. */
  readonly gone: Promise<{ readonly said: string; readonly peakMemoryBytes: number }>;
}

/** The browser of a driver, which it asks for, speaks with through the supervisor, and has ended. */
export interface BrowserRelay {
  /** Starts one, once the one before is gone. */
  start(): void;
  /** Passes on what the driver says to it. */
  write(bytes: Buffer): void;
  end(): void;
  /** Ends what lives, and answers the most memory that any of them took. */
  close(): Promise<number>;
}

interface RelayDeps {
  readonly instruments: InstrumentRunner;
  readonly downloads: string;
  readonly deadlineMs: number;
  readonly toDriver: NodeJS.WritableStream;
}

/**
 * Passes bytes between driver and browser, unread; there is one at a time, whatever a driver asks for. The first starts at once, while the driver
 * starts itself.
 */
export function browserRelay(deps: RelayDeps): BrowserRelay {
  let live: LiveBrowser | undefined;
  let peakMemoryBytes = 0;
  let asked = 0;
  let isClosed = false;
  const tell = (message: ToDriver): void => void deps.toDriver.write(messageFrame(message));
  const liveOne = async (wanted: Promise<void>): Promise<void> => {
    if (isClosed) return;
    live = await launch(deps);
    await wanted;
    if (isClosed) live.end();
    tell({ say: 'browser-started' });
    const { said, ...used } = await live.gone;
    live = undefined;
    peakMemoryBytes = Math.max(peakMemoryBytes, used.peakMemoryBytes);
    tell({ say: 'browser-gone', said });
  };
  const liveAndTell = (wanted: Promise<void>): Promise<void> =>
    liveOne(wanted).catch(async (error: unknown) => {
      await wanted;
      tell({ say: 'browser-gone', said: String(error) });
    });
  const first = Promise.withResolvers<void>();
  let lives = liveAndTell(first.promise);
  const startNext = (): void => {
    live?.end();
    if (asked > mostBrowsers) tell({ say: 'browser-gone', said: 'one browser after the other ended' });
    else lives = lives.then(() => liveAndTell(Promise.resolve()));
  };
  return {
    start() {
      asked += 1;
      if (asked === 1) first.resolve();
      else startNext();
    },
    write: (bytes) => live?.write(bytes),
    end: () => live?.end(),
    async close() {
      isClosed = true;
      first.resolve();
      live?.end();
      await lives;
      return peakMemoryBytes;
    },
  };
}

/** Starts a browser with limits of its own; no download of its pages fills the disk. */
async function launch({ instruments, downloads, deadlineMs, toDriver }: RelayDeps): Promise<LiveBrowser> {
  const instrument = await instruments.start({ kind: 'browser', downloads });
  const watch = watchStep(instrument, { limits: instrumentLimits, deadlineMs, overflow: never });
  const end = (): void => void instrument.destroy();
  const timer = setInterval(() => {
    if (isBeyond(downloads, mostDownloadBytes)) end();
  }, lookMs);
  const said = keepEnd(instrument.errors);
  const drained = passOn(instrument.fromIt, toDriver);
  const follow = async () => {
    await instrument.exited;
    clearInterval(timer);
    await instrument.destroy();
    await Promise.race([drained, sleep(drainMs)]);
    instrument.fromIt.removeAllListeners('data');
    const { peakMemoryBytes } = await watch.stop();
    return { said: said(), peakMemoryBytes };
  };
  return {
    end,
    gone: follow(),
    write(bytes) {
      instrument.toIt.write(bytes);
      if (instrument.toIt.writableLength > mostUnreadBytes) end();
    },
  };
}

const never: Promise<never> = new Promise(() => undefined);

/** Waits for a driver that is slower than its browser, so that nothing piles up here. */
function passOn(fromIt: Readable, toDriver: NodeJS.WritableStream): Promise<void> {
  fromIt.on('data', (chunk: Buffer) => {
    const isTaken = browserFrames(chunk).map((frame) => toDriver.write(frame));
    if (isTaken.every(Boolean)) return;
    fromIt.pause();
    toDriver.once('drain', () => fromIt.resume());
  });
  return new Promise((resolve) => {
    fromIt.once('end', resolve).once('close', resolve);
  });
}

/** The end of what an instrument says, for whoever looks why it does not work. */
export function keepEnd(errors: Readable): () => string {
  const tail = createTail(longestErrors);
  errors.on('data', (chunk: Buffer) => tail.push(chunk.toString('utf8').slice(-longestErrors)));
  return () => tail.text();
}
