import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { worldName } from '#world';
import type { LocalWorld } from '../../adapters/worlds/local-world.ts';
import type { Route, RouteName } from '../../core/wire/routes.ts';
import { routes } from '../../core/wire/routes.ts';
import type { Answer, Request } from './call-function.ts';
import { callRoute, errorOf } from './call-function.ts';
import type { Who } from './knockers.ts';
import { knockers, signedIn, things, whos } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let world: LocalWorld;
let headers: Readonly<Record<Who, string | undefined>>;
let params: Readonly<Record<string, string>>;

beforeAll(async () => {
  // Rates have tests of their own.
  for (const name of ['READ', 'BUILD', 'KEY_READ', 'KEY_BUILD', 'ADDRESS', 'SIGN_IN'])
    vi.stubEnv(`GANTRY_RATE_${name}`, '1000000');
  opened = await openWorld();
  ({ world } = opened);
  const ana = await signedIn(world, 'ana');
  params = await things(world, ana.caller);
  headers = await knockers(world, ana.caller);
});

afterAll(() => {
  vi.unstubAllEnvs();
  opened.close();
});

/** Calls a route with the things of the owner in its path. */
const call = (name: RouteName, authorization?: string, request: Request = {}): Promise<Answer> =>
  callRoute(name, {
    params,
    ...request,
    headers: { ...request.headers, ...(authorization !== undefined && { Authorization: authorization }) },
  });

const bare = (header: string | undefined): string => (header ?? '').replace('Bearer ', '');

const table = Object.entries<Route>(routes) as [RouteName, Route][];
const guarded = table.filter(([, route]) => route.access !== 'public');
const owned = table.filter(([, route]) => route.access === 'owner');
const code = (answer: Answer): string => errorOf(answer).code;

const letIn = 400;
const worthless: ReadonlySet<Who> = new Set(['nobody', 'junk', 'expired', 'disabled', 'revoked key']);
/** What the table's policy means for a caller who sends what no route takes: whoever is let in is told of that, and nothing is done. */
function expectedStatus(route: Route, who: Who): number {
  if (route.access === 'public') return letIn;
  if (worthless.has(who)) return 401;
  return who.endsWith(' key') ? statusOfKey(route, who) : statusOfSession(route, who);
}
function statusOfSession({ access }: Route, who: Who): number {
  if (access === 'admin') return who === 'admin' ? letIn : 403;
  return access === 'user' || who === 'owner' ? letIn : 404;
}
/** The owner's keys have one scope each; an admin's has all, and is no more than a member's all the same. */
function statusOfKey({ access, scope }: Route, who: Who): number {
  if (who !== 'admin’s key') return `${scope} key` === who ? letIn : 403;
  if (scope === 'none') return 403;
  return access === 'owner' ? 404 : letIn;
}
const rows = table.flatMap(([name, route]) =>
  whos.map((who) => [name, who, expectedStatus(route, who)] as const),
);

const codes: Readonly<Record<number, RegExp>> = {
  400: /^(json|input)_invalid$/,
  401: /^unauthenticated$/,
  403: /^(session_needed|scope_missing|admins_only)$/,
  404: /_not_found$/,
};

describe('who may call what', () => {
  it('runs in the local world', () => {
    expect(worldName).toBe('local');
  });

  it.each(rows)('%s answers %s with %i', async (name, who, status) => {
    const answer = await call(name, headers[who], { body: '{not json', query: { surprise: '1' } });
    expect([answer.status, code(answer)]).toEqual([status, expect.stringMatching(codes[status] ?? /^$/)]);
    expect(answer.text).not.toContain('ana');
  });

  it.each(guarded)('%s refuses other forms of a token', async (name) => {
    for (const junk of ['Bearer x', 'Basic YTpi', bare(headers.owner), ''])
      expect((await call(name, junk, { body: '{}' })).status).toBe(401);
  });

  it.each(table)('%s refuses what another origin’s page sends', async (name, route) => {
    const knock = (more: Record<string, string>) =>
      call(name, headers.admin, { body: '{not json', query: { surprise: '1' }, headers: more });
    const host = 'gantry.example';
    const refused: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' },
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      ...(route.method === 'GET'
        ? []
        : [
            { host, Origin: 'https://evil.example' },
            { host, Origin: 'null' },
          ]),
    ];
    for (const more of refused) {
      const answer = await knock(more);
      expect([answer.status, code(answer)]).toEqual([403, 'cross_origin']);
    }
    const own: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-origin', origin: `https://${host}` },
      { host, origin: `https://${host}` },
      { host: 'api.example', 'x-gantry-viewer-host': host, origin: `https://${host}` },
      { host: 'localhost:5050', origin: 'http://localhost:5050' },
    ];
    for (const more of own) expect((await knock(more)).status).not.toBe(403);
  });

  it('lets a person follow a link to a page, and to nothing that needs a caller', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await call('health', undefined, { headers: link })).status).toBe(200);
    expect((await call('me', headers.owner, { headers: link })).status).toBe(403);
  });

  it.each(owned)('%s answers 404 for an id that is none', async (name) => {
    const params = { mission_id: '../x', conversation_id: 'cnv_', slug: '%00', number: '-1', key_id: 'key_' };
    expect((await call(name, headers.owner, { body: '{}', params })).status).toBe(404);
  });

  it.each(guarded.filter(([, route]) => route.body !== undefined))(
    '%s refuses a field that it does not know',
    async (name, route) => {
      const bearer = route.access === 'admin' ? headers.admin : headers.owner;
      const answer = await call(name, bearer, { body: '{"surprise":1}' });
      expect(answer.status).toBe(400);
      expect(code(answer)).toBe('input_invalid');
    },
  );

  it('answers an admin 404 for a user that is none, whatever was sent', async () => {
    const params = { user_id: 'usr_00000000000000000000000000' };
    for (const body of ['{', { role: 'king' }, { role: 'admin' }])
      expect((await call('changeUser', headers.admin, { body, params })).status).toBe(404);
  });

  it('refuses a body over 1 MB', async () => {
    const answer = await call('architect', headers.owner, {
      body: { voice_memo: 'x'.repeat(1024 * 1024) },
    });
    expect([answer.status, code(answer)]).toEqual([413, 'body_too_large']);
  });

  it('lets the owner read', async () => {
    expect((await call('status', headers.owner)).status).toBe(200);
    expect((await call('readApp', headers.owner)).status).toBe(200);
    expect((await call('conversation', headers.owner)).status).toBe(200);
  });

  it('ends a session at sign-out', async () => {
    const { token } = await signedIn(world, 'eve');
    expect((await call('me', `Bearer ${token}`)).status).toBe(200);
    expect((await call('signOut', `Bearer ${token}`)).status).toBe(204);
    expect((await call('me', `Bearer ${token}`)).status).toBe(401);
  });
});
