import { describe, expect, test } from 'vitest';
import { admitIdentity, wishedUsername } from '../../../core/access/admit-identity.ts';
import { readOidcSettings } from '../../../core/access/oidc-settings.ts';
import { userOfIdentity } from '../../../core/access/oidc-users.ts';
import { addUser, listUsers } from '../../../core/access/users.ts';
import type { VouchedIdentity } from '../../../core/ports/identity-provider.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const ada: VouchedIdentity = {
  issuer: 'https://id.example',
  subject: 'u-1',
  username: 'ada',
  email: 'ada@Example.com',
  groups: ['makers', 'all'],
};
const asks = { allowedDomains: [], allowedGroups: [], adminGroups: [] };

describe('admission', () => {
  test.each([
    ['asks for nothing', {}, ada, 'out'],
    ['asks for the domain', { allowedDomains: ['example.com'] }, ada, undefined],
    ['asks for another', { allowedDomains: ['ample.com'] }, ada, 'out'],
    ['asks for one of two', { allowedDomains: ['ample.com', 'example.com'] }, ada, undefined],
    ['meets no verified address', { allowedDomains: ['example.com'] }, { ...ada, email: undefined }, 'out'],
    [
      'meets two @',
      { allowedDomains: ['example.com'] },
      { ...ada, email: '"a@example.com"@evil.example' },
      'out',
    ],
    ['asks for a group', { allowedGroups: ['makers'] }, ada, undefined],
    ['asks for another group', { allowedGroups: ['maker'] }, ada, 'out'],
    ['asks for both', { allowedDomains: ['example.com'], allowedGroups: ['x'] }, ada, 'out'],
    ['names the admins', { allowedGroups: ['all'], adminGroups: ['makers'] }, ada, 'admin'],
    ['names other admins', { allowedGroups: ['all'], adminGroups: ['keepers'] }, ada, 'member'],
    ['names admins whom nobody lets in', { adminGroups: ['makers'] }, ada, 'out'],
  ] as const)('that %s', (_, policy, identity, outcome) => {
    const admission = admitIdentity(identity, { ...asks, ...policy });
    expect(admission).toEqual(
      outcome === 'out' ? { isAdmitted: false } : { isAdmitted: true, role: outcome },
    );
  });
});

test.each([
  ['Ada', undefined, 'ada'],
  [undefined, 'ada.lovelace@example.com', 'ada.lovelace'],
  ['Ada@example.com', undefined, 'ada'],
  ['../Ada Lovelace', undefined, 'ada-lovelace'],
  ['åsa', undefined, 'a-sa'],
  ['名前', undefined, 'user'],
  [undefined, undefined, 'user'],
  ['x'.repeat(200), undefined, 'x'.repeat(56)],
])('%s (%s) becomes the user name %s', (username, email, wished) => {
  expect(wishedUsername({ ...ada, username, email })).toBe(wished);
});

describe('the user of an identity', () => {
  test('is made once, also by two sign-ins at once', async () => {
    const deps = makePorts();
    const options = { signal: never };
    const users = await Promise.all([
      userOfIdentity(deps)(ada, undefined, options),
      userOfIdentity(deps)(ada, undefined, options),
    ]);
    expect(users[0]).toEqual(users[1]);
    expect(await listUsers(deps)(never)).toHaveLength(1);
  });

  test('is another for another subject or issuer, and nobody who was there before', async () => {
    const deps = makePorts();
    await addUser(deps)({ username: 'ada', password: 'x', role: 'admin' }, never);
    const others = [ada, { ...ada, subject: 'u-2' }, { ...ada, issuer: 'https://other.example' }];
    for (const identity of others) await userOfIdentity(deps)(identity, 'member', { signal: never });
    const names = (await listUsers(deps)(never)).map(({ username, role }) => [username, role]);
    expect(names).toEqual([
      ['ada', 'admin'],
      ['ada-2', 'member'],
      ['ada-3', 'member'],
      ['ada-4', 'member'],
    ]);
  });

  test('takes the role that the provider says, each time', async () => {
    const deps = makePorts();
    await addUser(deps)({ username: 'grace', password: 'x', role: 'admin' }, never);
    const roles = ['member', 'admin', 'admin', undefined, 'member'] as const;
    for (const role of roles)
      expect((await userOfIdentity(deps)(ada, role, { signal: never })).role).toBe(role ?? 'admin');
  });

  test('finds no name where fifty are taken', async () => {
    const deps = makePorts();
    const records = { ...deps.records, put: async () => 'lost' as const };
    await expect(
      userOfIdentity({ ...deps, records })(ada, undefined, { signal: never }),
    ).rejects.toMatchObject({
      code: 'username_taken',
    });
  });

  test('is not made where the store fails', async () => {
    const deps = makePorts();
    const records = { ...deps.records, put: () => Promise.reject(new Error('no disk')) };
    await expect(userOfIdentity({ ...deps, records })(ada, undefined, { signal: never })).rejects.toThrow(
      'no disk',
    );
  });
});

describe('the settings', () => {
  const given = {
    GANTRY_OIDC_ISSUER: 'https://id.example',
    GANTRY_OIDC_CLIENT_ID: 'gantry',
    GANTRY_OIDC_ALLOWED_DOMAINS: ' Example.com, ,example.org ',
  };

  test('are off until an issuer is named', () => {
    expect(readOidcSettings({})).toBeUndefined();
    expect(readOidcSettings({ ...given, GANTRY_OIDC_ISSUER: ' ' })).toBeUndefined();
  });

  test('are read from lists', () => {
    expect(readOidcSettings({ ...given, GANTRY_OIDC_ADMIN_GROUPS: 'a,b' })).toEqual({
      issuer: 'https://id.example',
      clientId: 'gantry',
      clientSecret: undefined,
      scopes: 'openid profile email',
      admission: {
        allowedDomains: ['example.com', 'example.org'],
        allowedGroups: [],
        adminGroups: ['a', 'b'],
      },
    });
    expect(readOidcSettings({ ...given, GANTRY_OIDC_SCOPES: 'openid groups' })?.scopes).toBe('openid groups');
  });

  test.each([
    [{ GANTRY_OIDC_CLIENT_ID: '' }, 'GANTRY_OIDC_CLIENT_ID'],
    [{ GANTRY_OIDC_ALLOWED_DOMAINS: ',' }, 'GANTRY_OIDC_ALLOWED_GROUPS'],
    [{ GANTRY_OIDC_ISSUER: 'id.example' }, 'GANTRY_OIDC_ISSUER is a URL'],
    [{ GANTRY_OIDC_ISSUER: 'http://id.example' }, 'must be https'],
  ])('say what is wrong with %j', (wrong, words) => {
    expect(() => readOidcSettings({ ...given, ...wrong })).toThrow(words);
  });

  test('may be http on this machine alone', () => {
    expect(readOidcSettings({ ...given, GANTRY_OIDC_ISSUER: 'http://127.0.0.1:9' })).toBeDefined();
  });
});
