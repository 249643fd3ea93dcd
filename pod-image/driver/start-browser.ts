import type { Readable, Writable } from 'node:stream';
import { type Browser, chromium } from 'playwright-core';
import { DependencyFailed } from '../../core/errors.ts';
import { defaultPipeLimits, openPipe, type PipeLimits } from './pipe-transport.ts';

/** A browser's process, as whoever started it hands it to the driver. */
export interface OpenedBrowser {
  readonly toBrowser: Writable;
  readonly fromBrowser: Readable;
  /** A folder for downloads that browser and driver see under one path. */
  readonly downloads: string;
  /** Settles when it is gone, whoever ended it. */
  readonly exited: Promise<void>;
  /** What it has said so far, for whoever looks why it did not start. */
  said(): string;
  /** Ends it and all that it started; one that is gone is left alone. */
  end(): void;
}

/** Starts the process of a browser that is driven over two pipes. */
export type OpenBrowser = () => Promise<OpenedBrowser>;

/** A browser that runs, and the only way to end it: it is killed, never asked to close. */
export interface RunningBrowser {
  readonly browser: Browser;
  /** For example `Chromium 156.0.8078.114`. */
  readonly name: string;
  /** Aborted when it is gone, whoever ended it. */
  readonly gone: AbortSignal;
  readonly isFlooded: () => boolean;
  /** Gives what runs next limits of its own. */
  refill(): void;
  kill(): Promise<void>;
}

/** A whole browser on a busy machine needs seconds; one that has not answered by then never does. */
const connectMs = 20_000;

/** Starts a browser and speaks with it through its pipes alone. One that does not come up is started once more. */
export async function startBrowser(
  open: OpenBrowser,
  limits: PipeLimits = defaultPipeLimits,
): Promise<RunningBrowser> {
  return startOnce(open, limits).catch(() => startOnce(open, limits));
}

async function startOnce(open: OpenBrowser, limits: PipeLimits): Promise<RunningBrowser> {
  const opened = await open();
  const kill = async (): Promise<void> => {
    opened.end();
    await opened.exited;
  };
  let isFlooded = false;
  const flooded = (): void => {
    isFlooded = true;
    opened.end();
  };
  const transport = openPipe(opened, limits, { flooded, close: opened.end });
  const ending = new AbortController();
  void opened.exited.then(() => {
    ending.abort();
    transport.onclose?.('The browser ended.');
  });
  try {
    const browser = await chromium.connectOverCDP(transport, {
      timeout: connectMs,
      artifactsDir: opened.downloads,
    });
    return {
      browser,
      name: `Chromium ${browser.version()}`,
      gone: ending.signal,
      isFlooded: () => isFlooded,
      refill: transport.refill,
      kill,
    };
  } catch (error) {
    await kill();
    throw notStarted(opened.said(), error);
  }
}

function notStarted(said: string, cause: unknown): DependencyFailed {
  const why = said.trim().slice(-400) || String(cause);
  return new DependencyFailed(
    'browser_not_started',
    `The browser for the checks did not start; start it by hand to see why: ${why}`,
    {
      cause,
    },
  );
}
