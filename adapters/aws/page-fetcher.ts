import { lookup } from 'node:dns';
import type { PageFetcher } from '../../core/ports/page-fetcher.ts';
import { createPageFetcher } from '../node/page-fetcher.ts';
import { isPublicAddress } from '../node/public-address.ts';

const isUnderLocalhost = /\.localhost\.?$/i;

/**
 * Fetches from the public internet only: neither a URL, nor a name, nor a redirect leads into the account's own network. Beside an emulator
 * `localhostPages` is where pages under `*.localhost` are asked for, a name that no public page can have.
 */
export function publicPageFetcher(localhostPages?: string): PageFetcher {
  const config = { lookup, allowsAddress: isPublicAddress };
  if (localhostPages === undefined) return createPageFetcher(config);
  const { hostname, port } = new URL(localhostPages);
  const wayTo = (url: URL) =>
    url.protocol === 'http:' && isUnderLocalhost.test(url.hostname) ? { hostname, port } : undefined;
  return createPageFetcher({ ...config, wayTo });
}
