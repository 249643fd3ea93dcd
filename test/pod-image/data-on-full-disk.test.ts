import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasBubblewrap } from './support/has-bubblewrap.ts';

const script = join(import.meta.dirname, 'support/live-on-full-disk.ts');
const diskBytes = 128 * 1024 * 1024;

if (!hasBubblewrap) console.warn('SKIPPED: there is no bubblewrap to make a small disk with');

// A real one that is really full: a file system of its own with a size, in a sandbox that sees all else as it is.
describe.skipIf(!hasBubblewrap)("an app's data on a disk that fills up", { timeout: 120_000 }, () => {
  let came: Readonly<Record<string, unknown>>;
  beforeAll(async () => {
    const place = ['--bind', '/', '/', '--dev-bind', '/dev', '/dev', '--proc', '/proc'];
    const disk = ['--size', String(diskBytes), '--tmpfs', '/mnt'];
    const { stdout } = await promisify(execFile)('bwrap', [
      ...place,
      ...disk,
      process.execPath,
      script,
      '/mnt',
    ]);
    came = JSON.parse(stdout);
  });

  it('is refused where it does not fit, whether a table or the log has no room', () => {
    const { acknowledged, refusals } = came as Readonly<Record<string, readonly string[]>>;
    expect(acknowledged?.length).toBeGreaterThan(10);
    expect(refusals).toHaveLength(3);
    for (const code of refusals ?? []) expect(['53100', 'database_unreachable', 'disk_full']).toContain(code);
    expect(refusals?.[0]).toBe('53100');
  });

  it('is not kept half, nor opened anew, and each says that the disk is full', () => {
    for (const failed of [came.kept, came.opened])
      expect(failed).toMatchObject({
        name: 'DependencyFailed',
        code: 'disk_full',
        message: expect.stringContaining('The disk is full. Make room on it'),
      });
  });

  it('is there with all that was acknowledged, and can be kept, once there is room', () => {
    expect(came.found).toEqual(came.acknowledged);
    expect(came.points).toEqual([came.point]);
    expect(came.point).toMatchObject({ reason: 'With room again' });
  });
});
