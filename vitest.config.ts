import { defineConfig } from 'vitest/config';

const shared = { environment: 'node', testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['core/**/*.ts'], exclude: ['core/generated/**', 'core/ports/**'] },
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
        test: { ...shared, name: 'local', include: ['test/{local,functions,e2e}/**/*.test.ts'] },
      },
    ],
  },
});
