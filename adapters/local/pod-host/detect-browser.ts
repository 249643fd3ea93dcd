import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { InputRejected } from '../../../core/errors.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
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

/** Where packages of the usual distributions put theirs; the shell alone comes first, since a whole browser takes three times the memory. */
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
];

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

/**
 * The first browser of this machine that starts in a pod's sandbox, or the one that GANTRY_BROWSER names. Docker's image has its own; Node's
 * permission model could not keep one apart.
 */
export async function detectBrowser(
  { isolation, setting }: { readonly isolation: Isolation; readonly setting: string | undefined },
  probe: ProbeBrowser = probeBrowser,
): Promise<FoundBrowser> {
  if (setting === 'none') return none('GANTRY_BROWSER=none');
  if (isolation === 'node-permission') return none('it could not be kept apart here');
  if (isolation !== 'bubblewrap') return { browser: undefined, said: 'that of the image' };
  const installed = (setting === undefined ? places : [setting]).filter((path) => existsSync(path));
  let problem = 'install Chromium or Chrome, or name one with GANTRY_BROWSER';
  for (const path of installed) {
    try {
      return { browser: path, said: `${await probe(isolation, path)} (${path})` };
    } catch (error) {
      problem = `${path} does not start in bubblewrap: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return none(problem);
}
