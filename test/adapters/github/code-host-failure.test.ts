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

  it('waits for a repository that is still empty right after it was made', async () => {
    const repository = await gitHub.open().ensureRepository(app(1), never);
    gitHub.proxy.interfere = (request) =>
      is(request, 'GET', /\/git\/ref\/heads\/main$/) ? refuse(409, 'Git Repository is empty.') : undefined;
    await expect(gitHub.open().ensurePullRequest(proposal(repository), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

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
