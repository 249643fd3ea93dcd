import { OauthError } from './oauth-error.ts';

/** Schemes that a browser treats as its own, or that send a code over the network in the clear. */
const refusedSchemes = new Set([
  'about:',
  'blob:',
  'chrome:',
  'data:',
  'file:',
  'filesystem:',
  'ftp:',
  'http:',
  'intent:',
  'javascript:',
  'mailto:',
  'tel:',
  'vbscript:',
  'view-source:',
  'ws:',
  'wss:',
]);
const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);

const isLoopback = (url: URL): boolean => url.protocol === 'http:' && loopbackHosts.has(url.hostname);

/** Refuses (`invalid_redirect_uri`) an address that codes must not be sent to: it has to be https, this computer, or a scheme of an app's own. */
export function checkRedirect(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && !text.includes('#') && url.username === '' && url.password === '';
  if (isPlain && (isLoopback(url) || !refusedSchemes.has(url.protocol))) return;
  throw new OauthError(
    'invalid_redirect_uri',
    'A redirect_uri is an https address, an http address of this computer, or one with a scheme of your app’s own; without fragment, user and password.',
  );
}

/** Whether an address is one of those that were registered: to the letter, but for the port on this computer, which a program gets as it starts (RFC 8252). */
export function isRegistered(registered: readonly string[], asked: string): boolean {
  if (registered.includes(asked)) return true;
  const port = portless(asked);
  return port !== undefined && registered.some((one) => portless(one) === port);
}

/** An address on this computer without its port; undefined for all others, and for one that would read differently once taken apart. */
function portless(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isLoopback(url) || url.href !== normal(text)) return undefined;
  url.port = '';
  return url.href;
}

const normal = (text: string): string => (/^http:\/\/[^/?]+$/.test(text) ? `${text}/` : text);

/** Where an answer goes, as a person is told: this computer, a host, or an app by its scheme. */
export function destinationOf(text: string): string {
  const url = new URL(text);
  if (isLoopback(url)) return 'this computer';
  return url.protocol === 'https:' ? url.host : url.protocol;
}
