import type { OutsideStub } from '../../core/pod/outside-stubs.ts';
import type { Check } from '../../core/wire/check.ts';
import { acceptMs } from '../../core/wire/pod.ts';
import type { CallFunction, Server } from './answer-requests.ts';
import { runCheck, type TriedCheck } from './run-check.ts';
import { readArtifact } from './served-artifact.ts';
import { type OpenBrowser, startBrowser } from './start-browser.ts';
import { type ChecksRun, inOrder, summarise } from './summarise-checks.ts';

/** How long checks may take, and after how many failures no more are tried. */
export interface CheckLimits {
  readonly totalMs: number;
  readonly checkMs: number;
  readonly stepMs: number;
  readonly mostFailed: number;
}

const defaultCheckLimits: CheckLimits = {
  totalMs: acceptMs,
  checkMs: 30_000,
  stepMs: 5_000,
  mostFailed: 3,
};

/** An app, how it is served, and what is to be tried on it. */
export interface ChecksToRun {
  readonly browser: OpenBrowser;
  /** The artifact's folder; it is only read. */
  readonly artifact: string;
  readonly checks: readonly Check[];
  readonly callFunction?: CallFunction;
  /** What places outside answer. */
  readonly stubs?: readonly OutsideStub[];
  /** Empties the app's database before each check. */
  readonly freshData?: (signal: AbortSignal) => Promise<void>;
  readonly limits?: Partial<CheckLimits>;
  /** Hears of each as it comes: of the browser's name, of a check that begins, and of one that was tried. */
  readonly onBrowser?: (name: string) => void;
  readonly onTrying?: (check: Check) => void;
  readonly onTried?: (tried: TriedCheck) => void;
  readonly signal: AbortSignal;
}

/** Tries checks one after the other; a browser that one of them ended is started anew for the next. */
export async function runChecks(input: ChecksToRun): Promise<ChecksRun> {
  const limits = { ...defaultCheckLimits, ...input.limits };
  const clock = AbortSignal.timeout(limits.totalMs);
  const signal = AbortSignal.any([input.signal, clock]);
  const server: Server = {
    artifact: readArtifact(input.artifact),
    callFunction: input.callFunction,
    stubs: input.stubs,
    signal,
  };
  const tried: TriedCheck[] = [];
  let running = await startBrowser(input.browser);
  const name = running.name;
  input.onBrowser?.(name);
  // Whoever waits for a page is woken by the end of its browser.
  signal.addEventListener('abort', () => void running.kill(), { once: true });
  try {
    for (const check of inOrder(input.checks)) {
      if (signal.aborted || failures(tried) >= limits.mostFailed) break;
      if (running.gone.aborted) running = await startBrowser(input.browser);
      await input.freshData?.(signal);
      input.onTrying?.(check);
      const one = await runCheck({ running, server }, check, limits);
      tried.push(one);
      input.onTried?.(one);
    }
  } finally {
    await running.kill();
  }
  input.signal.throwIfAborted();
  return summarise(name, inOrder(input.checks), tried);
}

const failures = (tried: readonly TriedCheck[]): number =>
  tried.filter(({ result }) => result.outcome === 'failed').length;
