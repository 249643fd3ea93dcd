import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node',
  testTimeout: 30_000,
  hookTimeout: 60_000,
  globalSetup: './test/once-a-run.ts',
} as const;

/** A browser for each of the many missions would double the time of a run; what is about browsers asks for its own. */
const withoutBrowser = { GANTRY_BROWSER: 'none' } as const;

/** As the product runs them. Without `module`: Node cannot run the AWS SDK's bundler build. */
const localWorld = { ssr: { resolve: { conditions: ['gantry-local', 'node', 'import', 'default'] } } };

/** Whole apps that are served and tried in the sandbox of this machine: nothing is left of them where there is none. */
const inSandbox = [
  'test/e2e/{failing-checks,functions,react-apps,tried-in-browser}.test.ts',
  'test/e2e/both-worlds/{guestbook,apps-with-needs}.test.ts',
  'test/local/{function-log,serve-data,serve-functions,serve-outside}.test.ts',
];

/** What takes its time on any machine: how long a model may be silent, and databases that end and open again, dozens of times. */
const slow = [
  'test/adapters/ai-sdk/model-wire.test.ts',
  'test/adapters/neon/app-database.test.ts',
  'test/adapters/local/database-ends.test.ts',
  'test/compose/hosted-functions.test.ts',
];

export default defineConfig({
  test: {
    // Much of a test waits for pods and browsers, so two at a time on any machine.
    maxWorkers: 2,
    coverage: {
      provider: 'istanbul',
      include: ['core/**/*.ts'],
      exclude: ['core/ports/**'],
      thresholds: { branches: 100, lines: 99 },
    },
    projects: [
      {
        test: {
          ...shared,
          name: 'core',
          // Files share a process and its modules: two thirds of the time went into loading them again for each.
          isolate: false,
          include: ['test/{core,web,workflow}/**/*.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'infra',
          // One process, so that each installation is synthesized once.
          isolate: false,
          maxWorkers: 1,
          // Projects with different numbers of workers do not run side by side.
          sequence: { groupOrder: 1 },
          include: ['test/infra/**/*.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'edges',
          env: withoutBrowser,
          include: [
            'test/contract/**/*.test.ts',
            'test/compose/*.test.ts',
            'test/adapters/!(aws|worlds)/**/*.test.ts',
            'test/demo-model/**/*.test.ts',
            'test/eval/**/*.test.ts',
          ],
          exclude: slow,
        },
      },
      {
        test: {
          ...shared,
          name: 'outside',
          include: [
            'test/{pod-image,scripts,mcp}/**/*.test.ts',
            'test/adapters/{aws,worlds}/**/*.test.ts',
            // Whole missions, each tried in a browser.
            'test/e2e/in-browser/*.test.ts',
            ...slow,
          ],
          // MiniStack keeps no record that nobody was there to read.
          exclude: ['test/adapters/aws/localstack-stream.test.ts'],
        },
      },
      {
        ...localWorld,
        test: {
          ...shared,
          name: 'local',
          env: withoutBrowser,
          include: ['test/{local,functions}/**/*.test.ts', 'test/e2e/{,both-worlds/}*.test.ts'],
          exclude: inSandbox,
        },
      },
      {
        ...localWorld,
        test: { ...shared, name: 'sandbox', env: withoutBrowser, include: inSandbox },
      },
      {
        ...localWorld,
        test: { ...shared, name: 'long', env: withoutBrowser, include: ['test/long/*.test.ts'] },
      },
      {
        test: {
          ...shared,
          name: 'aws',
          env: withoutBrowser,
          // What asks the product over the wire alone is asked of both worlds.
          include: ['test/aws/**/*.test.ts', 'test/e2e/both-worlds/*.test.ts', 'test/long/gate.test.ts'],
          globalSetup: ['./test/once-a-run.ts', './test/aws/rig/installation.ts'],
          // One installation, and one stand-in of the model at a time.
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'localstack',
          // The suites of the adapters, asked of LocalStack itself; it has no WebSocket API and no ECS.
          include: [
            'test/adapters/aws/{access,app-secrets,emulator,event-log,limits,localstack-stream,lost-answer,object-store,record-store,secrets,signer,workflow}.test.ts',
            'test/localstack/*.test.ts',
          ],
          env: { GANTRY_TEST_EMULATOR: 'localstack' },
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'docker',
          // The suites that ask what a pod can do, asked of containers; and what only containers are asked.
          include: [
            'test/pod-image/{recipes,stacks,python-packages,python-reading,tried-in-browser}.test.ts',
            'test/long/hostile-{builds,artifacts,limits}.test.ts',
            'test/docker/**/*.test.ts',
          ],
          env: { GANTRY_TEST_POD: 'docker' },
          // One of the two waits, for a pod's 180 s.
          maxWorkers: 2,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'stack',
          // Asked of what `npm run local:up` has brought up.
          include: ['test/compose/stack/*.test.ts'],
          testTimeout: 300_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['test/e2e/{built-in-apps,console}/**/*.test.ts'],
        },
      },
    ],
  },
});
