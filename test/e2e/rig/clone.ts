import { execFileSync, spawnSync } from 'node:child_process';
import type { Client } from './client.ts';
import { temporaryFolder } from './folders.ts';

export const hasGit: boolean = spawnSync('git', ['--version']).status === 0;
if (!hasGit) console.warn('SKIPPED: git is not installed, so nothing is cloned');

const environment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
};

export interface Clone {
  git(...args: readonly string[]): string;
  /** The tree digest by the very command that the contract gives people. */
  treeSha256(): string;
}

function run(file: string, args: readonly string[], cwd: string): string {
  return execFileSync(file, args, {
    cwd,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function withToken(client: Client, cloneUrl: string): string {
  const url = new URL(cloneUrl);
  url.hostname = '127.0.0.1';
  url.username = 'anyone';
  url.password = client.token;
  return url.href;
}

/** The branches that a repository shows, by name. */
export const branchesOf = (client: Client, cloneUrl: string): string[] =>
  run('git', ['ls-remote', '--heads', withToken(client, cloneUrl)], temporaryFolder())
    .split('\n')
    .map((line) => line.split('refs/heads/')[1] ?? line);

/** Clones one branch with a session token as the password. */
export function cloneBranch(client: Client, cloneUrl: string, branch: string): Clone {
  const folder = temporaryFolder();
  run('git', ['clone', '--quiet', '--branch', branch, withToken(client, cloneUrl), '.'], folder);
  const digest = 'LC_ALL=C git ls-files -z | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum';
  return {
    git: (...args) => run('git', args, folder),
    treeSha256: () => run('sh', ['-c', digest], folder).split(' ')[0] ?? '',
  };
}
