import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { SourceFile } from '../../../core/wire/draft.ts';

const run = promisify(execFile);

/** A folder that is gone when the block ends. */
export const temporaryFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), 'gantry-kit-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

export const writeFiles = async (folder: string, files: readonly SourceFile[]): Promise<void> => {
  for (const file of files) {
    const path = join(folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content);
  }
};

const testsUnder = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.test.js')).toSorted();

export interface OwnTests {
  readonly tests: number;
  readonly failed: readonly string[];
  /** Line coverage in percent by module name, with `all files` among them; empty unless it was asked for. */
  readonly coverage: ReadonlyMap<string, number>;
}

/** Runs every test file under a folder in one process of node's own runner. */
export const runOwnTests = async (
  folder: string,
  { withCoverage = false }: { readonly withCoverage?: boolean } = {},
): Promise<OwnTests> => {
  const options = ['--test', '--test-isolation=none', '--test-reporter=tap'];
  const coverage = withCoverage ? ['--experimental-test-coverage', '--test-coverage-include=src/**'] : [];
  const { NODE_V8_COVERAGE: _ours, NODE_OPTIONS: _too, ...env } = process.env;
  const { stdout } = await run(process.execPath, [...options, ...coverage, ...(await testsUnder(folder))], {
    cwd: folder,
    env,
    maxBuffer: 32 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  return {
    tests: Number(/^# tests (\d+)$/m.exec(stdout)?.[1] ?? 0),
    failed: [...stdout.matchAll(/^\s*not ok \d+ - (.+)$/gm)].map(([, title = '']) => title),
    coverage: new Map(
      [...stdout.matchAll(/^#\s+(\S+\.js|all files)\s+\|\s+([\d.]+)/gm)].map(([, name = '', percent]) => [
        name,
        Number(percent),
      ]),
    ),
  };
};

/** The titles of an app's own tests that fail. */
export const failuresOf = async (files: readonly SourceFile[]): Promise<readonly string[]> => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, files);
  return (await runOwnTests(folder.path)).failed;
};
