import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { buildWeb } from '../scripts/build-web.ts';
import { median, printFigure, quantile, rounded } from './figure.ts';
import type { BenchWorld } from './open-bench-world.ts';
import { finishMission, startMission } from './run-mission.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const runs = 3;
const longestMs = 30_000;
/** A slow phone on a slow line, as Lighthouse takes one: 1.6 Mbit/s, 150 ms there and back, a processor four times slower. */
const slowLine = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const slowdown = 4;
const logLines = 20_000;
const framesScrolled = 120;

/** The console in a real browser: its first page on a slow phone, and a log of 20,000 lines under scrolling. Skips, and says so, without Chromium. */
export async function benchConsole(bench: BenchWorld): Promise<void> {
  if (!existsSync(executablePath)) {
    console.error(`SKIPPED: the console's figures, for want of ${executablePath}`);
    return;
  }
  await buildWeb();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await benchFirstPage(browser, bench.origin);
    await benchLog(browser, bench);
  } finally {
    await browser.close();
  }
}

interface FirstPage {
  readonly paintMs: number;
  readonly transferredBytes: number;
  readonly layoutShift: number;
}

async function benchFirstPage(browser: Browser, origin: string): Promise<void> {
  const measured: FirstPage[] = [];
  for (let run = 0; run < runs; run += 1) measured.push(await loadFirstPage(browser, origin));
  const of = (figure: (page: FirstPage) => number): number => rounded(median(measured.map(figure)));
  printFigure({
    figure: 'console-first-contentful-paint',
    value: Math.round(of(({ paintMs }) => paintMs)),
    unit: 'ms, median, slow phone on slow 4G',
    limit: 1_800,
    limit_is: 'at most',
    loads: runs,
  });
  printFigure({
    figure: 'console-transferred',
    value: of(({ transferredBytes }) => transferredBytes),
    unit: 'bytes of the first page',
    limit: 100 * 1_024,
    limit_is: 'at most',
  });
  printFigure({
    figure: 'console-layout-shift',
    value: of(({ layoutShift }) => layoutShift),
    unit: 'cumulative',
    limit: 0.1,
    limit_is: 'at most',
  });
}

async function loadFirstPage(browser: Browser, origin: string): Promise<FirstPage> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', slowLine);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    let transferredBytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      transferredBytes += encodedDataLength;
    });
    await page.goto(origin, { timeout: longestMs });
    await page.getByLabel('Password').waitFor({ timeout: longestMs });
    await page.waitForLoadState('networkidle', { timeout: longestMs });
    return { ...(await readPaint(page)), transferredBytes };
  } finally {
    await context.close();
  }
}

/** Runs in the page, which has other types than this program. */
const readPaintScript = `new Promise((resolve) => {
  let layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) layoutShift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  setTimeout(() => resolve({ paintMs: paint ? paint.startTime : Infinity, layoutShift }), 200);
})`;

const readPaint = (page: Page): Promise<Pick<FirstPage, 'paintMs' | 'layoutShift'>> =>
  page.evaluate(readPaintScript);

async function benchLog(browser: Browser, bench: BenchWorld): Promise<void> {
  const missionId = await startMission(bench);
  await finishMission(bench, missionId);
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  try {
    const page = await context.newPage();
    const lines = Array.from({ length: logLines }, (_, index) => `[test] line ${index + 1} of a long log`);
    await page.route('**/log?*', (route) => route.fulfill({ body: lines.join('\n') }));
    await page.goto(`${bench.origin}/#/missions/${missionId}/log`, { timeout: longestMs });
    await page.getByLabel('Password').fill('bench');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('.line').first().waitFor({ timeout: longestMs });
    const frames = await scrollThrough(page);
    printFigure({
      figure: 'console-log-frame',
      value: rounded(quantile(frames, 0.95)),
      unit: `ms, 95th percentile of ${framesScrolled} frames over ${logLines} lines`,
      median_ms: rounded(median(frames)),
      rows_in_page: await page.locator('.line').count(),
    });
  } finally {
    await context.close();
  }
}

/** Scrolls through the whole log, a step a frame, and answers how long each frame took. */
const scrollScript = `(async () => {
  const log = document.querySelector('.virtual');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const times = [];
  let before = await frame();
  for (let step = 1; step <= ${framesScrolled}; step += 1) {
    log.scrollTop = (log.scrollHeight * step) / ${framesScrolled};
    const now = await frame();
    times.push(now - before);
    before = now;
  }
  return times;
})()`;

const scrollThrough = (page: Page): Promise<readonly number[]> => page.evaluate(scrollScript);
