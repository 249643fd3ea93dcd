import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { browserFlags } from '../../../../pod-image/driver/browser-flags.ts';
import type { BrowserCommand } from '../../../../pod-image/driver/start-browser.ts';

/** The shell that the pod's image has comes first: a whole Chromium costs three times as much. */
const places = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const path = process.env.CHROMIUM ?? places.find(existsSync) ?? '/usr/bin/chromium';

/** Whether checks can be run here; says so aloud when they cannot. */
export const hasBrowser = existsSync(path);
if (!hasBrowser) console.warn(`SKIPPED: checks in a browser, for want of ${path}`);

/** The browser of this machine as the pod starts its own; a whole Chromium has to be told to show no window. */
export function testBrowser(): BrowserCommand {
  const home = mkdtempSync(join(tmpdir(), 'gantry-browser-'));
  const flags = browserFlags({ profile: join(home, 'profile') });
  const isShell = path.includes('headless');
  // A home of its own: a browser that finds none keeps its things in that of whoever runs the tests.
  return {
    path,
    args: isShell ? flags : [...flags, '--headless'],
    env: { HOME: home, PATH: '/usr/bin:/bin' },
  };
}

/** The same in bubblewrap: no network, no process and no file of ours but fonts, libraries and the folder for downloads. */
export function confinedBrowser(): BrowserCommand {
  const { path: program, args } = testBrowser();
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
  return {
    path: 'bwrap',
    args: [
      ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--setenv', 'HOME', '/tmp'],
      ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--bind', downloads, downloads],
      ...shown.flatMap((folder) => ['--ro-bind', folder, folder]),
      ...[program, ...args],
    ],
    env: { PATH: '/usr/bin:/bin' },
    downloads,
  };
}
