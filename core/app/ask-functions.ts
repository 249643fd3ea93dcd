import { DependencyFailed } from '../errors.ts';
import { hasExpectedStatus, holdsExpected } from '../pod/call-expectation.ts';
import { isFunctionPath, routeOfFunction } from '../pod/function-routes.ts';
import { functionFileAt } from '../pod/served-paths.ts';
import type { ArtifactFile } from '../ports/app-host.ts';
import type { FetchedPage, PageFetcher } from '../ports/page-fetcher.ts';
import type { Check, CheckStep } from '../wire/check.ts';
import type { BootReport } from '../wire/pod.ts';
import type { Needs } from '../wire/spec.ts';

type Call = Extract<CheckStep, { do: 'call' }>;

/** What is asked of the functions of a deployment. */
export interface FunctionQuestions {
  readonly url: string;
  readonly files: readonly ArtifactFile[];
  /** The functions that answered in the pod; where nobody asked them, those that the artifact names. */
  readonly functions: BootReport['functions'] | undefined;
  /** The checks that held in the pod. */
  readonly held: readonly Check[];
  readonly needs: Needs | undefined;
  readonly target: 'preview' | 'production';
}

export interface FunctionAnswers {
  /** Calls of checks that were made again. */
  readonly calls: number;
  /** Functions that answered 5xx, as their host serves them. */
  readonly failing: Failing[];
}

interface Failing {
  readonly path: string;
  readonly status: number;
}

const limits = { maxBytes: 256 * 1024, timeoutMs: 20_000 };
const maxFailing = 10;
const maxPathLength = 200;

/**
 * Asks the functions of a deployment: checks of calls alone are made again at a preview, and at production, where nothing may change, their GETs;
 * a function that none of them covers is asked once. A call that held in the pod and does not here is DependencyFailed, as is a function that the
 * host does not find; any other 5xx is told. An app that waits for a secret or for somebody else is told of and never failed.
 */
export const askFunctions =
  (fetcher: PageFetcher) =>
  async (asked: FunctionQuestions, signal: AbortSignal): Promise<FunctionAnswers> => {
    const paths = new Set(asked.files.map(({ path }) => path));
    const checks = asked.held.filter(({ steps }) => steps.every((step) => step.do === 'call'));
    let calls = 0;
    const failing: Failing[] = [];
    for (const check of checks) {
      const made = await makeCalls(fetcher, asked, check, signal);
      calls += made.calls;
      failing.push(...made.failing);
    }
    const covered = coveredFiles(paths, checks);
    const isCovered = (path: string): boolean => covered.has(functionFileAt(paths, path) ?? path);
    for (const path of addressesOf(asked, paths).filter((address) => !isCovered(address))) {
      const { status } = await send(fetcher, asked.url, { do: 'call', method: 'GET', path }, signal);
      if (status >= 500) failing.push({ path, status });
    }
    return { calls, failing: failing.slice(0, maxFailing).map(cut) };
  };

/** The calls of a check in their order, up to the first that comes out otherwise. */
async function makeCalls(
  fetcher: PageFetcher,
  asked: FunctionQuestions,
  check: Check,
  signal: AbortSignal,
): Promise<{ readonly calls: number; readonly failing: readonly Failing[] }> {
  const steps = callsOf(check, asked.target);
  for (const [at, step] of steps.entries()) {
    const page = await send(fetcher, asked.url, step, signal);
    if (holds(step, page, asked.target)) continue;
    if (!isExcused(asked)) throw notAsTested(check, step, page);
    return { calls: at + 1, failing: [{ path: step.path, status: page.status }] };
  }
  return { calls: steps.length, failing: [] };
}

const cut = ({ path, status }: Failing): Failing => ({
  path: path.slice(0, maxPathLength).toWellFormed(),
  status,
});

/** At production nothing may change. */
const callsOf = ({ steps }: Check, target: FunctionQuestions['target']): readonly Call[] =>
  steps.filter((step): step is Call => step.do === 'call' && (target === 'preview' || step.method === 'GET'));

function coveredFiles(paths: ReadonlySet<string>, checks: readonly Check[]): ReadonlySet<string> {
  const calls = checks.flatMap((check) => callsOf(check, 'preview'));
  return new Set(calls.map(({ path }) => functionFileAt(paths, path) ?? path));
}

function addressesOf({ functions }: FunctionQuestions, paths: ReadonlySet<string>): readonly string[] {
  if (functions !== undefined) return functions.map(({ path }) => path);
  // Only the pod knows whether a Python file is a function.
  return [...paths].filter((path) => isFunctionPath(path) && !path.endsWith('.py')).flatMap(addressOf);
}

/** What a placeholder stands for is nobody's to guess. */
function addressOf(file: string): readonly string[] {
  const { segments } = routeOfFunction(file);
  const texts = segments.flatMap((segment) => (segment.kind === 'fixed' ? [segment.text] : []));
  return texts.length === segments.length ? [`/${texts.join('/')}`] : [];
}

/** What it waits for is not there before its owner sets it, or is somebody else's to answer. */
const isExcused = ({ needs }: FunctionQuestions): boolean =>
  needs !== undefined && (needs.secrets.length > 0 || needs.origins.some(({ by }) => by === 'function'));

async function send(
  fetcher: PageFetcher,
  baseUrl: string,
  { method, path, body }: Call,
  signal: AbortSignal,
): Promise<FetchedPage> {
  const request = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const page = await fetcher.fetch(addressAt(baseUrl, path), { ...limits, request }, signal);
  if (page.status !== 404 || page.hostError === undefined) return page;
  throw new DependencyFailed(
    'function_not_served',
    `Nothing answers at ${path}: the host does not find it.`,
    {
      retryAfterMs: 2_000,
    },
  );
}

/** A path that a model wrote never leads to another host. */
function addressAt(baseUrl: string, path: string): string {
  const url = new URL(baseUrl);
  const at = path.search(/[?#]/);
  url.pathname = at === -1 ? path : path.slice(0, at);
  url.search = at === -1 ? '' : path.slice(at).replace(/#.*$/s, '');
  return url.href;
}

/** As the driver in the pod judges a call; production has other data, so what an answer holds is not looked at there. */
function holds({ expect }: Call, page: FetchedPage, target: FunctionQuestions['target']): boolean {
  const isStatus = hasExpectedStatus(expect, page.status);
  if (target === 'production') return isStatus || page.status < 500;
  return isStatus && holdsExpected(expect, new TextDecoder().decode(page.bytes));
}

function notAsTested({ words }: Check, { method, path }: Call, { status }: FetchedPage): DependencyFailed {
  const message = `What worked when it was tested does not work online: ${words} It is ${method} ${path} that answers ${status}.`;
  return new DependencyFailed('call_differs', message, { retryAfterMs: 2_000 });
}
