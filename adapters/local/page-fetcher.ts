import { lookup as dnsLookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { DependencyFailed, DependencyRefused, InputRejected } from '../../core/errors.ts';
import type { FetchedPage, PageFetcher } from '../../core/ports/page-fetcher.ts';

const maxRedirects = 5;
const redirectStatuses: readonly unknown[] = [301, 302, 303, 307, 308];

/**
 * Fetches as a stranger would, follows at most five redirects, and finds `*.localhost` on this machine, which Node's own resolver does
 * not. Longer bodies are cut at `maxBytes`; a page that does not answer in time is DependencyFailed.
 */
export const pageFetcher: PageFetcher = {
  async fetch(url, { maxBytes, timeoutMs }, signal) {
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      return await follow(url, maxBytes, within);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DependencyRefused || error instanceof InputRejected) throw error;
      const message = within.aborted
        ? `${url} did not answer within ${timeoutMs} ms.`
        : `${url} could not be fetched.`;
      throw new DependencyFailed('page_unreachable', message, { cause: error });
    }
  },
};

async function follow(start: string, maxBytes: number, signal: AbortSignal): Promise<FetchedPage> {
  let url = webAddress(start);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await respond(url, signal);
    const { location } = response.headers;
    if (location === undefined || !redirectStatuses.includes(response.statusCode)) {
      return {
        status: response.statusCode ?? 0,
        finalUrl: url.href,
        contentType: response.headers['content-type'] ?? '',
        bytes: await readAtMost(response, maxBytes),
      };
    }
    response.destroy();
    url = webAddress(location, url);
  }
  throw new DependencyRefused('too_many_redirects', `${start} redirects more than ${maxRedirects} times.`);
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

function respond(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // Spelled out instead of passing the URL, because a name and password in it would be sent.
  request({
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port,
    path: url.pathname + url.search,
    headers: { accept: '*/*', 'user-agent': 'gantry-check-live' },
    lookup: lookUpLocalhost,
    agent: false,
    signal,
  })
    .on('response', resolve)
    .on('error', reject)
    .end();
  return promise;
}

const lookUpLocalhost: LookupFunction = (hostname, options, callback) => {
  if (!/(^|\.)localhost\.?$/i.test(hostname)) return dnsLookup(hostname, options, callback);
  const address = '127.0.0.1';
  if (options.all) callback(null, [{ address, family: 4 }]);
  else callback(null, address, 4);
};

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
