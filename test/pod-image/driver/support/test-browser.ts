import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { browserAt, installedBrowser } from '../../../../pod-image/driver/installed-browser.ts';
import { spawnedBrowser } from '../../../../pod-image/driver/spawned-browser.ts';
import type { OpenBrowser } from '../../../../pod-image/driver/start-browser.ts';

const path = installedBrowser();

/** Whether checks can be run here; says so aloud when they cannot. */
export const hasBrowser = path !== undefined;
if (!hasBrowser) console.warn('SKIPPED: checks in a browser, for want of Chromium');

/** The browser of this machine as the pod starts its own; one that finds no home keeps its things in that of whoever runs the tests. */
export const testBrowser = (): OpenBrowser => spawnedBrowser(command());

const command = () => browserAt(path ?? '', mkdtempSync(join(tmpdir(), 'gantry-browser-')));

/** The same in bubblewrap: no network, no process and no file of ours but fonts, libraries and the folder for downloads. */
export function confinedBrowser(): OpenBrowser {
  const { path: program, args } = command();
  const downloads = mkdtempSync(join(tmpdir(), 'gantry-downloads-'));
  const shown = [
    '/usr',
    '/lib',
    '/lib64',
    '/bin',
    '/etc/fonts',
    '/etc/chromium.d',
    '/etc/alternatives',
    dirname(program),
  ].filter(existsSync);
  return spawnedBrowser({
    path: 'bwrap',
    args: [
      ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--setenv', 'HOME', '/tmp'],
      ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--bind', downloads, downloads],
      ...shown.flatMap((folder) => ['--ro-bind', folder, folder]),
      ...[program, ...args],
    ],
    env: { PATH: '/usr/bin:/bin' },
    downloads,
  });
}
