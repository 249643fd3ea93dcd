import type { HostedApps } from '../../../adapters/local/app-host.ts';
import type { FetchedPage, PageFetcher } from '../../../core/ports/page-fetcher.ts';

/** Fetches what the local app host serves, without a socket in between. */
export function hostedPages(hosted: HostedApps): PageFetcher {
  return {
    async fetch(url, { maxBytes }, signal): Promise<FetchedPage> {
      const { hostname, pathname } = new URL(url);
      const at = await hosted.lookUpHost(hostname.replace('.localhost', ''), signal);
      const file =
        at.kind === 'live' ? await hosted.readFile(at.artifactSha256, pathname, signal) : undefined;
      return {
        status: file === undefined ? 404 : 200,
        finalUrl: url,
        contentType: file?.contentType ?? 'text/plain',
        bytes: file?.bytes.subarray(0, maxBytes) ?? new Uint8Array(),
      };
    },
  };
}
