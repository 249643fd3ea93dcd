import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type Browser, chromium } from 'playwright-core';
import { DependencyFailed } from '../../core/errors.ts';
import { killGroup } from '../runners/spawn-step.ts';
import { defaultPipeLimits, openPipe, type PipeLimits } from './pipe-transport.ts';

/** How the browser is started: its program, and arguments that speak of the debugging pipe on descriptors 3 and 4. */
export interface BrowserCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder for downloads that browser and driver see under one path; one is made where none is given. */
  readonly downloads?: string;
}

/** A browser that runs, and the only way to end it: it is killed, never asked to close. */
export interface RunningBrowser {
  readonly browser: Browser;
  /** For example `HeadlessChrome 156.0.8078.114`. */
  readonly name: string;
  readonly pid: number | undefined;
  /** Aborted when it is gone, whoever ended it. */
  readonly gone: AbortSignal;
  readonly isFlooded: () => boolean;
  /** Gives what runs next limits of its own. */
  refill(): void;
  kill(): Promise<void>;
}

/** A whole browser on a busy machine needs seconds; one that has not answered by then never does. */
const connectMs = 20_000;
const longestError = 4_096;

/** Starts a browser and speaks with it through its pipe alone; it has no environment but what is given. One that does not come up is started once more. */
export async function startBrowser(
  command: BrowserCommand,
  limits: PipeLimits = defaultPipeLimits,
): Promise<RunningBrowser> {
  return startOnce(command, limits).catch(() => startOnce(command, limits));
}

async function startOnce(command: BrowserCommand, limits: PipeLimits): Promise<RunningBrowser> {
  const own =
    command.downloads === undefined ? await mkdtemp(join(tmpdir(), 'gantry-downloads-')) : undefined;
  const { child, said, exited } = spawnBrowser(command);
  // Once it is gone its number may be somebody else's.
  const end = (): void => {
    if (child.exitCode === null && child.signalCode === null) killGroup(child.pid ?? 0);
  };
  const kill = async (): Promise<void> => {
    end();
    await exited;
    if (own !== undefined) await rm(own, { recursive: true, force: true });
  };
  let isFlooded = false;
  const flooded = (): void => {
    isFlooded = true;
    end();
  };
  const pipes = { toBrowser: child.stdio[3] as Writable, fromBrowser: child.stdio[4] as Readable };
  const transport = openPipe(pipes, limits, { flooded, close: end });
  const ending = new AbortController();
  void exited.then(() => {
    ending.abort();
    transport.onclose?.('The browser ended.');
  });
  try {
    const browser = await chromium.connectOverCDP(transport, {
      timeout: connectMs,
      artifactsDir: command.downloads ?? own,
    });
    return {
      browser,
      name: `Chromium ${browser.version()}`,
      pid: child.pid,
      gone: ending.signal,
      isFlooded: () => isFlooded,
      refill: transport.refill,
      kill,
    };
  } catch (error) {
    await kill();
    throw notStarted(said(), error);
  }
}

function spawnBrowser(command: BrowserCommand) {
  const child = spawn(command.path, command.args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...command.env },
    // A process group of its own, so that all that it starts is ended with it.
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8').slice(0, Math.max(0, longestError - said.length));
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  return { child, said: () => said, exited };
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
