import { createHash } from 'node:crypto';
import * as z from 'zod';

const longestBytes = 1024 * 1024;
const timeoutMs = 20_000;
/** What a tag of several platforms stands for. */
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

const indexSchema = z.object({
  manifests: z.array(
    z.object({ platform: z.object({ os: z.string(), architecture: z.string() }).optional() }),
  ),
});
const tokenSchema = z.union([
  z.object({ token: z.string() }),
  z.object({ access_token: z.string() }).transform(({ access_token: token }) => ({ token })),
]);

/** What a registry says of an image: its digest, which its own bytes were held against; `gone` where it has none of that name. */
export type Manifest = { readonly kind: 'found'; readonly digest: string } | { readonly kind: 'gone' };

/**
 * Asks a registry for the image of a tag or digest, for arm64 among others (OCI Distribution, GET /v2/NAME/manifests/REFERENCE), as anybody. Throws
 * where it does not answer, or not with what it says.
 */
export async function readManifest(from: string, image: string): Promise<Manifest> {
  const url = manifestUrl(from, image);
  const first = await ask(url);
  const response = first.status === 401 ? await ask(url, await tokenFor(first)) : first;
  if (response.status === 404) return { kind: 'gone' };
  if (!response.ok) throw new Error(`${url.host} answered ${response.status} for ${image}.`);
  const bytes = await bytesOf(response);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const [, asked] = image.split('@');
  for (const told of [response.headers.get('docker-content-digest'), asked])
    if (told && told !== digest)
      throw new Error(`${url.host} sends another image than ${told}, which it was asked for as ${image}.`);
  if (!isForArm(bytes)) throw new Error(`${image} of ${url.host} has no image for linux/arm64.`);
  return { kind: 'found', digest };
}

/** Registries speak HTTPS; one of this machine may not, as Docker has it. */
function manifestUrl(from: string, image: string): URL {
  const [host = '', ...folders] = from.split('/').filter(Boolean);
  const [, name, reference] = /^([^:@]+)(?::[^@]+)?@(.+)$/.exec(image) ?? /^([^:@]+):(.+)$/.exec(image) ?? [];
  const scheme = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(host) ? 'http' : 'https';
  return new URL(`${scheme}://${host}/v2/${[...folders, name].join('/')}/manifests/${reference}`);
}

const ask = (url: URL, token?: string): Promise<Response> =>
  fetch(url, {
    headers: { accept, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    signal: AbortSignal.timeout(timeoutMs),
  });

/** Anybody is given a token for what everybody may read, where the registry says to ask. */
async function tokenFor(refused: Response): Promise<string> {
  const challenge = refused.headers.get('www-authenticate') ?? '';
  const fields: Readonly<Record<string, string>> = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const { realm, ...asked } = fields;
  if (!/^bearer /i.test(challenge) || realm === undefined)
    throw new Error(`${new URL(refused.url).host} lets nobody read without signing in.`);
  const url = new URL(realm);
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  return tokenSchema.parse(JSON.parse(Buffer.from(await bytesOf(response)).toString('utf8'))).token;
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > longestBytes) throw new Error(`${new URL(response.url).host} answers more than it should.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function isForArm(bytes: Uint8Array): boolean {
  const { data } = indexSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  const platforms = data?.manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`);
  return platforms?.includes('linux/arm64') ?? false;
}
