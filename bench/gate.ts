import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createGate } from '../core/gate/create-gate.ts';
import { loadPolicy } from '../core/gate/load-policy.ts';

const text = readFileSync(new URL('../policy.yaml', import.meta.url), 'utf8');
const gate = createGate({ policy: loadPolicy(text), policySha256: hash('sha256', text) });
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

/** A text as JSON.parse gives it, not a rope that its first reader pays for. */
function flat(content: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(content));
}

function medianMs(files: readonly BenchFile[]): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    gate({ stack: 'static', files });
    return performance.now() - start;
  });
  return times.toSorted((left, right) => left - right)[runs >> 1] as number;
}

function sizeOf(files: readonly BenchFile[]): number {
  return files.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0);
}

function print(
  figure: string,
  value: number,
  unit: string,
  more: Readonly<Record<string, number>> = {},
): void {
  process.stdout.write(
    `${JSON.stringify({ figure, value: Math.round(value * 100) / 100, unit, ...more })}\n`,
  );
}

const files = plainFiles(200);
medianMs(files);
const wholeMs = medianMs(files);
print('gate-throughput', sizeOf(files) / 1_000 / wholeMs, 'MB/s', {
  files: files.length,
  bytes: sizeOf(files),
});
print('gate-time-of-twice-the-files', medianMs(plainFiles(400)) / wholeMs, 'ratio');

const [once, twice] = [hostileFile(1_048_576), hostileFile(2_097_152)];
medianMs([once]);
const onceMs = medianMs([once]);
print('gate-throughput-hostile-line', sizeOf([once]) / 1_000 / onceMs, 'MB/s', { bytes: sizeOf([once]) });
print('gate-time-of-twice-the-hostile-line', medianMs([twice]) / onceMs, 'ratio');
