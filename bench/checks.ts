import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { type Check, checkSchema } from '../core/wire/check.ts';
import { bootPages } from '../pod-image/driver/boot-pages.ts';
import { browserAt, installedBrowser, isShell } from '../pod-image/driver/installed-browser.ts';
import { runChecks } from '../pod-image/driver/run-checks.ts';
import { spawnedBrowser } from '../pod-image/driver/spawned-browser.ts';
import type { OpenBrowser } from '../pod-image/driver/start-browser.ts';
import { printFigure, rounded } from './figure.ts';
import { appMemoryOf, processorMsOf, treeOf } from './process-usage.ts';

const appsFolder = join(import.meta.dirname, '..', 'test', 'fixtures', 'check-apps');
/** Static apps with checks of every kind; those with functions wait for the pod's runner. */
const apps = ['todo-list', 'calculator', 'address-book', 'expenses', 'drag-board', 'offline-list'];
const longestMs = 180_000;
const sampleMs = 50;
const mib = 1_048_576;

/** What checks in a browser cost: processor a check and memory of the browser. Skips, and says so, without Chromium. */
export async function benchChecks(): Promise<void> {
  const path = installedBrowser();
  if (path === undefined) {
    console.error('SKIPPED: the figures of checks, for want of Chromium');
    return;
  }
  const kind = isShell(path) ? 'headless shell' : 'whole';
  const boot = await measured(async (signal) => {
    for (const app of apps)
      await bootPages({ browser: command(path), artifact: artifactOf(app), origins: [], signal });
    return apps.length;
  });
  printFigure({
    figure: 'boot-processor',
    value: rounded(boot.processorMs / boot.count / 1_000),
    unit: 's a page',
    browser: kind,
  });
  const accept = await measured(async (signal) => {
    let count = 0;
    for (const app of apps) {
      const { results } = await runChecks({
        browser: command(path),
        artifact: artifactOf(app),
        checks: checksOf(app),
        signal,
      });
      count += results.filter(({ outcome }) => outcome === 'held').length;
    }
    return count;
  });
  printFigure({
    figure: 'check-processor',
    value: rounded(accept.processorMs / accept.count / 1_000),
    unit: 's a check that holds, browser and driver',
    checks: accept.count,
    seconds_a_check: rounded(accept.wallMs / accept.count / 1_000),
  });
  printFigure({
    figure: 'check-browser-memory',
    value: Math.round(accept.peakBytes / mib),
    unit: 'MiB at most, anonymous and shared',
    browser: kind,
  });
}

const command = (path: string): OpenBrowser =>
  spawnedBrowser(browserAt(path, mkdtempSync(join(tmpdir(), 'gantry-bench-browser-'))));

const artifactOf = (app: string): string => join(appsFolder, app, 'app');
const checksOf = (app: string): readonly Check[] =>
  z.array(checkSchema).parse(JSON.parse(readFileSync(join(appsFolder, app, 'checks.json'), 'utf8')));

/** Runs work and watches the browsers that it starts as children of this process. */
async function measured(work: (signal: AbortSignal) => Promise<number>) {
  const start = { wall: performance.now(), own: process.cpuUsage() };
  let peakBytes = 0;
  const spent = new Map<number, number>();
  const timer = setInterval(() => {
    const pids = treeOf(process.pid).filter((pid) => pid !== process.pid);
    peakBytes = Math.max(
      peakBytes,
      pids.reduce((sum, pid) => sum + appMemoryOf(pid), 0),
    );
    for (const pid of pids) spent.set(pid, Math.max(spent.get(pid) ?? 0, processorMsOf(pid)));
  }, sampleMs);
  try {
    const count = await work(AbortSignal.timeout(longestMs));
    const own = process.cpuUsage(start.own);
    const browserMs = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
    return {
      count,
      peakBytes,
      wallMs: performance.now() - start.wall,
      processorMs: browserMs + (own.user + own.system) / 1_000,
    };
  } finally {
    clearInterval(timer);
  }
}
