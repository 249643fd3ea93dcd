import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tryVercelToken } from '../../../adapters/vercel/try-token.ts';
import { never, refuse, team, token } from './vercel-setting.ts';
import { VercelStandIn } from './vercel-stand-in.ts';

const standIn = new VercelStandIn(token, team);
let apiUrl: string;
beforeAll(async () => {
  apiUrl = await standIn.start();
});
afterAll(() => standIn.close());
beforeEach(() => {
  standIn.interfere = () => undefined;
  standIn.calls.length = 0;
});

const tried = (more: { readonly token?: string; readonly team?: string | undefined } = {}, signal = never) =>
  tryVercelToken({ token, team, apiUrl, ...more }, signal);

describe('a token of Vercel', () => {
  it('is fine for a team whose projects it sees', async () => {
    standIn.interfere = () => ({ kind: 'answer', status: 200, body: { projects: [] } });
    expect(await tried()).toBeUndefined();
    expect(standIn.calls.map(({ method, path, query }) => [method, path, query.get('teamId')])).toEqual([
      ['GET', '/v9/projects', team],
    ]);
  });

  it('is fine for its own account, which is asked for without a team', async () => {
    standIn.interfere = () => ({ kind: 'answer', status: 200, body: { user: {} } });
    expect(await tried({ team: undefined })).toBeUndefined();
    expect(standIn.calls.map(({ path, query }) => [path, [...query.keys()]])).toEqual([['/v2/user', []]]);
  });

  it('that is wrong, or has ended, is to be replaced', async () => {
    const problem = await tried({ token: 'wrong-token' });
    expect(problem).toMatch(/does not accept the token.* VERCEL_TOKEN/);
    expect(problem).not.toContain('wrong-token');
  });

  it('of another team is told so', async () => {
    expect(await tried({ team: 'team_other' })).toMatch(/may not .*VERCEL_TEAM/);
  });

  it('that a team wants signed in by SAML is told so', async () => {
    const body = { error: { code: 'forbidden', message: 'Not authorized', saml: true } };
    standIn.interfere = () => ({ kind: 'answer', status: 403, body });
    expect(await tried()).toMatch(/requires SAML single sign-on/);
  });

  it('is not blamed for what is not there', async () => {
    standIn.interfere = () => refuse(404, 'not_found');
    expect(await tried()).toBeUndefined();
  });

  it('is not blamed where nobody answers, or Vercel is out of order', async () => {
    standIn.interfere = () => refuse(503, 'unavailable');
    expect(await tried()).toMatch(/^Vercel did not answer/);
    expect(await tryVercelToken({ token, apiUrl: 'http://127.0.0.1:1' }, never)).toMatch(
      /^Vercel did not answer/,
    );
  });

  it('is tried no longer than its caller wants', async () => {
    standIn.interfere = () => ({ kind: 'silence' });
    const closing = new AbortController();
    const reason = new Error('Gantry closes.');
    const trial = tried({}, closing.signal);
    closing.abort(reason);
    await expect(trial).rejects.toBe(reason);
  });
});
