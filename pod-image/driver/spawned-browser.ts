import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { killGroup } from '../runners/spawn-step.ts';
import type { OpenBrowser, OpenedBrowser } from './start-browser.ts';

/** How a browser is started: its program, and arguments that speak of the debugging pipe on descriptors 3 and 4. */
export interface BrowserCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder for downloads that browser and driver see under one path; one is made where none is given. */
  readonly downloads?: string;
}

const longestError = 4_096;

/** A browser as a child of this process, with no environment but what is given. */
export const spawnedBrowser =
  (command: BrowserCommand): OpenBrowser =>
  async (): Promise<OpenedBrowser> => {
    const own =
      command.downloads === undefined ? await mkdtemp(join(tmpdir(), 'gantry-downloads-')) : undefined;
    const { child, said, gone } = spawnBrowser(command);
    const exited = gone.then(async () => {
      if (own !== undefined) await rm(own, { recursive: true, force: true });
    });
    return {
      toBrowser: child.stdio[3] as Writable,
      fromBrowser: child.stdio[4] as Readable,
      downloads: command.downloads ?? own ?? '',
      exited,
      said,
      // Once it is gone its number may be somebody else's.
      end: () => {
        if (child.exitCode === null && child.signalCode === null) killGroup(child.pid ?? 0);
      },
    };
  };

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
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  return { child, said: () => said, gone };
}
