import { functionRewrites } from '../../pod/function-routes.ts';
import type { Needs } from '../../wire/spec.ts';

/** Where an app host looks for its configuration: the root, of the tree and of the artifact. */
export const hostConfigurationPath = 'vercel.json';

/**
 * What every answer of an app says to browsers. Scripts come from the app alone and never stand in a page; only origins that the plan shows
 * are spoken to. Nothing is said of frames (decision 0013), and nothing that plain http could not keep.
 */
export function securityHeaders(origins: Needs['origins']): Readonly<Record<string, string>> {
  const declared = [...new Set(origins.filter(({ by }) => by === 'page').map(({ origin }) => origin))];
  const outside = declared.toSorted().map((origin) => ` ${origin}`);
  const policy = [
    "default-src 'self'",
    `connect-src 'self'${outside.join('')}`,
    `img-src 'self' data: blob:${outside.join('')}`,
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Content-Type-Options': 'nosniff',
  };
}

/** The host's configuration as it stands in the tree: headers for every address, and the addresses of functions with a placeholder in their name. */
export function hostConfiguration(
  { origins }: Pick<Needs, 'origins'>,
  functionPaths: readonly string[] = [],
): string {
  const headers = Object.entries(securityHeaders(origins)).map(([key, value]) => ({ key, value }));
  const rewrites = functionRewrites(functionPaths);
  const configuration = {
    headers: [{ source: '/(.*)', headers }],
    ...(rewrites.length > 0 && { rewrites }),
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}
