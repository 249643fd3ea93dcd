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
import { appMemoryOf, treeOf } from './process-usage.ts';

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
  for (const app of apps) {
    inBrowser.push(await runPod(app, browser));
    byDom.push(await runPod(app, 'none'));
  }
  const boot = median(inBrowser.map((ran) => secondsOf(ran, 'boot')));
  const dom = median(byDom.map((ran) => secondsOf(ran, 'boot')));
  const checks = inBrowser.flatMap(({ report }) => report.accept?.checks ?? []);
  const acceptSeconds = inBrowser.reduce((sum, ran) => sum + secondsOf(ran, 'accept'), 0);
  printFigure({
    figure: 'boot-in-pod',
    value: rounded(boot),
    unit: 's, an app of one page',
    by_dom: rounded(dom),
    times: rounded(boot / dom),
  });
  printFigure({
    figure: 'accept-in-pod',
    value: rounded(acceptSeconds / checks.length),
    unit: 's a check',
    checks: checks.length,
    held: checks.filter(({ outcome }) => outcome === 'held').length,
  });
  printFigure({
    figure: 'pod-memory-with-browser',
    value: Math.round(Math.max(...inBrowser.map(({ peakBytes }) => peakBytes)) / mib),
    unit: 'MiB at most, anonymous and shared, supervisor, driver and browser',
    without: Math.round(Math.max(...byDom.map(({ peakBytes }) => peakBytes)) / mib),
  });
}

interface Ran {
  readonly report: PodReport;
  readonly peakBytes: number;
}

const secondsOf = ({ report }: Ran, name: string): number =>
  (report.steps.find(({ step }) => step === name)?.duration_ms ?? Number.NaN) / 1_000;

/** Runs a whole pod over a folder as its mailbox. */
async function runPod(app: string, browser: string): Promise<Ran> {
  const mailbox = mkdtempSync(join(tmpdir(), `gantry-bench-${randomUUID().slice(0, 8)}-`));
  try {
    writeMailbox(mailbox, app);
    const order = pathToFileURL(join(mailbox, mailboxKeys.order)).href;
    const args = [supervisorFile, '--isolation', 'bubblewrap', '--browser', browser, order];
    const child = spawn(process.execPath, args, { env: { TMPDIR: tmpdir() }, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    let peakBytes = 0;
    const timer = setInterval(() => {
      const used = treeOf(child.pid ?? 0).reduce((sum, pid) => sum + appMemoryOf(pid), 0);
      peakBytes = Math.max(peakBytes, used);
    }, sampleMs);
    await ended.finally(() => clearInterval(timer));
    const report = readFileSync(join(mailbox, mailboxKeys.report), 'utf8');
    return { report: podReportSchema.parse(JSON.parse(report)), peakBytes };
  } finally {
    rmSync(mailbox, { recursive: true, force: true });
  }
}

function writeMailbox(mailbox: string, app: string): void {
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
      { step: 'accept', program: 'try-checks' },
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
