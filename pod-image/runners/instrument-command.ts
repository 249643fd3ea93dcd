import { join } from 'node:path';
import { browserFlags } from '../driver/browser-flags.ts';
import { isShell } from '../driver/installed-browser.ts';

/** Where the pod's image has its browser: the program itself, since what is in the way in /usr/bin is a script. */
export const imageBrowser = '/usr/lib/chromium/chromium-headless-shell';

/** All that an instrument's environment holds. */
export const instrumentEnvironment = (home: string): Record<string, string> => ({
  HOME: home,
  TMPDIR: home,
  PATH: '/usr/bin:/bin',
  LANG: 'C.UTF-8',
});

/** How the driver is started, with a heap that leaves room in its limit. */
export const driverCommand = (places: {
  readonly node: string;
  readonly podImage: string;
  readonly artifact: string;
}): readonly string[] => [
  places.node,
  '--max-old-space-size=384',
  '--disable-warning=ExperimentalWarning',
  join(places.podImage, 'driver/main.ts'),
  places.artifact,
];

/** How the browser is started; a whole Chromium has to be told to show no window. */
export const browserCommand = (program: string, home: string): readonly string[] => [
  program,
  ...browserFlags({ profile: join(home, 'profile') }),
  ...(isShell(program) ? [] : ['--headless']),
];
