/** Networks that no public address lies in: this machine, one's own network, and a carrier's or a VPN's. */
const privateV4 =
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
const privateV6 = /^\[(?:::1\]|f[cd])/;
/** Names that public DNS does not know. */
const privateName = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)$/;

/** True for the address of a server on this machine or in one's own network; a name of one label is such a one. */
export function isPrivateUrl(url: string): boolean {
  const host = new URL(url).hostname;
  if (/^[\d.]+$/.test(host)) return privateV4.test(host);
  if (host.startsWith('[')) return privateV6.test(host);
  return !host.includes('.') || privateName.test(host);
}
