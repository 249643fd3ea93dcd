import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from './client.ts';

export const hasGit: boolean = spawnSync('git', ['--version']).status === 0;
if (!hasGit) console.warn('SKIPPED: git is not installed, so nothing is cloned');

const environment = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };

export interface Clone {
  git(...args: readonly string[]): string;
  /** The tree digest by the very command that the contract gives people. */
  treeSha256(): string;
}

/** Clones one branch with a session token as the password. */
export function cloneBranch(client: Client, cloneUrl: string, branch: string): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-clone-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const url = new URL(cloneUrl);
  url.hostname = '127.0.0.1';
  url.username = 'anyone';
  url.password = client.token;
  const run = (file: string, args: readonly string[]): string =>
    execFileSync(file, args, { cwd: folder, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  run('git', ['clone', '--quiet', '--branch', branch, url.href, '.']);
  const digest = 'LC_ALL=C git ls-files -z | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum';
  return {
    git: (...args) => run('git', args),
    treeSha256: () => run('sh', ['-c', digest]).split(' ')[0] ?? '',
  };
}
