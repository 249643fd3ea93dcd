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
  /** Whether the token is of a GitHub App, which may do what no person's token may. */
  readonly isApp?: boolean;
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
        fetchWhole(url, {
          ...init,
          signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
        }),
    },
  });
  octokit.hook.error('request', (error) => {
    signal.throwIfAborted();
    throw gitHubFault(error, secrets());
  });
  return octokit;
}

/** Octokit takes an answer that breaks off for one that is empty; here it is the failure that it is. */
async function fetchWhole(url: string, init: RequestInit): Promise<Response> {
  const response = await fetchMoved(url, init);
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  const whole = new Response(await response.arrayBuffer(), { status, statusText, headers });
  return Object.defineProperty(whole, 'url', { value: response.url });
}

const redirects: readonly number[] = [301, 302, 307, 308];
const maxMoves = 3;

/** A repository that was renamed answers with its lasting address. `fetch` would go there too, and turn what writes into a question. */
async function fetchMoved(url: string, init: RequestInit, moves = maxMoves): Promise<Response> {
  if (init.method === undefined || /^(?:GET|HEAD)$/i.test(init.method)) return fetch(url, init);
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const place = response.headers.get('location');
  if (!redirects.includes(response.status) || place === null || moves === 0) return response;
  const next = new URL(place, url);
  // The token is for this host alone.
  if (next.origin !== new URL(url).origin) throw new TypeError(`it leads a write to ${next.host}`);
  return fetchMoved(next.href, init, moves - 1);
}
