import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DependencyFailed, DependencyRefused, InputRejected, isGantryError } from '../../core/errors.ts';
import type { FetchedPage, PageFetcher, PageRequest } from '../../core/ports/page-fetcher.ts';
import { forbiddenAddress, guarded } from './guarded-lookup.ts';

export interface PageFetcherConfig {
  /** Resolves host names, of redirects too. */
  readonly lookup: LookupFunction;
  /** Whether an IP address may be connected to; every one may when left out. */
  readonly allowsAddress?: (address: string) => boolean;
  /** Where a page is asked for in place of what its name resolves to, whose address is not judged. */
  readonly wayTo?: (url: URL) => { readonly hostname: string; readonly port: string } | undefined;
}

const maxRedirects = 5;
const redirectStatuses: readonly unknown[] = [301, 302, 303, 307, 308];

/**
 * Fetches as a stranger would and follows at most five redirects. Longer bodies are cut at `maxBytes`; a page that does not answer in time is
 * DependencyFailed, an address that is not allowed DependencyRefused.
 */
export function createPageFetcher(config: PageFetcherConfig): PageFetcher {
  return {
    async fetch(url, { maxBytes, timeoutMs, request = { method: 'GET' } }, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        return await follow(config, { url, request, maxBytes }, within);
      } catch (error) {
        signal.throwIfAborted();
        if (isGantryError(error)) throw error;
        const message = within.aborted
          ? `${url} did not answer within ${timeoutMs} ms.`
          : `${url} could not be fetched.`;
        throw new DependencyFailed('page_unreachable', message, { cause: error });
      }
    },
  };
}

async function follow(
  config: PageFetcherConfig,
  asked: { readonly url: string; readonly request: PageRequest; readonly maxBytes: number },
  signal: AbortSignal,
): Promise<FetchedPage> {
  let url = webAddress(asked.url);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await respond(config, url, asked.request, signal);
    const { location } = response.headers;
    const isRedirect = location !== undefined && redirectStatuses.includes(response.statusCode);
    // Whoever sends something sends it to where it is meant to go.
    if (!isRedirect || asked.request.method !== 'GET') return pageOf(response, url, asked.maxBytes);
    response.destroy();
    url = webAddress(location, url);
  }
  throw new DependencyRefused(
    'too_many_redirects',
    `${asked.url} redirects more than ${maxRedirects} times.`,
  );
}

async function pageOf(response: IncomingMessage, url: URL, maxBytes: number): Promise<FetchedPage> {
  const error = response.headers['x-vercel-error'] ?? response.headers['x-gantry-error'];
  const retryAfter = response.headers['retry-after'];
  return {
    status: response.statusCode ?? 0,
    finalUrl: url.href,
    contentType: response.headers['content-type'] ?? '',
    bytes: await readAtMost(response, maxBytes),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(error !== undefined && { hostError: String(error) }),
  };
}

function webAddress(url: string, base?: URL): URL {
  const parsed = URL.parse(url, base?.href);
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new InputRejected(
      'bad_page_url',
      `${url} is not a web address; give one that starts with http:// or https://.`,
    );
  }
  return parsed;
}

function respond(
  { lookup, allowsAddress = () => true, wayTo }: PageFetcherConfig,
  url: URL,
  { method, body, headers }: PageRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const way = wayTo?.(url);
  // Node looks up names only: an address in the URL itself would get past the lookup.
  if (isIP(hostname) !== 0 && !allowsAddress(hostname)) throw forbiddenAddress(url.hostname);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // Spelled out instead of passing the URL, because a name and password in it would be sent.
  request({
    hostname: way?.hostname ?? hostname,
    port: way?.port ?? url.port,
    path: url.pathname + url.search,
    method,
    headers: {
      host: url.host,
      accept: '*/*',
      'user-agent': 'gantry-check-live',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    lookup: way === undefined ? guarded(lookup, allowsAddress) : lookup,
    agent: false,
    signal,
  })
    .on('response', resolve)
    .on('error', reject)
    .end(body);
  return promise;
}

async function readAtMost(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    sizeBytes += (chunk as Buffer).byteLength;
    // Leaving the loop destroys the response: nothing more is read.
    if (sizeBytes >= maxBytes) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, maxBytes));
}
