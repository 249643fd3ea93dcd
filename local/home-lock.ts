import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeHomeFolder } from '../adapters/worlds/local-world.ts';

/** Takes a home folder for this process; two worlds in one would run every mission twice. Answers the function that gives it back. */
export function lockHome(home: string): () => void {
  makeHomeFolder(home);
  const file = join(home, 'lock');
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    const holder = Number(readFileSync(file, 'utf8'));
    if (isAlive(holder)) {
      throw new Error(
        `Another Gantry (process ${holder}) uses ${home}. Stop it, or set GANTRY_HOME to another folder.`,
      );
    }
    // Its holder was killed: the work it left is taken up.
    writeFileSync(file, String(process.pid));
  }
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
