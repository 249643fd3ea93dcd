import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { DependencyRefused } from '../../core/errors.ts';

/** What an address that is not a public one is answered with. */
export const forbiddenAddress = (host: string): DependencyRefused =>
  new DependencyRefused('page_address_forbidden', `${host} is not a public address.`);

/** Judges the very addresses that are connected to, so that a name cannot resolve differently between check and use. */
export function guarded(lookup: LookupFunction, allowsAddress: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, found, family) => {
      if (error) return callback(error, found, family);
      const all: readonly Pick<LookupAddress, 'address'>[] =
        typeof found === 'string' ? [{ address: found }] : found;
      if (all.every(({ address }) => allowsAddress(address))) return callback(null, found, family);
      callback(forbiddenAddress(hostname), found, family);
    });
}
