import type { BootReport, PodBundle, Recipe, StepReport } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../programs/pod-program.ts';
import { smokePage } from '../programs/programs.ts';
import type { InstrumentRunner } from '../runners/step-runner.ts';
import { appToDrive } from './app-to-drive.ts';
import { askFunctions } from './ask-functions.ts';
import { type DriveEnd, drive, type Seen } from './drive.ts';
import type { RecipeDeps } from './recipe-deps.ts';
import { runProgram } from './run-program.ts';
import { servedFunctions } from './served-functions.ts';
import { quietReport, type StepsBefore, type StepVerdict } from './step-verdict.ts';

interface BootStep {
  readonly step: Recipe[number];
  readonly before: StepsBefore;
}

interface Loaded extends Pick<BootReport, 'browser' | 'pages' | 'contacted'> {
  readonly verdict: StepVerdict;
}

/** Each page has seconds; an app whose pages take longer than this together does not load. */
const longestMs = 60_000;

/**
 * Loads every page of the artifact in a browser, and asks every function once. Where there is no browser, pages are loaded by a DOM library, and
 * the report says so.
 */
export async function bootApp(deps: RecipeDeps, bundle: PodBundle, boot: BootStep): Promise<StepVerdict> {
  const { instruments } = deps.runner;
  const whyNoData = await deps.data.ready();
  if (whyNoData !== undefined) {
    const quiet = { report: quietReport(boot.step, [], performance.now()) };
    return withFaults(deps, boot, quiet, [`the database: ${whyNoData}`]);
  }
  await deps.outside.ready();
  const loaded =
    instruments === undefined
      ? await loadByDom(deps, bundle, boot)
      : await loadInBrowser(deps, bundle, { ...boot, instruments });
  const { verdict, ...seen } = loaded;
  // A limit that pages broke is the pod's: nothing more is to be learnt.
  if (verdict.failure !== undefined && verdict.failure.because !== 'exit') return verdict;
  const asked = await askFunctions(servedFunctions(boot.before.artifact, deps), boot.before.artifact);
  for (const note of asked.notes) deps.logs.write(boot.step.step, note);
  const report: BootReport = { ...seen, functions: [...asked.functions] };
  const outside = [...deps.outside.faults, ...deps.outside.takeMissed()];
  return { ...withFaults(deps, boot, verdict, [...asked.faults, ...outside]), boot: report };
}

/** The verdict, failed by faults that were found after it. */
function withFaults(
  { logs }: RecipeDeps,
  { step }: BootStep,
  verdict: StepVerdict,
  faults: readonly string[],
): StepVerdict {
  const [first] = faults;
  if (first === undefined) return verdict;
  const lines = faults.map((fault) => `✖ ${fault}`);
  for (const line of lines) logs.write(step.step, line);
  const log_tail = [verdict.report.log_tail, ...lines].filter(Boolean).join('\n').slice(-16_000);
  const report: StepReport = { ...verdict.report, exit_code: 1, log_tail };
  const message = `${step.step} failed: ${first}`.slice(0, 2_000);
  return { failure: { step: step.step, because: 'exit', message }, ...verdict, report };
}

async function loadByDom(deps: RecipeDeps, bundle: PodBundle, { step, before }: BootStep): Promise<Loaded> {
  const definition: ProcessProgram = smokePage;
  const verdict = await runProgram(deps, bundle, { ...step, paths: [], definition }, before.steps);
  const pages = before.artifact.map(({ path }) => path).filter((path) => path.endsWith('.html'));
  return { verdict, browser: null, pages: pages.slice(0, 200), contacted: [] };
}

async function loadInBrowser(
  deps: RecipeDeps,
  bundle: PodBundle,
  { step, before, instruments }: BootStep & { readonly instruments: InstrumentRunner },
): Promise<Loaded> {
  const startedMs = performance.now();
  let browser = '';
  let booted: Extract<Seen, { say: 'booted' }> = { say: 'booted', pages: [], faults: [], contacted: [] };
  const origins = bundle.spec?.needs.origins.filter(({ by }) => by === 'page') ?? [];
  const end = await drive(
    await appToDrive(deps, before.artifact, instruments),
    { do: 'boot', origins: origins.map(({ origin }) => origin), stubs: deps.outside.stubs },
    {
      deadlineMs: Math.min(startedMs + longestMs, deps.deadlineMs),
      see: (seen) => {
        if (seen.say === 'browser') browser = seen.name;
        if (seen.say === 'booted') booted = seen;
      },
    },
  );
  const peak_memory_bytes = end.peakMemoryBytes;
  const quiet = { report: { ...quietReport(step, [], startedMs), peak_memory_bytes } };
  const { pages, contacted } = booted;
  const faults = end.because === 'done' ? booted.faults : [whyNotLoaded(end)];
  if (faults.length === 0) deps.logs.write(step.step, `✔ ${pages.join(', ')} loaded without a problem`);
  const verdict =
    end.because === 'time' && performance.now() >= deps.deadlineMs
      ? outOfTime(quiet, step)
      : withFaults(deps, { step, before }, quiet, faults);
  return { verdict, browser, pages, contacted };
}

/** A page that takes its browser down is the app's fault, a driver that fails is ours. */
function whyNotLoaded({ because, message }: DriveEnd): string {
  if (because === 'fault') throw new Error(`the pages could not be looked at: ${message}`);
  return because === 'time'
    ? `the pages did not load within ${longestMs / 1_000} s`
    : 'the pages took more than any app needs';
}

function outOfTime({ report }: StepVerdict, { step }: Recipe[number]): StepVerdict {
  const message = `${step} was ended when the pod's time was over`;
  return {
    report: { ...report, exit_code: null, signal: 'SIGKILL', ended_by: 'time' },
    failure: { step, because: 'time', message },
  };
}
