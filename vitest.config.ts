import { defineConfig } from 'vitest/config';

const shared = { environment: 'node', testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    // Much of a test waits for pods and browsers, so two at a time on any machine.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['core/**/*.ts'],
      exclude: ['core/ports/**'],
      thresholds: { branches: 99, lines: 99 },
    },
    projects: [
      {
        test: {
          ...shared,
          name: 'core',
          include: ['test/{core,workflow,infra,pod-image,adapters,contract,web}/**/*.test.ts'],
        },
      },
      {
        // Without `module`: Node cannot run the AWS SDK's bundler build.
        ssr: { resolve: { conditions: ['gantry-local', 'node', 'import', 'default'] } },
        test: {
          ...shared,
          name: 'local',
          include: ['test/{local,functions}/**/*.test.ts', 'test/e2e/*.test.ts'],
        },
      },
      { test: { ...shared, name: 'browser', include: ['test/e2e/built-in-apps/**/*.test.ts'] } },
    ],
  },
});
