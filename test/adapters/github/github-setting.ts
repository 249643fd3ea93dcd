import { createEmulator, type Emulator } from 'emulate';
import { afterEach, beforeEach } from 'vitest';
import { gitHubCodeHost } from '../../../adapters/github/code-host.ts';
import type { GitHubConfig } from '../../../adapters/github/connection.ts';
import type { CodeHost, Proposal, Repository } from '../../../core/ports/code-host.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { type RecordedRequest, RecordingProxy } from './recording-proxy.ts';

export const token = 'test-token-4711';
export const never = new AbortController().signal;
export const missionId = missionIdSchema.parse('msn_00000000000000000000000001');
export const app = (n: number) => ({
  appId: appIdSchema.parse(`app_0000000000000000000000000${n}`),
  ownerName: 'ada',
  name: 'todo-app',
  description: 'Keeps a list.',
});

export const startGitHub = (accepted = token): Promise<Emulator> =>
  createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [accepted]: { login: 'octo', scopes: ['repo'] } },
      github: {
        users: [{ login: 'octo' }, { login: 'stranger' }],
        orgs: [{ login: 'acme', members: [{ login: 'octo', role: 'admin' }] }],
      },
    },
  });

export const proposal = (repository: Repository, changes: Partial<Proposal> = {}): Proposal => ({
  repository: repository.fullName,
  missionId,
  branch: `gantry/${missionId}`,
  parentBranch: repository.defaultBranch,
  title: 'To do',
  body: 'All of it.',
  commitMessage: 'Write the app',
  files: [
    { path: 'index.html', content: '<title>To do</title>' },
    { path: 'src/empty.js', content: '' },
  ],
  isDraft: false,
  ...changes,
});

export const refuse = (status: number, message: string, headers: Record<string, string> = {}) =>
  ({ kind: 'answer', status, body: { message }, headers }) as const;
export const is = (request: RecordedRequest, method: string, ending: RegExp): boolean =>
  request.method === method && ending.test(request.path);

/** emulate's GitHub for each test, a proxy before it, and adapters that go through the proxy. */
export interface GitHubSetting {
  readonly proxy: RecordingProxy;
  open(config?: Partial<GitHubConfig>): Required<CodeHost>;
  /** Asks emulate itself, past the proxy. */
  ask(path: string, method?: string, body?: unknown): Promise<unknown>;
}

const ask = async (base: string, path: string, method: string, body: unknown): Promise<unknown> => {
  const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(new URL(path, base), {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return answer.status === 204 ? undefined : await answer.json();
};

/** Registers the hooks that start and stop emulate and the proxy around each test of a file. */
export function useGitHub(): GitHubSetting {
  let emulator: Emulator;
  let proxy: RecordingProxy;
  let apiUrl: string;
  beforeEach(async () => {
    emulator = await startGitHub();
    proxy = new RecordingProxy(emulator.url);
    apiUrl = await proxy.start();
  });
  afterEach(async () => {
    await proxy.close();
    await emulator.close();
  });
  return {
    get proxy() {
      return proxy;
    },
    open: (config = {}) => gitHubCodeHost({ token, apiUrl, requestTimeoutMs: 5_000, ...config }),
    ask: (path, method = 'GET', body) => ask(emulator.url, path, method, body),
  };
}
