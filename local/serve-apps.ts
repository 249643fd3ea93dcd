import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import type { AppPages } from './gateway/answer-request.ts';
import type { ServedFile } from './gateway/served-file.ts';

const requestMs = 10_000;

/** Serves deployments and promoted apps by host name; they are public, and a missing file is 404. */
export function createAppPages(world: () => LocalWorld): AppPages {
  return {
    serve: async (label, path) => {
      const signal = AbortSignal.timeout(requestMs);
      const at = await world().hostedApps.lookUpHost(label, signal);
      if (at.kind === 'unknown') return plainNotFound('No app lives here.');
      if (at.kind === 'not-live-yet')
        return plainNotFound(`${at.title} is not live yet: its pull request waits for approval.`);
      const file = await world().hostedApps.readFile(at.artifactSha256, path, signal);
      if (file === undefined) return plainNotFound('Not found.');
      return {
        status: 200,
        headers: { 'content-type': file.contentType, 'cache-control': 'no-cache' },
        bytes: file.bytes,
      };
    },
  };
}

function plainNotFound(text: string): ServedFile {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    bytes: Buffer.from(`${text}\n`),
  };
}
