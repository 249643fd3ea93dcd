import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { DependencyRefused } from '../../core/errors.ts';

const forOthers = 0o077;
/** Set on folders that everybody writes into, such as /tmp: those are nobody's to close. */
const shared = 0o1000;

/** Makes a home folder, or closes one that other users of this machine could read; DependencyRefused where that cannot be done. */
export function makeHomeFolder(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  // Windows keeps no such rights in a mode.
  if (process.platform === 'win32') return;
  const { mode } = statSync(home);
  if ((mode & forOthers) === 0) return;
  if ((mode & shared) !== 0)
    throw refusal(
      home,
      'is a folder that all users of this machine share; set GANTRY_HOME to one of your own',
    );
  try {
    chmodSync(home, mode & 0o700);
  } catch (cause) {
    throw refusal(
      home,
      'is open to other users and belongs to somebody else; set GANTRY_HOME to a folder of yours',
      cause,
    );
  }
  if ((statSync(home).mode & forOthers) !== 0)
    throw refusal(
      home,
      'is open to other users, and its file system keeps no rights; set GANTRY_HOME to a folder on one that does',
    );
}

const refusal = (home: string, why: string, cause?: unknown): DependencyRefused =>
  new DependencyRefused('home_open', `${home} ${why}. Passwords, sessions and apps' data are kept there.`, {
    cause,
  });
