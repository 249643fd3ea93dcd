import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { bundleFunctions, functionFolders } from '../infra/bundle-functions.ts';
import budgets from './bundle-budgets.json' with { type: 'json' };
import { printFigure, rounded } from './figure.ts';

const maxImportMs = 150;
const runs = 9;
/** What Lambda's runtime defines before it imports a function; functions whose answers stream look at it. */
const lambdaRuntime =
  'globalThis.awslambda = { streamifyResponse: (run) => run, HttpResponseStream: { from: (stream) => stream } };';
const kilobyte = 1_024;

/** The size of each function's bundle against its budget, and what importing it costs over a bare Node of the same run. */
export async function benchBundles(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bundles-'));
  try {
    const folders = functionFolders();
    await bundleFunctions(folder, folders);
    for (const name of folders) benchBundle(name, join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchBundle(name: string, folder: string): void {
  const sizeKb = sizeBytes(folder) / kilobyte;
  // A function without a budget has none to spend: the file is where one is given.
  const budgetKb = (budgets as Readonly<Record<string, number>>)[name] ?? 0;
  printFigure({
    figure: `bundle of ${name}, gzipped`,
    value: rounded(sizeKb),
    unit: 'KB',
    limit: budgetKb,
    limit_is: 'at most',
  });
  const { bareMs, importMs } = timeImport(join(folder, 'index.mjs'));
  printFigure({
    figure: `cold import of ${name}, over bare Node`,
    value: rounded(importMs),
    unit: 'ms',
    limit: maxImportMs,
    limit_is: 'at most',
    bare_node_ms: rounded(bareMs),
  });
}

/** Everything that a function may load, at its start or later, each file compressed by itself. */
function sizeBytes(folder: string): number {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).byteLength, 0);
}

/** The shortest of a few runs each, since others on the machine only make them longer; side by side, since they come and go. */
function timeImport(file: string): { readonly bareMs: number; readonly importMs: number } {
  const pairs = Array.from({ length: runs }, () => ({
    bare: startMs(''),
    whole: startMs(`await import(${JSON.stringify(file)})`),
  }));
  const bareMs = Math.min(...pairs.map(({ bare }) => bare));
  return { bareMs, importMs: Math.min(...pairs.map(({ whole }) => whole)) - bareMs };
}

/** How long Node takes to start, run one line and end. */
function startMs(code: string): number {
  const from = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '--eval', lambdaRuntime + code], {
    stdio: 'ignore',
    env: {},
  });
  return performance.now() - from;
}
