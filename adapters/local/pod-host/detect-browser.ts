import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { InputRejected } from '../../../core/errors.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
import { type BrowserPlaces, browserPlaces } from './browser-places.ts';
import { packagedBrowser } from './packaged-browser.ts';
import { wordsOf } from './probe-isolation.ts';
import { supervisorFile } from './start-supervisor.ts';
import { supervisorEnvironment } from './supervisor-environment.ts';

/** The browser that apps are tried in here. */
export interface FoundBrowser {
  /** What pods are told: a path on this machine, `none`, or undefined where the pod's image has its own. */
  readonly browser: string | undefined;
  /** For people: what was found, or why there is none. */
  readonly said: string;
}

/** Starts a browser as pods do; answers its name, or throws with the words in which it failed. */
export type ProbeBrowser = (isolation: Isolation, path: string) => Promise<string>;

const probeMs = 40_000;

/** The supervisor itself tries it, in the very sandbox that it has in pods: being installed is not being able to start there. */
export const probeBrowser: ProbeBrowser = (isolation, path) =>
  new Promise((resolve, reject) => {
    const args = [supervisorFile, '--isolation', isolation, '--browser', path, '--probe-browser'];
    const options = {
      env: supervisorEnvironment(isolation),
      timeout: probeMs,
      killSignal: 'SIGKILL',
    } as const;
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else reject(new Error(wordsOf(stderr, 'bwrap')));
    });
  });

const none = (why: string): FoundBrowser => ({
  browser: 'none',
  said: `none (${why}): pages are loaded without one, and checks are not tried`,
});

/** Refuses a browser that is asked for by GANTRY_BROWSER and is not there. */
export function requireBrowser(setting: string | undefined): void {
  if (setting === undefined || setting === 'none' || existsSync(setting)) return;
  throw new InputRejected(
    'browser_unavailable',
    `GANTRY_BROWSER names ${setting}, and there is no such file. Name a Chromium or Chrome, or none, or leave the setting out.`,
  );
}

/** How a browser is looked for; each as on this machine unless a test says otherwise. */
interface Search {
  readonly probe?: ProbeBrowser;
  readonly places?: BrowserPlaces;
  /** Unpacks the one that npm brought; undefined where it brought none. */
  readonly packaged?: () => Promise<string | undefined>;
  readonly isRoot?: boolean;
}

/**
 * The first browser of this machine that starts as pods start it, or the one that GANTRY_BROWSER names. Shells come first, the one of npm's package
 * among them: a whole browser takes three times the memory. Docker's image has its own.
 */
export async function detectBrowser(
  { isolation, setting, home }: Wanted,
  {
    probe = probeBrowser,
    places = browserPlaces(),
    packaged = () => packagedBrowser(home),
    isRoot = process.getuid?.() === 0,
  }: Search = {},
): Promise<FoundBrowser> {
  if (setting === 'none') return none('GANTRY_BROWSER=none');
  if (isolation === 'node-permission' && isRoot) return none(whyNotAsRoot);
  if (isolation !== 'bubblewrap' && isolation !== 'node-permission')
    return { browser: undefined, said: 'that of the image' };
  const candidates = setting === undefined ? [places.shells, packaged, places.whole] : [[setting]];
  return firstThatStarts(pathsOf(candidates), (path) => probe(isolation, path), isolation);
}

async function firstThatStarts(
  paths: AsyncIterable<string>,
  start: (path: string) => Promise<string>,
  isolation: 'bubblewrap' | 'node-permission',
): Promise<FoundBrowser> {
  const sandbox = isolation === 'bubblewrap' ? 'bubblewrap' : 'its own sandbox';
  let problem = 'install Chromium or Chrome, or name one with GANTRY_BROWSER';
  for await (const path of paths) {
    try {
      return { browser: path, said: `${await start(path)} (${path})` };
    } catch (error) {
      problem = `${path} does not start in ${sandbox}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return none(problem);
}

interface Wanted {
  readonly isolation: Isolation;
  readonly setting: string | undefined;
  /** GANTRY_HOME, where the browser of npm's package is unpacked. */
  readonly home: string;
}

const whyNotAsRoot =
  'a browser keeps pages in a sandbox of its own only for who is not root: start Gantry as another user, or install bubblewrap';

type Candidate = readonly string[] | (() => Promise<string | undefined>);

/** One by one, so that nothing is unpacked where an installed one has started. */
async function* pathsOf(candidates: readonly Candidate[]): AsyncGenerator<string> {
  for (const candidate of candidates) {
    // A full disk is no reason to look no further.
    const paths = typeof candidate === 'function' ? [await candidate().catch(() => undefined)] : candidate;
    yield* paths.filter((path): path is string => path !== undefined && existsSync(path));
  }
}
