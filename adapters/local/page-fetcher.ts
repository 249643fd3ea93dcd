import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { PageFetcher } from '../../core/ports/page-fetcher.ts';
import { createPageFetcher } from '../node/page-fetcher.ts';
import { isPublicAddress } from '../node/public-address.ts';

const lookUpLocalhost: LookupFunction = (hostname, options, callback) => {
  if (!/(^|\.)localhost\.?$/i.test(hostname)) return dnsLookup(hostname, options, callback);
  const address = '127.0.0.1';
  if (options.all) callback(null, [{ address, family: 4 }]);
  else callback(null, address, 4);
};

/** Finds `*.localhost` on this machine, which Node's own resolver does not. */
export const pageFetcher: PageFetcher = createPageFetcher({ lookup: lookUpLocalhost });

/** For the places that apps talk to: neither this machine nor its network is one. */
export const outsideFetcher: PageFetcher = createPageFetcher({
  lookup: dnsLookup,
  allowsAddress: isPublicAddress,
});
