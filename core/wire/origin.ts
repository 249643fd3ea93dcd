import * as z from 'zod';

/** A public name as DNS knows it: lower case, more than one label, and no address in digits. */
const publicHost = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** Names that only one's own network knows. */
const privateEnding = /\.(?:localhost|local|internal|intranet|lan|arpa|test|invalid|onion)$/;

/** The origin of an address, or the text as it is where it is none. */
const originOf = (text: string): string => (URL.canParse(text) ? new URL(text).origin : text);

/**
 * A place outside that an app may talk to, such as `https://api.example.com`: https, by a public name. A path after it is dropped, because
 * browsers and gateways compare origins; nothing but letters, digits, dots and hyphens gets into a header.
 */
export const originSchema = z
  .string()
  .max(300)
  .overwrite(originOf)
  .refine(isPublicOrigin, 'Name a public place by https, such as https://api.example.com.');

/** Whether an address is https at a public name: no address in digits, no name that only one’s own network knows. */
export function isPublicOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' && publicHost.test(hostname) && !privateEnding.test(hostname);
}
