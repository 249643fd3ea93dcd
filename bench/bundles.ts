import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { bundleFunctions, functionFolders } from '../infra/bundle-functions.ts';
import budgets from './bundle-budgets.json' with { type: 'json' };
import { median, printFigure, rounded } from './figure.ts';

/** Aimed at and not reached by most yet, so it is told and does not fail the bench. */
const aimedImportMs = 150;
const runs = 3;
/** What Lambda's runtime defines before it imports a function; functions whose answers stream look at it. */
const lambdaRuntime =
  'globalThis.awslambda = { streamifyResponse: (run) => run, HttpResponseStream: { from: (stream) => stream } };';
const kilobyte = 1_024;

/** The size of each function's bundle against its budget, and what importing it costs over a bare Node of the same run. */
export function benchBundles(): void {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bundles-'));
  try {
    const folders = functionFolders();
    bundleFunctions(folder, folders);
    const bareMs = startMs('');
    for (const name of folders) benchBundle(name, join(folder, name, 'index.mjs'), bareMs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchBundle(name: string, file: string, bareMs: number): void {
  const sizeKb = gzipSync(readFileSync(file)).byteLength / kilobyte;
  // A function without a budget has none to spend: the file is where one is given.
  const budgetKb = (budgets as Readonly<Record<string, number>>)[name] ?? 0;
  printFigure({
    figure: `bundle of ${name}, gzipped`,
    value: rounded(sizeKb),
    unit: 'KB',
    limit: budgetKb,
    limit_is: 'at most',
  });
  const importMs = startMs(`await import(${JSON.stringify(file)})`) - bareMs;
  printFigure({
    figure: `cold import of ${name}, over bare Node`,
    value: rounded(importMs),
    unit: 'ms',
    aimed_at_ms: aimedImportMs,
    bare_node_ms: rounded(bareMs),
  });
}

/** How long Node takes to start, run one line and end: the middle of a few runs, each a process of its own. */
function startMs(code: string): number {
  const times = Array.from({ length: runs }, () => {
    const from = performance.now();
    execFileSync(process.execPath, ['--input-type=module', '--eval', lambdaRuntime + code], {
      stdio: 'ignore',
      env: {},
    });
    return performance.now() - from;
  });
  return median(times);
}
