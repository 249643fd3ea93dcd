/** Where a host name is served. Names under localhost are this machine's own (RFC 6761), for which nobody has a certificate. */
export const pageAddress = (host: string): string =>
  `${/(?:^|\.)localhost(?::\d{1,5})?$/i.test(host) ? 'http' : 'https'}://${host}`;
