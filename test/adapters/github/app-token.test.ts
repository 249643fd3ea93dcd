import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appToken, type GitHubApp } from '../../../adapters/github/app-token.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const hourMs = 60 * 60_000;
const never = new AbortController().signal;

/** Who signed the bearer's JWT with the App's key, or nobody. */
function issuerOf(authorization: string | undefined): string | undefined {
  const [head = '', claims = '', signature = ''] = (authorization?.split(' ')[1] ?? '').split('.');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(publicKey, signature, 'base64url');
  const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { readonly iss: unknown };
  return isSigned ? String(iss) : undefined;
}

let server: Server;
let nowMs: number;
let given: string[];
let answer: (() => number) | undefined;

/** Stands for the one route of GitHub that gives an installation its token. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const isInstallation = request.url === '/app/installations/42/access_tokens' && request.method === 'POST';
    const isApp = issuerOf(request.headers.authorization) === '7';
    const status = answer?.() ?? (isInstallation && isApp ? 201 : 401);
    if (status === 201) given.push(`ghs_${given.length + 1}`);
    const body = { token: given.at(-1), expires_at: new Date(nowMs + hourMs).toISOString(), permissions: {} };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 201 ? body : { message: 'Bad credentials' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  nowMs = Date.now();
  given = [];
  answer = undefined;
});

const open = (over: Partial<GitHubApp> = {}) =>
  appToken({
    appId: '7',
    installationId: 42,
    privateKey: async () => privateKey,
    nowMs: () => nowMs,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...over,
  });

describe('the token of a GitHub App', () => {
  it('is asked for with a key that proves the App, and kept until shortly before it ends', async () => {
    const token = open();
    expect([await token(never), await token(never)]).toEqual(['ghs_1', 'ghs_1']);
    nowMs += hourMs - 4 * 60_000;
    expect([await token(never), await token(never)]).toEqual(['ghs_2', 'ghs_2']);
  });

  it('is refused as GitHub refuses the App', async () => {
    await expect(open({ appId: '8' })(never)).rejects.toMatchObject({ name: 'DependencyRefused' });
  });

  it('is refused where the App is not installed, and says what to set', async () => {
    answer = () => 404;
    await expect(open()(never)).rejects.toMatchObject({
      name: 'DependencyRefused',
      code: 'github_app_installation',
      message: expect.stringContaining('no installation 42 of the App'),
    });
  });

  it('is tried again later where GitHub fails', async () => {
    answer = () => 502;
    await expect(open()(never)).rejects.toMatchObject({ name: 'DependencyFailed' });
  });

  it('names a key that is none, and quotes nothing of it', async () => {
    const broken = open({ privateKey: async () => privateKey.slice(0, 200) });
    const error: unknown = await broken(never).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'DependencyRefused', code: 'github_app_key' });
    expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain(
      privateKey.slice(40, 60),
    );
  });

  it('ends with whoever asked', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(open()(gone)).rejects.toThrow('gone');
  });
});
