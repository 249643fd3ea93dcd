import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** The same for a browser's program; one that was unpacked with libraries and fonts finds them where the machine has none. */
export function browserEnvironment(home: string, program: string): Record<string, string> {
  const libraries = join(dirname(program), 'lib');
  const fonts = join(dirname(program), 'fonts.conf');
  return {
    ...instrumentEnvironment(home),
    ...(existsSync(join(libraries, 'libnss3.so')) && { LD_LIBRARY_PATH: libraries }),
    ...(existsSync(fonts) && !existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_FILE: fonts }),
  };
}

/** How the driver is started, with a heap that leaves room in its limit; `flags` are more of Node's. */
export const driverCommand = (
  places: { readonly node: string; readonly podImage: string; readonly artifact: string },
  flags: readonly string[] = [],
): readonly string[] => [
  places.node,
  ...flags,
  '--max-old-space-size=384',
  '--disable-warning=ExperimentalWarning',
  join(places.podImage, 'driver/main.ts'),
  places.artifact,
];

/** How the browser is started; a whole Chromium has to be told to show no window. */
export const browserCommand = (program: string, home: string, isInSandbox = true): readonly string[] => [
  program,
  ...browserFlags({ profile: join(home, 'profile'), isInSandbox }),
  ...(isShell(program) ? [] : ['--headless']),
];
