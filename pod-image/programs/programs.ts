import { assembleFunctions, assemblePython, assembleStatic } from '../../core/pod/assemble.ts';
import type { SourceFile } from '../../core/wire/draft.ts';
import type { PodBundle } from '../../core/wire/pod.ts';
import type { PodProgram, ProcessProgram } from './pod-program.ts';

const process: Pick<
  ProcessProgram,
  'kind' | 'makesArtifact' | 'mustGiveResult' | 'needsAddons' | 'nodeFlags'
> = {
  kind: 'process',
  makesArtifact: false,
  mustGiveResult: true,
  needsAddons: false,
  nodeFlags: [],
};

/** Loads the pages by a DOM library: what boot does where there is no browser. */
export const smokePage: ProcessProgram = {
  ...process,
  engine: 'node',
  script: 'programs/smoke-page.ts',
  nodeFlags: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  readsCore: true,
  inputs: () => ({ paths: [] }),
};

/** Every program that policy.yaml may name for a step. */
export const programs: Readonly<Record<string, PodProgram>> = {
  'assemble-static': { kind: 'assemble', assemble: assembleStatic },
  'assemble-python': { kind: 'assemble', assemble: assemblePython },
  'check-types': {
    ...process,
    engine: 'node',
    script: 'programs/check-types.ts',
    mustGiveResult: false,
    startsTool: true,
    inputs: ({ files }) =>
      files.some(({ path }) => isTypeScript.test(path))
        ? { paths: [] }
        : { idle: 'No TypeScript, so there are no types to check.' },
  },
  'read-python': {
    ...process,
    engine: 'python',
    script: 'programs/read_python.py',
    inputs: () => ({ paths: [] }),
  },
  'vite-build': {
    ...process,
    engine: 'node',
    script: 'programs/vite-build.ts',
    makesArtifact: true,
    carries: assembleFunctions,
    mustGiveResult: false,
    needsAddons: true,
    inputs: () => ({ paths: [] }),
  },
  'node-test': {
    ...process,
    engine: 'node',
    script: undefined,
    collectsApart: true,
    nodeFlags: [
      '--test',
      '--test-concurrency=2',
      '--experimental-test-coverage',
      '--enable-source-maps',
      '--disable-warning=ExperimentalWarning',
      '--import={podImageUrl}/programs/test-hooks.ts',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter={podImageUrl}/programs/node-test-reporter.ts',
      '--test-reporter-destination=stderr',
    ],
    inputs: testFiles(/^test\/(?:.*\/)?[^/]*\.test\.(?:m?[jt]s|[jt]sx)$/, 'test/*.test.js'),
  },
  'python-unittest': {
    ...process,
    engine: 'python',
    script: 'programs/python_unittest.py',
    collectsApart: true,
    inputs: testFiles(/^tests?\/(?:.*\/)?(?:test_[^/]*|[^/]*_test)\.py$/, 'test/test_*.py'),
  },
  'boot-app': { kind: 'boot' },
  'try-checks': { kind: 'accept' },
};

const isTypeScript = /\.(?:[cm]?ts|tsx)$/;

function testFiles(pattern: RegExp, example: string): ProcessProgram['inputs'] {
  return ({ files }: PodBundle) => {
    const paths = files.map(({ path }: SourceFile) => path).filter((path) => pattern.test(path));
    return paths.length > 0
      ? { paths: paths.toSorted() }
      : { missing: `The app has no tests: ${example} is where they belong.` };
  };
}
