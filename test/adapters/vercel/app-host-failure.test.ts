import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { app, missionId, never, refuse, request, token, useVercel } from './vercel-setting.ts';

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

  it.each([
    ['names a pause', { 'retry-after': '7' }, 7_000],
    [
      'names a reset',
      { 'x-ratelimit-reset': `${at.getTime() / 1_000 + 90}`, date: at.toUTCString() },
      90_000,
    ],
    ['names nothing', {}, 60_000],
  ])(
    'waits as long as Vercel says when it %s',
    async (_what, headers: Record<string, string>, retryAfterMs) => {
      vercel.standIn.interfere = () => refuse(429, 'rate_limited', headers);
      await expect(vercel.open().ensureProject(app(1), never)).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'vercel-rate-limited',
        retryAfterMs,
      });
    },
  );

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
