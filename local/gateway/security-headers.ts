import type { ServerResponse } from 'node:http';

const always: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['x-frame-options', 'DENY'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
];

const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

// The console may show an app in a frame; apps live on *.localhost, at the console's own port.
const pagePolicy = (port: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    `frame-src http://*.localhost${port}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Puts the headers of everything that is Gantry's own; what the answer already says stays. Call it when the content type is set. */
export function addSecurityHeaders(response: ServerResponse): void {
  const isHtml = String(response.getHeader('content-type') ?? '').startsWith('text/html');
  const host = response.req.headers.host ?? '';
  const port = /:\d{1,5}$/.exec(host)?.[0] ?? '';
  const policy = isHtml ? pagePolicy(port) : dataPolicy;
  for (const [name, value] of [...always, ['content-security-policy', policy] as const]) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
}
