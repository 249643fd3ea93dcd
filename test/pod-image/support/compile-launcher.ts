import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { findTool } from '../../../pod-image/runners/toolchain.ts';

const sources = fileURLToPath(new URL('../../../pod-image/launcher', import.meta.url));
const gcc = findTool('gcc') ?? findTool('cc');

/** Why the launcher cannot be tried here; undefined where it can. */
export function whyNoLauncher(): string | undefined {
  if (process.platform === 'linux' && gcc !== undefined && process.getuid?.() === 0) return undefined;
  return 'the launcher is only tried as root on Linux, where gcc is';
}

/** Compiles the launcher as the image does, for users beginning with the step's `uid`; `place` stands for the image's /work. */
export function compileLauncher(
  to: string,
  { uid, place = '/nowhere' }: { readonly uid: number; readonly place?: string },
): void {
  const files = readdirSync(sources).filter((name) => name.endsWith('.c'));
  const compiled = spawnSync(
    gcc ?? '',
    [
      ...['-static', '-O2', '-Wall', '-Wextra', '-Werror', '-D_FORTIFY_SOURCE=2', '-fstack-protector-strong'],
      `-DSTEP_UID=${uid}`,
      `-DSOCKET_FOLDER="${join(place, '.launcher')}"`,
      ...['-o', to, ...files.map((name) => join(sources, name))],
    ],
    { encoding: 'utf8' },
  );
  expect(compiled.stderr).toBe('');
}
