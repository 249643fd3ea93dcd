import { spawn } from 'node:child_process';
import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { treeSha256 } from '../core/draft/tree-digest.ts';
import { checkSchema } from '../core/wire/check.ts';
import { missionIdSchema, podIdSchema } from '../core/wire/ids.ts';
import {
  defaultPodLimits,
  mailboxKeys,
  type PodBundle,
  type PodOrder,
  type PodReport,
  podReportSchema,
} from '../core/wire/pod.ts';
import { installedBrowser } from '../pod-image/driver/installed-browser.ts';
import { findTool } from '../pod-image/runners/toolchain.ts';
import { median, printFigure, rounded } from './figure.ts';
import { appMemoryOf, processorMsOf, treeOf } from './process-usage.ts';

const appsFolder = join(import.meta.dirname, '..', 'test', 'fixtures', 'check-apps');
const supervisorFile = join(import.meta.dirname, '..', 'pod-image', 'main.ts');
const apps = ['todo-list', 'calculator', 'expenses'];
const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
const podId = podIdSchema.parse(`pod_${'0'.repeat(26)}`);
const sampleMs = 50;
const mib = 1_048_576;

/** What a browser costs a pod: boot in it against the DOM library on the same apps, the checks of each, and the most memory of supervisor and all that it starts. */
export async function benchPodBrowser(): Promise<void> {
  const browser = installedBrowser();
  if (browser === undefined || findTool('bwrap') === undefined) {
    console.error('SKIPPED: the figures of a pod with a browser, for want of Chromium or bubblewrap');
    return;
  }
  const inBrowser: Ran[] = [];
  const byDom: Ran[] = [];
  const tried: Ran[] = [];
  for (const app of apps) {
    inBrowser.push(await runPod(app, { browser, isTried: false }));
    byDom.push(await runPod(app, { browser: 'none', isTried: false }));
    tried.push(await runPod(app, { browser, isTried: true }));
  }
  printBoot(inBrowser, byDom);
  printAccept(tried, inBrowser);
  printFigure({
    figure: 'pod-memory-with-browser',
    value: Math.round(Math.max(...tried.map(({ peakBytes }) => peakBytes)) / mib),
    unit: 'MiB at most, anonymous and shared, supervisor, driver and browser',
    without: Math.round(Math.max(...byDom.map(({ peakBytes }) => peakBytes)) / mib),
  });
}

function printBoot(inBrowser: readonly Ran[], byDom: readonly Ran[]): void {
  const seconds = (runs: readonly Ran[]): number => median(runs.map((ran) => secondsOf(ran, 'boot')));
  const processor = (runs: readonly Ran[]): number =>
    median(runs.map(({ processorMs }) => processorMs)) / 1_000;
  printFigure({
    figure: 'pod-processor-boot-in-browser',
    value: rounded(processor(inBrowser)),
    unit: 's, all of a pod that assembles and boots an app of one page',
    by_dom: rounded(processor(byDom)),
    seconds: rounded(seconds(inBrowser)),
    seconds_by_dom: rounded(seconds(byDom)),
  });
}

function printAccept(tried: readonly Ran[], booted: readonly Ran[]): void {
  const checks = tried.flatMap(({ report }) => report.accept?.checks ?? []);
  const total = (runs: readonly Ran[]): number => runs.reduce((sum, { processorMs }) => sum + processorMs, 0);
  const acceptSeconds = tried.reduce((sum, ran) => sum + secondsOf(ran, 'accept'), 0);
  printFigure({
    figure: 'pod-processor-a-check',
    value: rounded((total(tried) - total(booted)) / checks.length / 1_000),
    unit: 's, browser, driver and supervisor, their start among it',
    checks: checks.length,
    held: checks.filter(({ outcome }) => outcome === 'held').length,
    seconds: rounded(acceptSeconds / checks.length),
  });
}

interface Ran {
  readonly report: PodReport;
  readonly peakBytes: number;
  /** Of every process of the pod, as it was seen last. */
  readonly processorMs: number;
}

interface PodToRun {
  readonly browser: string;
  readonly isTried: boolean;
}

const secondsOf = ({ report }: Ran, name: string): number =>
  (report.steps.find(({ step }) => step === name)?.duration_ms ?? Number.NaN) / 1_000;

/** Runs a whole pod over a folder as its mailbox. */
async function runPod(app: string, { browser, isTried }: PodToRun): Promise<Ran> {
  const mailbox = mkdtempSync(join(tmpdir(), `gantry-bench-${randomUUID().slice(0, 8)}-`));
  try {
    writeMailbox(mailbox, app, isTried);
    const order = pathToFileURL(join(mailbox, mailboxKeys.order)).href;
    const args = [supervisorFile, '--isolation', 'bubblewrap', '--browser', browser, order];
    const child = spawn(process.execPath, args, { env: { TMPDIR: tmpdir() }, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    let peakBytes = 0;
    const spent = new Map<number, number>();
    const timer = setInterval(() => {
      const pids = treeOf(child.pid ?? 0);
      peakBytes = Math.max(
        peakBytes,
        pids.reduce((sum, pid) => sum + appMemoryOf(pid), 0),
      );
      for (const pid of pids) spent.set(pid, Math.max(spent.get(pid) ?? 0, processorMsOf(pid)));
    }, sampleMs);
    await ended.finally(() => clearInterval(timer));
    const report = readFileSync(join(mailbox, mailboxKeys.report), 'utf8');
    const processorMs = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
    return { report: podReportSchema.parse(JSON.parse(report)), peakBytes, processorMs };
  } finally {
    rmSync(mailbox, { recursive: true, force: true });
  }
}

function writeMailbox(mailbox: string, app: string, isTried: boolean): void {
  const folder = join(appsFolder, app, 'app');
  const files = readdirSync(folder).map((path) => ({
    path,
    content: readFileSync(join(folder, path), 'utf8'),
  }));
  const checks = z
    .array(checkSchema)
    .parse(JSON.parse(readFileSync(join(appsFolder, app, 'checks.json'), 'utf8')));
  const order: PodOrder = {
    version: 1,
    mission_id: missionId,
    pod_id: podId,
    limits: defaultPodLimits,
    wait_ms: 20_000,
    transport: { kind: 'directory' },
  };
  const bundle: PodBundle = {
    version: 1,
    mission_id: missionId,
    attempt: 0,
    stack: 'static',
    tree_sha256: treeSha256({ sha256: (data) => hash('sha256', data, 'hex') }, files),
    recipe: [
      { step: 'build', program: 'assemble-static' },
      { step: 'boot', program: 'boot-app' },
      ...(isTried ? [{ step: 'accept', program: 'try-checks' } as const] : []),
    ],
    minimum_coverage_percent: 0,
    files,
    spec: {
      title: app,
      stack: 'static',
      features: [],
      needs: { data: false, secrets: [], origins: [] },
      left_out: [],
      checks,
    },
  };
  mkdirSync(join(mailbox, 'in'));
  writeFileSync(join(mailbox, mailboxKeys.order), JSON.stringify(order));
  writeFileSync(join(mailbox, mailboxKeys.bundle), JSON.stringify(bundle));
}
