import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '..', 'node_modules', '.cache');

const pythonIn = (folder: string): string =>
  join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Whether this machine can make an environment: python3 with venv and pip. */
export function hasPython(): boolean {
  const { status } = spawnSync('python3', ['-c', 'import ensurepip, pip, venv'], { stdio: 'ignore' });
  return status === 0;
}

/**
 * The Python of an environment that holds `requirement`, such as `cfn-lint==1.58.0`, and nothing else, whatever is on the PATH; made at the first
 * call and kept in node_modules. Pinned by its name, so that a new version breaks nothing unasked.
 */
export function pythonEnvironment(requirement: string): string {
  const venv = join(cache, requirement.replace(/\[.*\]/, '').replace('==', '-'));
  if (existsSync(venv)) return pythonIn(venv);
  const building = `${venv}.${process.pid}`;
  try {
    execFileSync('python3', ['-m', 'venv', building], { stdio: 'pipe', timeout: 60_000 });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement];
    execFileSync(pythonIn(building), install, { stdio: 'pipe', timeout: 300_000 });
    renameSync(building, venv);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return pythonIn(venv);
}
