import { BlockList, isIPv4 } from 'node:net';

/** Everything of IPv4 that is not one machine on the public internet. */
const privateSubnets = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/** Parts of the public 2000::/3 that lead back to IPv4 addresses or nowhere. */
const misleadingSubnets = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const;

/** Whether an IP address is a public one; the metadata endpoints and every way to write a private address in IPv6 are not. */
export function isPublicAddress(address: string): boolean {
  const list = new BlockList();
  if (isIPv4(address)) {
    for (const [net, prefix] of privateSubnets) list.addSubnet(net, prefix, 'ipv4');
    return !list.check(address, 'ipv4');
  }
  const open = new BlockList();
  open.addSubnet('2000::', 3, 'ipv6');
  for (const [net, prefix] of misleadingSubnets) list.addSubnet(net, prefix, 'ipv6');
  return open.check(address, 'ipv6') && !list.check(address, 'ipv6');
}
