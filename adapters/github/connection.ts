import { Octokit } from '@octokit/rest';
import { gitHubFault } from './fault.ts';

/** How to reach GitHub; the API's address differs for GitHub Enterprise and for tests. */
export interface Reach {
  readonly apiUrl?: string;
  /** Longest time for one request. */
  readonly requestTimeoutMs?: number;
}

/** How to be somebody there. */
export interface GitHubConfig extends Reach {
  /** Asked for at each request where it is a function, so that a rotated one is taken up. */
  readonly token: string | ((signal: AbortSignal) => Promise<string>);
  /** Account that owns new repositories; the token's own user when left out. */
  readonly owner?: string;
}

const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A client whose every request ends with `signal` or its own timeout, and whose every failure is one of our typed errors. */
export function connect(config: GitHubConfig, signal: AbortSignal): Octokit {
  let shown = '';
  const octokit = connectWithout(config, signal, () => [shown]);
  octokit.hook.before('request', async (request) => {
    const { token } = config;
    shown = typeof token === 'string' ? token : await token(signal);
    request.headers.authorization = `token ${shown}`;
  });
  return octokit;
}

/** The same without a token; `secrets` are kept out of what its errors say. */
export function connectWithout(
  { apiUrl, requestTimeoutMs = 20_000 }: Reach,
  signal: AbortSignal,
  secrets: () => readonly string[] = () => [],
): Octokit {
  const octokit = new Octokit({
    userAgent: 'gantry',
    log: silentLog,
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl.replace(/\/+$/, '') }),
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]) }),
    },
  });
  octokit.hook.error('request', (error) => {
    signal.throwIfAborted();
    throw gitHubFault(error, secrets());
  });
  return octokit;
}
