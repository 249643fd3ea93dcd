import { chmodSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../adapters/local/database.ts';
import { makeHomeFolder } from '../../../adapters/local/home-folder.ts';
import { temporaryHome } from './temporary-home.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

describe('a home folder', () => {
  it('is made for its user alone', () => {
    const home = join(temporaryHome(), 'new', 'home');
    makeHomeFolder(home);
    expect(modeOf(home)).toBe('700');
  });

  it.each([0o755, 0o775, 0o777, 0o710])('that is there with mode %o is closed', (mode) => {
    const home = temporaryHome();
    chmodSync(home, mode);
    makeHomeFolder(home);
    expect(modeOf(home)).toBe('700');
  });

  it('is closed also by a command that only opens its database', () => {
    const home = temporaryHome();
    chmodSync(home, 0o755);
    openDatabase(home).close();
    expect(modeOf(home)).toBe('700');
  });

  it('is never a folder that all users share, which stays as it is', () => {
    const folder = join(mkdtempSync(join(temporaryHome(), 'x')), 'tmp');
    mkdirSync(folder);
    chmodSync(folder, 0o1777);
    expect(() => makeHomeFolder(folder)).toThrow(
      expect.objectContaining({
        name: 'DependencyRefused',
        message: expect.stringContaining('set GANTRY_HOME'),
      }),
    );
    expect(modeOf(folder)).toBe('1777');
  });
});
