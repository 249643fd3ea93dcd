import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPodLimits } from '../../core/wire/pod.ts';
import { makeRunner } from '../../pod-image/runners/make-runner.ts';
import { findToolchain } from '../../pod-image/runners/toolchain.ts';
import { capArtifact } from '../../pod-image/supervisor/cap-artifact.ts';
import { type Built, buildInPod, freshFolder, page } from '../pod-image/support/pod-fixture.ts';
import { isPodIsolated, podIsolation } from '../pod-image/support/pod-isolation.ts';

describe.skipIf(!isPodIsolated)(`a hostile artifact in ${podIsolation}`, () => {
  const vite = { stack: 'node', recipe: [{ step: 'build', program: 'vite-build' }] } as const;
  const buildPage = (files: Readonly<Record<string, string>>): Promise<Built> =>
    buildInPod({
      ...vite,
      recipe: [...vite.recipe],
      files: {
        'index.html': page('<main>hi</main>').replace(/<link[^>]*>/, ''),
        'package.json': '{}',
        ...files,
      },
    });
  /** What a preprocessor would do inside the build: write a function that nobody has read. */
  const writesFunction =
    "require('node:fs').mkdirSync('/pod/artifact/api',{recursive:true});require('node:fs').writeFileSync('/pod/artifact/api/hidden.js','export default 1');";

  it.each(['less/index.cjs', 'sass/index.cjs', 'stylus/index.cjs', 'sugarss/index.cjs', 'preact/index.js'])(
    'brings no package of its own: node_modules/%s',
    async (path) => {
      const { report } = await buildPage({ [`node_modules/${path}`]: writesFunction });
      expect(report).toMatchObject({ outcome: 'failed', artifact_sha256: null });
      expect(report.message).toContain('where tools keep packages');
    },
  );

  it.each(['less', 'sass', 'scss', 'styl', 'stylus', 'sss'])(
    'has no styles built that a package of the app would build: .%s',
    async (ending) => {
      const { report } = await buildPage({
        [`src/style.${ending}`]: 'a {}',
        'package.json': '{"name":"less"}',
      });
      expect(report).toMatchObject({ outcome: 'failed', failed_because: 'exit' });
      expect(report.steps[0]?.log_tail).toContain('write plain CSS');
    },
  );

  it('bundles no module from outside of the app and the image', async () => {
    const { report } = await buildPage({
      'index.html': page('<main>hi</main>', '<script type="module" src="/main.js"></script>').replace(
        /<link[^>]*>/,
        '',
      ),
      'main.js': "import '/gantry/pod-image/main.ts';\n",
    });
    expect(report).toMatchObject({ outcome: 'failed', failed_because: 'exit', artifact_sha256: null });
  });

  it.each([
    'public/.vercel/output/config.json',
    'public/.github/workflows/x.yml',
    'public/vercel.json',
    'public/middleware.js',
    'public/api/hidden.js',
  ])('ships nothing that an app host would obey or run: %s', async (path) => {
    const { report } = await buildPage({ [path]: '{}' });
    expect(report).toMatchObject({
      outcome: 'failed',
      failed_step: 'build',
      failed_because: 'artifact',
      artifact_sha256: null,
    });
    expect(report.message).toContain(path.slice('public/'.length));
  });

  it.each([
    ['bytes', "for (let n = 0; ; n += 1) fs.writeFileSync('/pod/artifact/' + n, Buffer.alloc(1 << 20));"],
    ['folders', "for (let n = 0; ; n += 1) fs.mkdirSync('/pod/artifact/' + n);"],
    [
      'a sparse file',
      "fs.ftruncateSync(fs.openSync('/pod/artifact/x', 'w'), 60 << 20); setInterval(() => {}, 1000);",
    ],
    [
      'files in a deep folder',
      "let at = '/pod/artifact'; for (let n = 0; ; n += 1) { if (n < 100) fs.mkdirSync((at += '/d')); fs.writeFileSync(at + '/' + n, ''); }",
    ],
  ])('is ended while it fills the artifact with %s', async (_, code) => {
    const folder = freshFolder();
    const folders = {
      tree: join(folder, 'tree'),
      artifact: join(folder, 'artifact'),
      scratch: join(folder, 'scratch'),
    };
    for (const path of Object.values(folders)) mkdirSync(path, { mode: 0o755 });
    chmodSync(folder, 0o755);
    const limits = { ...defaultPodLimits, artifact_bytes: 8 << 20 };
    const capped = capArtifact(makeRunner('bubblewrap', findToolchain()), limits.artifact_bytes);
    const running = await capped.runner.start({
      program: {
        kind: 'process',
        engine: 'node',
        script: undefined,
        nodeFlags: ['--eval', `const fs = require('node:fs'); ${code}`],
        makesArtifact: true,
        mustGiveResult: false,
        needsAddons: false,
        inputs: () => ({ paths: [] }),
      },
      inputs: [],
      packages: [],
      folders,
      limits,
    });
    for (const stream of running.output) stream.resume();
    expect((await running.exited).exitCode).not.toBe(0);
    await running.destroy();
    expect(capped.isFull()).toBe(true);
  });
});
