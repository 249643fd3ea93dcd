import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { browserFrames, messageFrame } from '../driver/frames.ts';
import type { ToDriver } from '../driver/messages.ts';
import { type InstrumentRunner, instrumentLimits, type RunningInstrument } from '../runners/step-runner.ts';
import { isBeyond } from './cap-artifact.ts';
import { createTail } from './tail.ts';
import { type StepWatch, watchStep } from './watch-step.ts';

/** A check needs one, and another for each page that ends it. */
const mostBrowsers = 60;
const mostUnreadBytes = 128 * 1024 * 1024;
const mostDownloadBytes = 32 * 1024 * 1024;
const lookMs = 50;
const drainMs = 1_000;
const longestErrors = 4_096;

interface LiveBrowser {
  readonly instrument: RunningInstrument;
  readonly watch: StepWatch;
  readonly timer: NodeJS.Timeout;
  readonly said: () => string;
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

/** Passes bytes between driver and browser, unread; each browser has limits of its own, and no download fills the disk. */
export function browserRelay({
  instruments,
  downloads,
  deadlineMs,
  toDriver,
}: {
  readonly instruments: InstrumentRunner;
  readonly downloads: string;
  readonly deadlineMs: number;
  readonly toDriver: NodeJS.WritableStream;
}): BrowserRelay {
  let live: LiveBrowser | undefined;
  let lastEnd: Promise<void> = Promise.resolve();
  let peakMemoryBytes = 0;
  let started = 0;
  let isClosed = false;
  const tell = (message: ToDriver): void => void toDriver.write(messageFrame(message));
  const startNext = async (): Promise<void> => {
    started += 1;
    if (isClosed) return;
    if (started > mostBrowsers) throw new Error('the pages ended one browser after the other');
    const instrument = await instruments.start({ kind: 'browser', downloads });
    const watch = watchStep(instrument, { limits: instrumentLimits, deadlineMs, overflow: never });
    const timer = setInterval(() => {
      if (isBeyond(downloads, mostDownloadBytes)) void instrument.destroy();
    }, lookMs);
    const next: LiveBrowser = { instrument, watch, timer, said: keepEnd(instrument.errors) };
    live = next;
    const drained = passOn(instrument.fromIt, toDriver);
    lastEnd = follow(next, drained);
    tell({ say: 'browser-started' });
  };
  const follow = async (browser: LiveBrowser, drained: Promise<unknown>): Promise<void> => {
    await browser.instrument.exited;
    clearInterval(browser.timer);
    await browser.instrument.destroy();
    // Nothing of it may reach the driver once it was told that it is gone.
    await Promise.race([drained, sleep(drainMs)]);
    browser.instrument.fromIt.removeAllListeners('data');
    const used = await browser.watch.stop();
    peakMemoryBytes = Math.max(peakMemoryBytes, used.peakMemoryBytes);
    live = undefined;
    tell({ say: 'browser-gone', said: browser.said() });
  };
  const end = (): void => void live?.instrument.destroy();
  return {
    start() {
      end();
      lastEnd = lastEnd.then(startNext).catch((error: unknown) => {
        tell({ say: 'browser-gone', said: String(error) });
      });
    },
    write(bytes) {
      if (live === undefined) return;
      live.instrument.toIt.write(bytes);
      if (live.instrument.toIt.writableLength > mostUnreadBytes) end();
    },
    end,
    async close() {
      isClosed = true;
      end();
      await lastEnd;
      end();
      await lastEnd;
      return peakMemoryBytes;
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
