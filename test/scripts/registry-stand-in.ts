import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

/** An index of the platforms of an image; `salt` makes it another image. */
export const indexOf = (salt: string, architectures: readonly string[] = ['amd64', 'arm64']): string =>
  JSON.stringify({
    schemaVersion: 2,
    salt,
    manifests: architectures.map((architecture) => ({ platform: { os: 'linux', architecture } })),
  });
export const digestOf = (bytes: string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A registry of public images, which gives anybody a token and nobody anything without one (OCI Distribution). */
export async function startRegistry() {
  /** What each tag stands for, by `name:tag`; a digest stands for itself while it is among `kept`. */
  const tags = new Map<string, string>();
  const kept = new Map<string, string>();
  /** Instead of the bytes that were asked for. */
  const forged = { bytes: undefined as string | undefined };
  const put = (image: string, bytes: string): void => {
    tags.set(image, bytes);
    kept.set(digestOf(bytes), bytes);
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    if (pathname === '/token') {
      giveToken(searchParams, response);
      return;
    }
    if (request.headers.authorization !== `Bearer ${token}`) {
      challenge(request, response);
      return;
    }
    const [, name, reference = ''] = /^\/v2\/library\/([^/]+)\/manifests\/(.+)$/.exec(pathname) ?? [];
    const bytes = kept.get(reference) ?? tags.get(`${name}:${reference}`);
    if (bytes === undefined) {
      response.writeHead(404).end('{}');
      return;
    }
    response.writeHead(200, { 'docker-content-digest': digestOf(bytes) });
    response.end(forged.bytes ?? bytes);
  };
  const { url, stop } = await listen(createServer(answer));
  return { from: `${new URL(url).host}/library/`, put, tags, kept, forged, stop };
}

const token = 'for-anybody';

function giveToken(asked: URLSearchParams, response: ServerResponse): void {
  const isAsked = asked.get('scope') === 'pull' && asked.get('service') === 'stand-in';
  response.writeHead(isAsked ? 200 : 400).end(JSON.stringify({ token }));
}

function challenge({ headers }: IncomingMessage, response: ServerResponse): void {
  const realm = `http://${headers.host}/token`;
  response.writeHead(401, {
    'www-authenticate': `Bearer realm="${realm}",service="stand-in",scope="pull"`,
  });
  response.end();
}
