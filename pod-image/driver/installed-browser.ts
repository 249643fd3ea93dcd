import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { browserFlags } from './browser-flags.ts';
import type { BrowserCommand } from './spawned-browser.ts';

/** The shell that the pod's image has comes first: a whole Chromium costs three times as much. */
const places = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** Where the browser of this machine is, or `CHROMIUM` says that it is; undefined where there is none. */
export const installedBrowser = (): string | undefined =>
  [process.env.CHROMIUM ?? places].flat().find((path) => existsSync(path));

/** Whether it is the shell alone, which knows no windows. */
export const isShell = (path: string): boolean => path.includes('headless');

/** A browser as the pod starts its own; it keeps its things in `home`, and a whole Chromium has to be told to show no window. */
export function browserAt(path: string, home: string): BrowserCommand {
  const flags = browserFlags({ profile: join(home, 'profile') });
  return {
    path,
    args: isShell(path) ? flags : [...flags, '--headless'],
    env: { HOME: home, PATH: '/usr/bin:/bin' },
  };
}
