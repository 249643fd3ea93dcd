import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** Where installers put browsers. A whole one takes three times the memory of a shell, which knows no windows. */
export interface BrowserPlaces {
  readonly shells: readonly string[];
  readonly whole: readonly string[];
}

/** Where Chromium, Chrome and Edge are on this kind of machine, the likeliest first; none on a kind that nobody has named. */
export function browserPlaces(
  platform: NodeJS.Platform = process.platform,
  { env = process.env, home = homedir() }: Surroundings = {},
): BrowserPlaces {
  switch (platform) {
    case 'linux':
      return linuxPlaces;
    case 'darwin':
      return { shells: [], whole: ['/', home].flatMap(macApplications) };
    case 'win32':
      return { shells: [], whole: windowsFolders.flatMap((name) => windowsPrograms(env[name])) };
    default:
      return { shells: [], whole: [] };
  }
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

const linuxPlaces: BrowserPlaces = {
  shells: ['/usr/bin/chromium-headless-shell'],
  whole: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
  ],
};

const macApplications = (root: string): string[] =>
  ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
    posix.join(root, 'Applications', `${name}.app`, 'Contents/MacOS', name),
  );

const windowsFolders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'] as const;

const windowsPrograms = (folder: string | undefined): string[] =>
  folder === undefined || folder === ''
    ? []
    : ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe']
        .concat('Microsoft\\Edge\\Application\\msedge.exe')
        .map((program) => win32.join(folder, program));
