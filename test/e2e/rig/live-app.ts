import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { expect } from 'vitest';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { isUnserved } from '../../../core/pod/served-paths.ts';
import { filesSchema } from '../../../core/wire/http.ts';
import { sharedInstallation } from '../../aws/rig/installed.ts';
import type { Client } from './client.ts';

export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly contentPolicy: string;
  readonly location: string | undefined;
  readonly bytes: Buffer;
}

/** What a visitor sends besides the path. */
export interface Sent {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Fetches a URL under `*.localhost` as a browser does: the name is the loopback. Node's resolver does not know it. Pages of the app host's stand-in likewise. */
export function browse(url: string, path = '', { method = 'GET', body }: Sent = {}): Promise<Page> {
  const { host, hostname, port: ownPort, pathname, search } = new URL(path, url);
  const port = hostname.endsWith('.vercel.app') ? sharedInstallation()?.pagesPort : ownPort;
  const headers = { host, ...(body !== undefined && { 'content-type': 'application/json' }) };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: pathname + search, method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          contentType: answer.headers['content-type'] ?? '',
          location: answer.headers.location,
          contentPolicy: String(answer.headers['content-security-policy'] ?? ''),
          bytes: Buffer.concat(parts),
        }),
      );
    });
    asked.once('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The digest of what a URL serves under the paths of a mission's artifact (static stack), each compared with the stored file's hash. */
export async function servedDigest(client: Client, missionId: string, url: string): Promise<string> {
  const { files } = await client.read(filesSchema, `/gantry/missions/${missionId}/files`);
  const served = await Promise.all(
    files
      .filter(({ path }) => !path.startsWith('test/'))
      .map(async ({ path, sha256 }) => {
        const page = await browse(url, path === 'index.html' ? '' : path);
        expect(page.status, path).toBe(isUnserved(path) ? 404 : 200);
        const bytes = isUnserved(path) ? await storedBytes(client, missionId, path) : page.bytes;
        expect(createHash('sha256').update(bytes).digest('hex'), path).toBe(sha256);
        return { path, bytes };
      }),
  );
  return treeSha256(nodeDigest, served);
}

/** What the host obeys and serves nobody. */
async function storedBytes(client: Client, missionId: string, path: string): Promise<Buffer> {
  const { text } = await client.call('GET', `/gantry/missions/${missionId}/files?path=${path}`);
  return Buffer.from(text);
}
