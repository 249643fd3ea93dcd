import { isOfData } from '../../core/pod/gating-checks.ts';
import type { Check, CheckResult } from '../../core/wire/check.ts';
import type { CallFunction, Server } from './answer-requests.ts';
import { type CheckFinding, runCheck, type TriedCheck } from './run-check.ts';
import { readArtifact } from './served-artifact.ts';
import { type BrowserCommand, startBrowser } from './start-browser.ts';

/** How long checks may take, and after how many failures no more are tried. */
export interface CheckLimits {
  readonly totalMs: number;
  readonly checkMs: number;
  readonly stepMs: number;
  readonly mostFailed: number;
  readonly mostShots: number;
}

export const defaultCheckLimits: CheckLimits = {
  totalMs: 90_000,
  checkMs: 30_000,
  stepMs: 5_000,
  mostFailed: 3,
  mostShots: 16,
};

/** An app, how it is served, and what is to be tried on it. */
export interface ChecksToRun {
  readonly browser: BrowserCommand;
  /** The artifact's folder; it is only read. */
  readonly artifact: string;
  readonly checks: readonly Check[];
  readonly callFunction?: CallFunction;
  /** What the host adds to every file. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Empties the app's database before each check. */
  readonly freshData?: (signal: AbortSignal) => Promise<void>;
  readonly limits?: Partial<CheckLimits>;
  readonly signal: AbortSignal;
}

/** What was tried, and what it showed; `results` are in the order of the spec's checks as they were tried. */
export interface ChecksRun {
  readonly browser: string;
  readonly results: readonly CheckResult[];
  readonly findings: readonly CheckFinding[];
  readonly shots: readonly { readonly check: string; readonly png: Buffer }[];
}

/** Core first, then those of shared or kept data, then the rest; each group in the order of the spec. */
export function inOrder(checks: readonly Check[]): readonly Check[] {
  const rank = (check: Check): number => (check.core ? 0 : isOfData(check) ? 1 : 2);
  return checks.toSorted((left, right) => rank(left) - rank(right));
}

/** Tries checks one after the other; a browser that one of them ended is started anew for the next. */
export async function runChecks(input: ChecksToRun): Promise<ChecksRun> {
  const limits = { ...defaultCheckLimits, ...input.limits };
  const clock = AbortSignal.timeout(limits.totalMs);
  const signal = AbortSignal.any([input.signal, clock]);
  const server: Server = {
    artifact: readArtifact(input.artifact, input.headers),
    callFunction: input.callFunction,
    signal,
  };
  const tried: TriedCheck[] = [];
  let running = await startBrowser(input.browser);
  const name = running.name;
  // Whoever waits for a page is woken by the end of its browser.
  signal.addEventListener('abort', () => void running.kill(), { once: true });
  try {
    for (const check of inOrder(input.checks)) {
      if (signal.aborted || failures(tried) >= limits.mostFailed) break;
      if (running.gone.aborted) running = await startBrowser(input.browser);
      await input.freshData?.(signal);
      tried.push(await runCheck({ running, server }, check, limits));
    }
  } finally {
    await running.kill();
  }
  input.signal.throwIfAborted();
  return report(name, inOrder(input.checks), tried, limits.mostShots);
}

const failures = (tried: readonly TriedCheck[]): number =>
  tried.filter(({ result }) => result.outcome === 'failed').length;

function report(
  browser: string,
  checks: readonly Check[],
  tried: readonly TriedCheck[],
  mostShots: number,
): ChecksRun {
  const rest = checks.slice(tried.length).map(({ id }): CheckResult => ({ id, outcome: 'not-reached' }));
  // Where there are more pictures than may leave, those of what failed are wanted first.
  const withShot = tried.flatMap(({ result, shot }) => (shot === undefined ? [] : [{ result, shot }]));
  const kept = withShot
    .toSorted(
      (left, right) => Number(right.result.outcome === 'failed') - Number(left.result.outcome === 'failed'),
    )
    .slice(0, mostShots);
  const keptIds = new Set(kept.map(({ result }) => result.id));
  return {
    browser,
    results: [
      ...tried.map(({ result }): CheckResult => (keptIds.has(result.id) ? result : withoutShot(result))),
      ...rest,
    ],
    findings: tried.map(({ finding }) => finding),
    shots: withShot
      .filter(({ result }) => keptIds.has(result.id))
      .map(({ result, shot }) => ({ check: result.id, png: shot })),
  };
}

const withoutShot = ({ shot_sha256: _, ...result }: CheckResult): CheckResult => result;
