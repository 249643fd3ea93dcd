import type { ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Where a page may take things from: itself alone, without a line of inline script or style. */
const pageDirectives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  // Pictures of checks are fetched with the session and shown from memory.
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'media-src': ["'self'", 'blob:'],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

// The console may show an app in a frame; apps live on *.localhost, at the console's own port, or on Vercel.
const pageHeaders = headersWith({
  ...pageDirectives,
  'frame-src': [(request) => `http://*.localhost${portOf(request.headers.host)}`, 'https://*.vercel.app'],
});
const dataHeaders = headersWith({ 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] });

type Policy = Exclude<
  NonNullable<Parameters<typeof helmet>[0]>['contentSecurityPolicy'],
  boolean | undefined
>;
type Directives = NonNullable<Policy['directives']>;

function headersWith(directives: Directives) {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // Plain http, on this machine alone.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}

const portOf = (host = ''): string => /:\d{1,5}$/.exec(host)?.[0] ?? '';

/** Puts the headers of everything that is Gantry's own; what the answer already says stays. Call it when the content type is set. */
export function addSecurityHeaders(response: ServerResponse): void {
  const said = response.getHeaders();
  const isHtml = String(said['content-type'] ?? '').startsWith('text/html');
  const put = isHtml ? pageHeaders : dataHeaders;
  put(response.req, response, (error) => {
    if (error !== undefined) throw error;
  });
  for (const [name, value] of Object.entries(said)) if (value !== undefined) response.setHeader(name, value);
}
