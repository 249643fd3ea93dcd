import { statfs } from 'node:fs/promises';
import { DependencyFailed } from '../../core/errors.ts';

/** Postgres cannot begin to write with less: a segment of its log, and what it notes at its start. */
const leastFreeBytes = 4_000_000;

/** Whether a folder's disk has no room for a database to write to. */
export async function isDiskFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < leastFreeBytes;
}

/** That there is no room for data: the one failure of a database that whoever has the machine can do something about. */
export const diskFull = (cause: unknown): DependencyFailed =>
  new DependencyFailed(
    'disk_full',
    'The disk is full. Make room on it and try again: no data that was saved is lost.',
    { cause },
  );
