import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { app, isFor, missionId, never, refuse, request, token, useVercel } from './vercel-setting.ts';

const vercel = useVercel();

describe('when an answer is lost after Vercel did the work', () => {
  const doAll = async (): Promise<void> => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    await vercel.open().deploy(request(hosted), never);
    await vercel.open().deploy(request(hosted, { target: 'production' }), never);
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'makes one project and three deployments though the answer to write %i is lost',
    async (n) => {
      let count = 0;
      vercel.standIn.interfere = (call) => {
        if (call.method === 'GET') return undefined;
        count += 1;
        return count === n ? { kind: 'lose-answer' } : undefined;
      };
      await expect(doAll()).rejects.toMatchObject({ name: 'DependencyFailed' });
      await doAll();
      expect(vercel.standIn.projects).toHaveLength(1);
      expect(
        vercel.standIn.deployments.map(({ meta }) => `${meta.gantryMissionId} ${meta.gantryTarget}`),
      ).toEqual([`${missionId} production`, `${missionId} preview`, 'placeholder production']);
    },
  );
});

describe('failures', () => {
  const at = new Date('2026-11-20T10:00:00Z');

  const resetMs = at.getTime() + 90_000;
  const limited = "The rate limit of 100 exceeded for 'api-deployments'. Try again in 2 minutes";

  it.each([
    ['names a pause', { 'retry-after': '7' }, {}, 7_000],
    ['names a reset', { 'x-ratelimit-reset': `${resetMs / 1_000}` }, {}, 90_000],
    [
      'tells it in its body',
      {},
      { limit: { remaining: 0, reset: resetMs / 1_000, resetMs, total: 100 } },
      90_000,
    ],
    ['tells it in seconds alone', {}, { limit: { reset: resetMs / 1_000 } }, 90_000],
    ['names nothing', {}, {}, 60_000],
    ['names what is no time', {}, { limit: 'soon' }, 60_000],
  ])(
    'waits as long as Vercel says when it %s',
    async (_what, headers: Record<string, string>, more: object, retryAfterMs) => {
      vercel.standIn.interfere = () => ({
        kind: 'answer',
        status: 429,
        headers: { date: at.toUTCString(), ...headers },
        body: { error: { code: 'rate_limited', message: limited, ...more } },
      });
      await expect(vercel.open().ensureProject(app(1), never)).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'vercel-rate-limited',
        retryAfterMs,
        service: 'Vercel',
        details: { excerpt: `Vercel answered 429 to GET /v9/projects/todo-app:\nrate_limited: ${limited}` },
      });
    },
  );

  it('knows the limit of a plan that is over at a time from one that is not', async () => {
    const code = 'api-deployments-free-per-day';
    const message = `Resource is limited - try again in 24 hours (more than 100, code: "${code}").`;
    const hosted = await vercel.open().ensureProject(app(1), never);
    const limit = { total: 100, remaining: 0, reset: at.getTime() + 24 * 3_600_000 };
    vercel.standIn.interfere = (call) =>
      isFor(call, 'POST', /^\/v13\/deployments$/)
        ? {
            kind: 'answer',
            status: 402,
            headers: { date: at.toUTCString() },
            body: { error: { code, message, limit } },
          }
        : undefined;
    await expect(vercel.open().deploy(request(hosted), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'vercel-plan-limit',
      message: expect.stringContaining('api-deployments-free-per-day'),
      retryAfterMs: 24 * 3_600_000,
      details: { excerpt: expect.stringContaining(message) },
    });
    const blocked = 'The account is missing a payment so payment method must be updated.';
    vercel.standIn.interfere = () => ({
      kind: 'answer',
      status: 402,
      body: { error: { code: 'payment_required', message: blocked } },
    });
    await expect(vercel.open().deploy(request(hosted), never)).rejects.toMatchObject({
      name: 'DependencyRefused',
      code: 'vercel-plan-spent',
      message: expect.stringContaining('missing a payment so payment method must be updated. The owner'),
    });
  });

  it.each([
    [
      403,
      { message: 'Not authorized', invalidToken: true },
      'vercel-token-refused',
      'does not accept the token',
    ],
    [403, { message: 'You must re-authenticate.', saml: true }, 'vercel-sso', 'SAML single sign-on'],
    [
      403,
      { message: "You don't have permission to create the project.", action: 'create', resource: 'project' },
      'vercel-forbidden',
      'may not create this (project)',
    ],
    [403, { message: 'Forbidden', action: 'create' }, 'vercel-forbidden', 'may not do this'],
    [404, { message: 'Project not found' }, 'vercel-forbidden', 'may not do this'],
  ])(
    'says whose right a write at %i lacks, in Vercel’s words too: %o',
    async (status, error, code, message) => {
      vercel.standIn.interfere = (call) =>
        isFor(call, 'POST', /^\/v11\/projects$/)
          ? { kind: 'answer', status, body: { error: { code: 'forbidden', ...error } } }
          : undefined;
      await expect(vercel.open().ensureProject(app(1), never)).rejects.toMatchObject({
        name: 'DependencyRefused',
        code,
        message: expect.stringContaining(message),
        details: { excerpt: `Vercel answered ${status} to POST /v11/projects:\nforbidden: ${error.message}` },
      });
    },
  );

  it('is refused for good at 402 without a word', async () => {
    vercel.standIn.interfere = () => ({ kind: 'answer', status: 402, body: {} });
    await expect(vercel.open().ensureProject(app(1), never)).rejects.toMatchObject({
      code: 'vercel-plan-spent',
      details: { excerpt: '' },
    });
  });

  it.each([
    [401, 'vercel-token-refused'],
    [402, 'vercel-plan-spent'],
    [403, 'vercel-forbidden'],
    [400, 'vercel-unprocessable'],
  ])('is refused for good at %i, in words and without the token', async (status, code) => {
    vercel.standIn.interfere = () => refuse(status, 'why');
    const failure: unknown = await vercel
      .open()
      .ensureProject(app(1), never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'DependencyRefused',
      code,
      details: { status, reason: { message: 'Because of why' } },
    });
    expect(inspect(failure, { depth: 12 })).not.toContain(token);
  });

  it.each([400, 401, 403, 409])(
    'repeats nothing of its request that an answer with %i quotes',
    async (status) => {
      vercel.standIn.interfere = ({ headers }) => refuse(status, `authorization: ${headers.authorization}`);
      const failure: unknown = await vercel
        .open()
        .ensureProject(app(1), never)
        .catch((error: unknown) => error);
      const said = inspect(failure, { depth: 12, showHidden: true });
      expect(said).toContain('[redacted]');
      expect(said).not.toContain(token);
    },
  );

  it('is refused without its team', async () => {
    await expect(vercel.open({ team: 'team_2' }).ensureProject(app(1), never)).rejects.toMatchObject({
      code: 'vercel-forbidden',
      details: { excerpt: expect.stringContaining('Trying to access resource under scope "team_2"') },
    });
  });

  it('is refused with a token that Vercel does not know', async () => {
    await expect(vercel.open({ token: 'old' }).ensureProject(app(1), never)).rejects.toMatchObject({
      code: 'vercel-token-refused',
    });
  });

  it.each([
    ['is down', refuse(502, 'down')],
    ['answers something else', { kind: 'answer', status: 200, body: { id: 4 } } as const],
    ['says nothing', { kind: 'silence' } as const],
  ])('may be tried again when Vercel %s', async (_what, interference) => {
    vercel.standIn.interfere = () => interference;
    await expect(vercel.open({ requestTimeoutMs: 120 }).ensureProject(app(1), never)).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
  });

  it('ends with its caller, also while it waits', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    vercel.standIn.building = 'never';
    const leaving = new AbortController();
    const waiting = vercel.open({ pollIntervalMs: 60_000 }).deploy(request(hosted), leaving.signal);
    setTimeout(() => leaving.abort(new Error('gone')), 50);
    await expect(waiting).rejects.toThrow('gone');
  });
});
