import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { sweepSandboxes } from '../../../adapters/local/sweep-sandboxes.ts';
import { makeWorkFolder } from '../../../adapters/local/work-folders.ts';
import { temporaryHome } from './temporary-home.ts';

const waiting: ChildProcess[] = [];
afterEach(() => {
  for (const child of waiting.splice(0)) child.kill('SIGKILL');
});

/** A process that waits, as a sandbox does whose parent was killed while it was being made: it is known by its command line. */
async function leave(program: string, folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1000)", folder], {
    argv0: program,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  waiting.push(child);
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return child;
}
const anyTime = Number.MAX_SAFE_INTEGER;

describe.skipIf(process.platform !== 'linux')('a sandbox that a killed Gantry left', () => {
  it('is ended by the next start of that home', async () => {
    const home = temporaryHome();
    const { path, remove } = makeWorkFolder(home);
    const child = await leave('/usr/bin/bwrap', `${path}/gantry-pod-1/tree`);
    const ended = once(child, 'exit');
    expect(sweepSandboxes(home, anyTime)).toBe(1);
    expect((await ended)[1]).toBe('SIGKILL');
    expect(sweepSandboxes(home, anyTime)).toBe(0);
    await remove();
  });

  it('is left alone where it is of another home, no sandbox, or younger than this process', async () => {
    const home = temporaryHome();
    const { path, remove } = makeWorkFolder(home);
    const ours = await leave('bwrap', path);
    const other = await leave('node', path);
    expect(sweepSandboxes(temporaryHome(), anyTime)).toBe(0);
    expect(sweepSandboxes(home)).toBe(0);
    const ended = once(ours, 'exit');
    expect(sweepSandboxes(home, anyTime)).toBe(1);
    await ended;
    expect(other.exitCode ?? other.signalCode).toBeNull();
    await remove();
  });
});
