import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { createGate } from '../core/gate/create-gate.ts';
import { judgeFileText, requireRules } from '../core/gate/judge-file-text.ts';
import { loadPolicy } from '../core/gate/load-policy.ts';
import { median, printFigure, rounded } from './figure.ts';

const text = readFileSync(new URL('../policy.yaml', import.meta.url), 'utf8');
const policy = loadPolicy(text);
const gate = createGate({ policy, policySha256: hash('sha256', text) });
const judgeText = judgeFileText(requireRules(policy));
const runs = 9;

interface BenchFile {
  readonly path: string;
  readonly content: string;
}

/** Source as apps have it, from this repository's own: modules, prose and a page, each file a little different. */
function plainFiles(count: number): BenchFile[] {
  const sources = [
    'core/gate/pattern-shape.ts',
    'core/gate/package-rules.ts',
    'core/draft/path-rules.ts',
    'core/pod/judge.ts',
  ];
  const modules = sources.map((path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
  const page =
    '<!doctype html>\n<html lang="en">\n<title>Bench</title>\n<link rel="stylesheet" href="style.css">\n';
  return Array.from({ length: count }, (_, index) => ({
    path: index === 0 ? 'index.html' : `src/module-${index}.js`,
    content: flat(
      `${index === 0 ? page : `// ${index}\n`}${modules.join(`\nexport const part${index} = ${index};\n`)}`,
    ),
  }));
}

/** The worst a draft can do: the words of every rule over and over, and no line that breaks one. */
function hostileFile(sizeBytes: number): BenchFile {
  const words =
    "eval Function constructor process from 'fs' import <script <link <img document fetch url( '// .open setTimeout key- ";
  return {
    path: 'src/hostile.js',
    content: flat(words.repeat(Math.ceil(sizeBytes / words.length)).slice(0, sizeBytes)),
  };
}

/** An app as large as one may be, half of it typed, of this repository's own modules. */
function largeApp(): BenchFile[] {
  const modules = ['core/gate/pattern-shape.ts', 'core/pod/judge.ts', 'core/draft/path-rules.ts'].map(
    (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'),
  );
  const typed = modules.map((content) => content.replace(/^import .*$/gm, '')).join('\n');
  const plain = stripTypeScriptTypes(typed);
  const files: BenchFile[] = [];
  for (let bytes = 0; bytes < policy.limits.total_bytes * 0.99; ) {
    const isTyped = files.length % 2 === 0;
    const content = flat(`// ${files.length}\n${isTyped ? typed : plain}`);
    files.push({ path: `src/part-${files.length}.${isTyped ? 'ts' : 'js'}`, content });
    bytes += Buffer.byteLength(content);
  }
  return files.slice(0, -1);
}

/** A text as JSON.parse gives it, not a rope that its first reader pays for. */
function flat(content: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(content));
}

/** Patterns alone; reading what the files are written in is a figure of its own. */
function medianMs(files: readonly BenchFile[]): number {
  return median(
    Array.from({ length: runs }, () => {
      const start = performance.now();
      for (const file of files) judgeText(file);
      return performance.now() - start;
    }),
  );
}

/** The first time, as a function that has just started has it: nothing is warm. */
function benchReading(): void {
  const files = largeApp();
  const start = performance.now();
  gate({ stack: 'node', files });
  printFigure({
    figure: 'gate-of-2-mib',
    value: rounded(performance.now() - start),
    unit: 'ms',
    limit: 1_000,
    limit_is: 'at most',
    files: files.length,
    bytes: sizeOf(files),
  });
}

function sizeOf(files: readonly BenchFile[]): number {
  return files.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0);
}

/** The gate's first look at the largest app, its patterns' throughput over plain files and over the worst line there is, and how both grow with twice the input. */
export function benchGate(): void {
  benchReading();
  const files = plainFiles(200);
  medianMs(files);
  const wholeMs = medianMs(files);
  printFigure({
    figure: 'gate-throughput',
    value: rounded(sizeOf(files) / 1_000 / wholeMs),
    unit: 'MB/s',
    limit: 50,
    limit_is: 'at least',
    files: files.length,
    bytes: sizeOf(files),
  });
  printGrowth('gate-time-of-twice-the-files', medianMs(plainFiles(400)) / wholeMs);

  const [once, twice] = [hostileFile(1_048_576), hostileFile(2_097_152)];
  medianMs([once]);
  const onceMs = medianMs([once]);
  const value = rounded(sizeOf([once]) / 1_000 / onceMs);
  printFigure({ figure: 'gate-throughput-hostile-line', value, unit: 'MB/s', bytes: sizeOf([once]) });
  printGrowth('gate-time-of-twice-the-hostile-line', medianMs([twice]) / onceMs);
}

/** Linear is 2; the rest is for a machine that does other things meanwhile. */
function printGrowth(figure: string, ratio: number): void {
  printFigure({ figure, value: rounded(ratio), unit: 'ratio', limit: 3, limit_is: 'at most' });
}
