import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { app, is, never, proposal, refuse, token, useGitHub } from './github-setting.ts';

const gitHub = useGitHub();

describe('where GitHub does what emulate does not', () => {
  it('opens a pull request where the plan has no drafts, and says in its title that it is one', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    gitHub.proxy.interfere = (request) =>
      is(request, 'POST', /\/pulls$/) && request.body.draft === true
        ? {
            kind: 'answer',
            status: 422,
            body: {
              message: 'Validation Failed',
              errors: [{ message: 'Draft pull requests are not supported in this repository.' }],
            },
          }
        : undefined;
    const pull = await gitHub.open().ensurePullRequest(proposal(repository, { isDraft: true }), never);
    expect(pull).toMatchObject({ isDraft: false, title: '[Draft] To do' });
  });

  it('reports a pull request that conflicts as a Conflict, with GitHub’s words', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    const pull = await gitHub.open().ensurePullRequest(proposal(repository), never);
    gitHub.proxy.interfere = (request) =>
      is(request, 'PUT', /\/merge$/) ? refuse(405, 'Pull Request is not mergeable') : undefined;
    await expect(gitHub.open().merge(repository.fullName, pull.number, never)).rejects.toMatchObject({
      name: 'Conflict',
      details: { reasons: ['Pull Request is not mergeable'] },
    });
  });

  it.each([
    [409, 'Git Repository is empty.'],
    [404, 'Not Found'],
  ])(
    'waits a moment for the first commit of a repository that was just made, which answers %i',
    async (status, words) => {
      const repository = await gitHub.open().ensureRepository(app(1), never);
      gitHub.proxy.interfere = (request) =>
        is(request, 'GET', /\/git\/ref\/heads\/main$/) ? refuse(status, words) : undefined;
      const before = gitHub.proxy.writes.length;
      await expect(gitHub.open().ensurePullRequest(proposal(repository), never)).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'github-repository-empty',
        message: expect.stringContaining('the first commit of octo/todo-app'),
        retryAfterMs: 2_000,
        service: 'GitHub',
      });
      expect(gitHub.proxy.writes).toHaveLength(before);
      gitHub.proxy.interfere = () => undefined;
      expect(await gitHub.open().ensurePullRequest(proposal(repository), never)).toMatchObject({ number: 1 });
    },
  );

  it('proposes nothing when other bytes were stored than were given', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    gitHub.proxy.interfere = (request) =>
      is(request, 'POST', /\/git\/trees$/)
        ? { kind: 'answer', status: 201, body: { sha: 'f'.repeat(40), tree: [] } }
        : undefined;
    await expect(gitHub.open().ensurePullRequest(proposal(repository), never)).rejects.toMatchObject({
      code: 'github-tree-differs',
    });
    expect(gitHub.proxy.writes.some((request) => request.path.endsWith('/git/refs'))).toBe(false);
  });

  it('cuts a description that GitHub would refuse for its length', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    const pull = await gitHub
      .open()
      .ensurePullRequest(proposal(repository, { body: 'x'.repeat(70_000) }), never);
    expect(pull.body).toHaveLength(65_536);
    expect(pull.body).toMatch(/the rest is in the evidence/);
  });
});

