import { lstatSync, opendirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningStep, StepRequest, StepRunner } from '../runners/step-runner.ts';
import { maximumFiles } from './artifact.ts';

const lookMs = 25;
/** Folders count too: empty ones fill a disk's table as well as files do. */
const maximumEntries = 2 * maximumFiles;

/**
 * A runner whose step ends, with its whole tree, once the artifact's folder holds more than may ship: a disk is not filled until somebody
 * looks afterwards.
 */
export function capArtifact(
  runner: StepRunner,
  limitBytes: number,
): { readonly runner: StepRunner; isFull(): boolean } {
  let isFull = false;
  const start = async (request: StepRequest): Promise<RunningStep> => {
    const running = await runner.start(request);
    const look = (): void => {
      isFull ||= isBeyond(request.folders.artifact, limitBytes);
      if (isFull) running.destroy().catch(() => undefined);
    };
    const timer = setInterval(look, lookMs);
    running.exited.finally(() => clearInterval(timer));
    return running;
  };
  return { runner: { ...runner, start }, isFull: () => isFull };
}

/** Stops counting where a limit is passed: one look costs no more for a larger folder. */
export function isBeyond(root: string, limitBytes: number): boolean {
  const folders = [root];
  const used = { entries: 0, bytes: 0 };
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (countFolder(folder, used, folders, limitBytes)) return true;
  }
  return false;
}

function countFolder(
  folder: string,
  used: { entries: number; bytes: number },
  folders: string[],
  limitBytes: number,
): boolean {
  const opened = ignoreGone(() => opendirSync(folder));
  if (opened === undefined) return false;
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      const path = join(folder, entry.name);
      used.entries += 1;
      used.bytes += ignoreGone(() => allocatedBytes(path)) ?? 0;
      if (entry.isDirectory()) folders.push(path);
      if (used.entries > maximumEntries || used.bytes > limitBytes) return true;
    }
  } finally {
    opened.closeSync();
  }
  return false;
}

/** A sparse file counts by its length: it cannot ship, and reading it would fill memory. */
function allocatedBytes(path: string): number {
  const { size, blocks } = lstatSync(path);
  return Math.max(size, blocks * 512);
}

/** What a step takes away between two looks, or closes to others, is not there to count. */
function ignoreGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
