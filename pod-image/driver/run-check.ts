import { hash } from 'node:crypto';
import type { Check, CheckResult, CheckStep } from '../../core/wire/check.ts';
import type { Server } from './answer-requests.ts';
import { foldSnapshot } from './fold-snapshot.ts';
import { alternativesOf } from './match/find-control.ts';
import { noteEnd } from './note-end.ts';
import { takeShot } from './page-picture.ts';
import { createPageRecord, endings, type PageEnd, type PageRecord } from './page-record.ts';
import type { RunningBrowser } from './start-browser.ts';
import { click, fill, pressKey, reasonOf, tick } from './steps/act-on-control.ts';
import { changes } from './steps/changes.ts';
import { choose } from './steps/choose.ts';
import { drag } from './steps/drag.ts';
import { call, changeVisitor, download, goOffline, open, reload } from './steps/go.ts';
import { count, gone, see } from './steps/look.ts';
import { same } from './steps/same.ts';
import { type FailedVerdict, held, type StepVerdict, type Trial, visitorOf, wrong } from './trial.ts';

/** What a check showed beside its result: bounded, and the page's own words. */
export interface CheckFinding {
  readonly id: string;
  /** Why the step failed, in our words. */
  readonly why: string | undefined;
  /** The page at the end, as a screen reader is told of it; at most 4 KiB. */
  readonly aria: string;
  /** Console errors, uncaught errors and failed requests. */
  readonly said: readonly string[];
  readonly foreign: readonly string[];
  readonly end: PageEnd | undefined;
  /** Steps that looked for what had been there before: they show little. */
  readonly already: readonly number[];
}

/** One check tried. */
export interface TriedCheck {
  readonly result: CheckResult;
  readonly finding: CheckFinding;
  readonly shot: Buffer | undefined;
}

const ariaBytes = 4_096;

/** Tries one check with visitors of its own; a page that hangs, crashes or floods ends the browser, and the check as `wrong`. */
export async function runCheck(
  deps: { readonly running: RunningBrowser; readonly server: Server },
  check: Check,
  limits: { readonly stepMs: number; readonly checkMs: number },
): Promise<TriedCheck> {
  const record = createPageRecord(() => void deps.running.kill());
  const trial = createTrial(deps, record, limits.stepMs, check);
  const timer = setTimeout(() => record.endBy('hang'), limits.checkMs);
  deps.running.refill();
  const already: number[] = [];
  try {
    const failed = await runSteps(trial, check.steps, already);
    const shot = record.end === undefined ? await shotOf(trial) : undefined;
    const aria = record.end === undefined ? await ariaOf(trial) : '';
    const { said, foreign, end } = record;
    return {
      result: { ...resultOf(check, failed), ...(shot && { shot_sha256: hash('sha256', shot) }) },
      finding: { id: check.id, why: failed?.verdict.why, aria, said, foreign, end, already },
      shot,
    };
  } finally {
    clearTimeout(timer);
    await closeAll(trial);
    // A browser that is about to end is not the next check's.
    if (record.end !== undefined) await deps.running.kill();
  }
}

function createTrial(
  { running, server }: { readonly running: RunningBrowser; readonly server: Server },
  record: PageRecord,
  stepMs: number,
  check: Check,
): Trial {
  return {
    running,
    server,
    record,
    stepMs,
    visitors: new Map(),
    current: 'first',
    path: '/',
    baseline: undefined,
    lastBaseline: undefined,
    hasLooked: false,
    watched: namesFor(check, 'changes'),
    kept: namesFor(check, 'same'),
    remembered: new Map(),
    lastRef: undefined,
    lastAction: undefined,
    lastPressed: undefined,
    hasTriedOpener: false,
    wasBusy: false,
    next: undefined,
    isNextDone: false,
  };
}

const namesFor = ({ steps }: Check, verb: 'changes' | 'same'): readonly string[] =>
  steps.flatMap((step) => (step.do === verb ? alternativesOf(step.what) : []));

type Failed = { readonly step: number; readonly verdict: FailedVerdict };

async function runSteps(
  trial: Trial,
  steps: readonly CheckStep[],
  already: number[],
): Promise<Failed | undefined> {
  const opened = await openFirst(trial, steps);
  if (opened.kind === 'failed') return { step: 0, verdict: opened };
  for (const [index, step] of steps.entries()) {
    const isDone = trial.isNextDone;
    trial.isNextDone = false;
    if (isDone) continue;
    trial.next = steps[index + 1];
    const verdict = await tryStep(trial, step);
    if (verdict.kind === 'failed') return { step: index, verdict };
    if (verdict.already === true) already.push(index);
  }
  return undefined;
}

/** A check begins on the app's first page, unless it says where or needs no page. */
async function openFirst(trial: Trial, steps: readonly CheckStep[]): Promise<StepVerdict> {
  const needsNone = steps[0]?.do === 'open' || steps.every((step) => step.do === 'call');
  return needsNone ? held : tryStep(trial, { do: 'open', path: '/' });
}

/** A step of a page that has ended is `wrong`, whatever the step itself made of it. */
async function tryStep(trial: Trial, step: CheckStep): Promise<StepVerdict> {
  const verdict = await runStep(trial, step).catch(brokenOff);
  if (verdict.kind === 'failed')
    await noteEnd(trial.running, trial.record, trial.visitors.get(trial.current));
  return trial.record.end === undefined ? verdict : wrong(endings[trial.record.end]);
}

/** What a page breaks off is its own; a mistake of ours is never held against the app. */
function brokenOff(error: unknown): StepVerdict {
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError)
    throw error;
  return wrong(`the page broke off: ${reasonOf(error)}`);
}

function runStep(trial: Trial, step: CheckStep): Promise<StepVerdict> {
  switch (step.do) {
    case 'open':
      return open(trial, step);
    case 'fill':
      return fill(trial, step);
    case 'choose':
      return choose(trial, step);
    case 'click':
      return click(trial, step);
    case 'tick':
      return tick(trial, step);
    case 'press':
      return pressKey(trial, step);
    case 'drag':
      return drag(trial, step);
    case 'see':
      return see(trial, step);
    case 'gone':
      return gone(trial, step);
    case 'changes':
      return changes(trial, step);
    case 'same':
      return same(trial, step);
    case 'count':
      return count(trial, step);
    case 'reload':
      return reload(trial);
    case 'offline':
      return goOffline(trial, step);
    case 'visitor':
      return changeVisitor(trial, step);
    case 'download':
      return download(trial, step);
    case 'call':
      return call(trial, step);
  }
}

const resultOf = ({ id }: Check, failed: Failed | undefined): CheckResult =>
  failed === undefined
    ? { id, outcome: 'held' }
    : { id, outcome: 'failed', step: failed.step, reason: failed.verdict.reason };

async function shotOf(trial: Trial): Promise<Buffer | undefined> {
  if (trial.visitors.size === 0) return undefined;
  return takeShot((await visitorOf(trial)).page());
}

async function ariaOf(trial: Trial): Promise<string> {
  if (trial.visitors.size === 0) return '';
  const page = (await visitorOf(trial)).page();
  const text = await page.ariaSnapshot({ timeout: trial.stepMs }).catch(() => '');
  return foldSnapshot(text, ariaBytes);
}

const closeMs = 2_000;

/** Contexts that do not close in time are closed with their browser. */
async function closeAll(trial: Trial): Promise<void> {
  const closing = Promise.all([...trial.visitors.values()].map(({ context }) => context.close())).then(
    () => true,
    () => false,
  );
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), closeMs).unref());
  if (!(await Promise.race([closing, late]))) await trial.running.kill();
}
