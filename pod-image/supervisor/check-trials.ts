import { hash } from 'node:crypto';
import { namesIn } from '../../core/pod/page-controls.ts';
import { showStep } from '../../core/spec/show-step.ts';
import type { Check, CheckResult } from '../../core/wire/check.ts';
import { type AcceptReport, isShot } from '../../core/wire/pod.ts';
import { endings } from '../driver/page-record.ts';
import type { CheckFinding, TriedCheck } from '../driver/run-check.ts';
import { summarise } from '../driver/summarise-checks.ts';
import type { Seen } from './drive.ts';
import type { TriedChecks } from './step-verdict.ts';

/** What a driver says of checks, put together as it comes; it knows at any moment what was tried, should the driver end early. */
export interface CheckTrials {
  readonly see: (seen: Seen) => void;
  /** The driver was ended at a limit: the check that was under way has failed, since what its page did took it there. */
  breakOff(): void;
  end(): {
    readonly tried: TriedChecks;
    readonly lines: readonly string[];
    readonly contacted: readonly string[];
  };
}

/** Follows the trials of checks, which are in the order of trying; `write` hears a line for people of each. */
export function checkTrials(checks: readonly Check[], write: (line: string) => void): CheckTrials {
  const tried: TriedCheck[] = [];
  const lines: string[] = [];
  let browser = '';
  let underWay: string | undefined;
  const say = (line: string): void => {
    lines.push(line);
    write(line);
  };
  const take = (one: TriedCheck): void => {
    const check = checks[tried.length];
    // In another order than was asked for, or one too many: not what our driver says.
    if (check === undefined || one.result.id !== check.id) throw new RangeError('a check out of turn');
    tried.push(one);
    underWay = undefined;
    say(sayOutcome(check, one));
  };
  return {
    see(seen) {
      if (seen.say === 'browser') browser = seen.name;
      if (seen.say === 'trying') underWay = seen.check;
      if (seen.say === 'tried') take(triedOf(seen));
    },
    breakOff() {
      if (underWay !== undefined) take(brokenOff(underWay));
    },
    end() {
      for (const { id, words } of checks.slice(tried.length)) say(`${id} was not reached: ${words}`);
      const contacted = tried.flatMap(({ finding }) => finding.foreign);
      return { tried: reportOf(browser, checks, tried), lines, contacted };
    },
  };
}

/** Checks that nobody tried. */
export const notRun = (checks: readonly Check[], browser: string | null): TriedChecks => ({
  report: { browser, checks: checks.map(({ id }) => ({ id, outcome: 'not-run' })), shots: [] },
  shots: [],
});

/** The picture counts by its own bytes: what else the driver says of it may be anything. */
function triedOf({ result, finding, png }: Extract<Seen, { say: 'tried' }>): TriedCheck {
  const { shot_sha256: _said, ...plain } = result;
  const shot = png === undefined ? undefined : Buffer.from(png, 'base64');
  const isThere = shot !== undefined && isShot(shot);
  const { why, end, ...seen } = finding;
  return {
    result: isThere ? { ...plain, shot_sha256: hash('sha256', shot) } : plain,
    finding: { ...seen, why, end },
    shot: isThere ? shot : undefined,
  };
}

function brokenOff(id: string): TriedCheck {
  const finding: CheckFinding = {
    id,
    why: endings.hang,
    aria: '',
    said: [],
    foreign: [],
    end: 'hang',
    already: [],
  };
  return { result: { id, outcome: 'failed', reason: 'wrong' }, finding, shot: undefined };
}

function sayOutcome({ id, words, steps }: Check, { result, finding }: TriedCheck): string {
  if (result.outcome === 'held') return `✔ ${id} held: ${words}`;
  const step = result.step === undefined ? undefined : steps[result.step];
  const where = step === undefined ? '' : ` at step ${(result.step ?? 0) + 1}, ${showStep(step)}`;
  const why = finding.why === undefined ? '' : `: ${finding.why}`;
  return `✖ ${id} failed${where}${why} (${words})`;
}

function reportOf(browser: string, checks: readonly Check[], tried: readonly TriedCheck[]): TriedChecks {
  const { results, findings, shots } = summarise(browser, checks, tried);
  const report: AcceptReport = {
    browser,
    checks: results.map((result) => ({ ...result, ...seenOf(result, findings) })),
    shots: shots.map(({ check, png }, n) => ({ n, check, sha256: hash('sha256', png) })),
    names: [...namesIn(findings.map(({ aria }) => aria))],
  };
  return { report, shots: shots.map(({ png }) => png) };
}

/** The page is told of where a step failed; what its console says, always. */
function seenOf(
  { id, outcome }: CheckResult,
  findings: readonly CheckFinding[],
): Pick<AcceptReport['checks'][number], 'why' | 'aria' | 'said'> {
  const found = findings.find((finding) => finding.id === id);
  if (found === undefined) return {};
  const said = found.said.length === 0 ? {} : { said: [...found.said] };
  if (outcome !== 'failed') return said;
  return {
    ...(found.why !== undefined && { why: found.why }),
    ...(found.aria !== '' && { aria: found.aria }),
    ...said,
  };
}