describe('failures', () => {
  const at = new Date('2026-11-20T10:00:00Z');
  const resetSeconds = at.getTime() / 1_000 + 90;

  it.each([
    [
      'the hour’s limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${resetSeconds}`, date: at.toUTCString() },
      90_000,
    ],
    ['a pause that it names', 429, { 'retry-after': '7' }, 7_000],
    ['a secondary limit', 403, {}, 60_000],
  ])(
    'waits as long as GitHub says at %s',
    async (_what, status, headers: Record<string, string>, retryAfterMs) => {
      gitHub.proxy.interfere = () => refuse(status, 'You have exceeded a secondary rate limit.', headers);
      await expect(gitHub.open().ensureRepository(app(1), never)).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'github-rate-limited',
        retryAfterMs,
        service: 'GitHub',
        details: { excerpt: expect.stringMatching(/^GitHub answered \d+ to GET .+\nYou have exceeded a/) },
      });
    },
  );

  it.each([
    [401, 'Bad credentials', 'github-token-refused'],
    [403, 'Resource not accessible by personal access token', 'github-forbidden'],
    [422, 'Validation Failed', 'github-unprocessable'],
  ])('is refused for good at %i, in words and without the token', async (status, words, code) => {
    gitHub.proxy.interfere = () => refuse(status, words);
    const failure: unknown = await gitHub
      .open()
      .readTree('octo/todo-app', 'main', never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'DependencyRefused', code, details: { status, reasons: [words] } });
    expect(inspect(failure, { depth: 12 })).not.toContain(token);
  });

  const saml =
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.';
  const fineGrained = 'Resource not accessible by personal access token';

  it.each([
    [
      'single sign-on',
      403,
      saml,
      { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=A4GBKQ' },
      'github-sso',
      'acme requires single sign-on for the GitHub token. Its owner authorises it with "Configure SSO"',
    ],
    [
      'single sign-on of nobody knows whom',
      403,
      saml,
      { 'x-github-sso': 'required' },
      'github-sso',
      'The organisation requires single sign-on',
    ],
    [
      'a permission',
      403,
      fineGrained,
      { 'x-accepted-github-permissions': 'contents=write' },
      'github-forbidden',
      'it needs the permission contents: write. Give it that permission, or put one that has it into GITHUB_TOKEN.',
    ],
    [
      'one of several permissions',
      403,
      'Resource not accessible by integration',
      { 'x-accepted-github-permissions': 'pull_requests=write,contents=read; administration=write' },
      'github-forbidden',
      'it needs the permission pull_requests: write and contents: read, or administration: write.',
    ],
    [
      'a scope',
      404,
      'Not Found',
      { 'x-accepted-oauth-scopes': 'public_repo, repo', 'x-oauth-scopes': 'gist, read:org' },
      'github-forbidden',
      'it needs the scope public_repo or repo, and has gist, read:org.',
    ],
    [
      'every scope',
      404,
      'Not Found',
      { 'x-accepted-oauth-scopes': 'repo', 'x-oauth-scopes': '' },
      'github-forbidden',
      'it needs the scope repo, and has none.',
    ],
    [
      'a role rather than a scope',
      404,
      'Not Found',
      { 'x-accepted-oauth-scopes': 'repo', 'x-oauth-scopes': 'repo' },
      'github-forbidden',
      'It needs to administer repositories and to write contents and pull requests of the owner in GITHUB_OWNER.',
    ],
    [
      'an address that is allowed',
      403,
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
      {},
      'github-forbidden',
      'The GitHub token may not do this.',
    ],
  ])(
    'names what the token of a write lacks, in GitHub’s words too: %s',
    async (_what, status, words, headers: Record<string, string>, code, message) => {
      const repository = await gitHub.open().ensureRepository(app(1), never);
      gitHub.proxy.interfere = (request) =>
        is(request, 'POST', /\/git\/trees$/) ? refuse(status, words, headers) : undefined;
      const failure: unknown = await gitHub
        .open()
        .ensurePullRequest(proposal(repository), never)
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({
        name: 'DependencyRefused',
        code,
        message: expect.stringContaining(message),
        details: {
          excerpt: expect.stringContaining(
            `GitHub answered ${status} to POST /repos/octo/todo-app/git/trees:\n${words}`,
          ),
        },
      });
      expect(inspect(failure, { depth: 12 })).not.toContain('A4GBKQ');
    },
  );

  it('knows a repository that is not there from one that may not be written', async () => {
    gitHub.proxy.interfere = () => refuse(404, 'Not Found');
    await expect(gitHub.open().readTree('octo/todo-app', 'main', never)).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it.each([401, 403, 404, 409, 422, 500])(
    'repeats nothing of its request that an answer with %i quotes',
    async (status) => {
      const quoted = `Authorization: token ${token} was refused`;
      gitHub.proxy.interfere = () => ({
        kind: 'answer',
        status,
        body: { message: quoted, errors: [{ message: quoted }, quoted] },
      });
      const failure = await gitHub
        .open()
        .readTree('octo/todo-app', 'main', never)
        .catch((error: unknown) => error);
      const said = inspect(failure, { depth: 12, showHidden: true });
      expect(said).toContain('[redacted]');
      expect(said).not.toContain(token);
    },
  );

  it('may be tried again when GitHub is down', async () => {
    gitHub.proxy.interfere = () => refuse(502, 'Bad gateway');
    await expect(gitHub.open().findPullRequest('octo/todo-app', 1, never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
    await gitHub.proxy.close();
    await expect(gitHub.open().findPullRequest('octo/todo-app', 1, never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('gives up on a server that says nothing', async () => {
    gitHub.proxy.interfere = () => ({ kind: 'silence' });
    await expect(
      gitHub.open({ requestTimeoutMs: 120 }).ensureRepository(app(1), never),
    ).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('ends with its caller', async () => {
    const leaving = new AbortController();
    gitHub.proxy.interfere = () => {
      leaving.abort(new Error('gone'));
      return { kind: 'silence' };
    };
    await expect(gitHub.open().ensureRepository(app(1), leaving.signal)).rejects.toThrow('gone');
  });
});
