import type { Emulator } from 'emulate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tryGitHubToken } from '../../../adapters/github/try-token.ts';
import { is, never, refuse, startGitHub, token } from './github-setting.ts';
import { RecordingProxy } from './recording-proxy.ts';

let emulator: Emulator;
let proxy: RecordingProxy;
let apiUrl: string;
beforeAll(async () => {
  emulator = await startGitHub();
  proxy = new RecordingProxy(emulator.url);
  apiUrl = await proxy.start();
});
afterAll(async () => {
  await proxy.close();
  await emulator.close();
});
beforeEach(() => {
  answering();
  proxy.requests.length = 0;
});

const tried = (more: { readonly token?: string; readonly owner?: string } = {}, signal = never) =>
  tryGitHubToken({ token, apiUrl, ...more }, signal);

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Record<string, string>;
}
const user = /\/user$/;
const organisation = /\/orgs\/acme\/repos$/;
const found = { status: 200, body: [] };

/** What GitHub answers to a path in place of what emulate does, which knows no list of an organisation's repositories. */
function answering(path = organisation, answer: Answer = found): void {
  proxy.interfere = (request) => {
    if (is(request, 'GET', path)) return { kind: 'answer', ...answer };
    return is(request, 'GET', organisation) ? { kind: 'answer', ...found } : undefined;
  };
}

describe('a token of GitHub', () => {
  it.each([{}, { owner: 'octo' }, { owner: 'Octo' }, { owner: 'acme' }])('is fine for %j', async (more) => {
    expect(await tried(more)).toBeUndefined();
  });

  it('is tried with what reads, and only that', async () => {
    await tried({ owner: 'acme' });
    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /user',
      'GET /orgs/acme/repos',
    ]);
  });

  it('is tried at an address that ends with a slash as well', async () => {
    expect(await tryGitHubToken({ token, apiUrl: `${apiUrl}//` }, never)).toBeUndefined();
    expect(proxy.requests.map(({ path }) => path)).toEqual(['/user']);
  });

  it('that is wrong, or has ended, is to be replaced', async () => {
    answering(user, refuse(401, 'Bad credentials'));
    const problem = await tried({ token: 'ghp_wrong' });
    expect(problem).toMatch(/does not accept the token.* GITHUB_TOKEN/);
    expect(problem).not.toContain('ghp_wrong');
  });

  it.each([
    ['read:user, gist', 'it has read:user, gist'],
    ['', 'it has none'],
    ['public_repo', 'it has public_repo'],
  ])('of the scopes "%s" lacks repo', async (scopes, said) => {
    const answer = { status: 200, body: { login: 'octo' }, headers: { 'x-oauth-scopes': scopes } };
    answering(user, answer);
    expect(await tried()).toContain(said);
    expect(await tried()).toMatch(/^GITHUB_TOKEN lacks the scope repo/);
  });

  it('that does not tell its scopes is not blamed for them', async () => {
    answering(user, { status: 200, body: { login: 'octo' } });
    expect(await tried({ owner: 'octo' })).toBeUndefined();
  });

  it('that an organisation wants authorised by single sign-on is told so, without the address that does it', async () => {
    const url =
      'https://github.com/orgs/acme/sso?authorization_request=AZSCKtL4U8yX1H3sCQIVnVgmjmon5fWxks5YrqhJgah0b2tlbl9pZM4EuMz4';
    answering(organisation, refuse(403, 'Resource protected', { 'x-github-sso': `required; url=${url}` }));
    const problem = await tried({ owner: 'acme' });
    expect(problem).toMatch(/acme requires single sign-on .*Configure SSO/);
    expect(problem).not.toContain('authorization_request');
  });

  it('that lacks a permission is told which', async () => {
    answering(
      organisation,
      refuse(403, 'Resource not accessible by personal access token', {
        'x-accepted-github-permissions': 'metadata=read',
      }),
    );
    expect(await tried({ owner: 'acme' })).toContain('needs the permission metadata: read');
  });

  it('that sees nothing of its owner is told the variable to set', async () => {
    expect(await tried({ owner: 'nobody' })).toMatch(/sees no organisation nobody.*GITHUB_OWNER/);
  });

  it('of an App has no user and is judged by what its organisation says', async () => {
    answering(user, refuse(403, 'Resource not accessible by integration'));
    expect(await tried()).toBeUndefined();
    expect(await tried({ owner: 'acme' })).toBeUndefined();
    expect(await tried({ owner: 'nobody' })).toContain('GITHUB_OWNER');
  });

  it('is not blamed where nobody answers, or GitHub is out of order', async () => {
    answering(user, refuse(502, 'Bad gateway'));
    expect(await tried()).toMatch(/^GitHub did not answer/);
    expect(await tryGitHubToken({ token, apiUrl: 'http://127.0.0.1:1' }, never)).toMatch(
      /^GitHub did not answer/,
    );
  });

  it('is tried no longer than its caller wants', async () => {
    proxy.interfere = () => ({ kind: 'silence' });
    const closing = new AbortController();
    const reason = new Error('Gantry closes.');
    const trial = tried({}, closing.signal);
    closing.abort(reason);
    await expect(trial).rejects.toBe(reason);
  });
});
