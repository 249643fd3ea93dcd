import { beforeEach, expect, test } from 'vitest';
import type { OidcDeps } from '../../../core/access/oidc-sign-in.ts';
import { beginOidcSignIn, finishOidcSignIn, redeemOidcCode } from '../../../core/access/oidc-sign-in.ts';
import { callerOfToken } from '../../../core/access/sessions.ts';
import { findUser } from '../../../core/access/users.ts';
import type { FlowSecrets } from '../../../core/ports/identity-provider.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
const verifier = 'v'.repeat(43);
let deps: TestPorts & OidcDeps;
let sent: FlowSecrets | undefined;
let groups: readonly string[];

beforeEach(() => {
  groups = ['makers'];
  sent = undefined;
  deps = {
    ...makePorts(),
    identityProvider: {
      admission: { allowedDomains: [], allowedGroups: ['makers'], adminGroups: [] },
      authorizationUrl: async (secrets) => {
        sent = secrets;
        return 'https://id.example/authorize';
      },
      // Stands for the adapter, which verifies what it is given: the same secrets or nothing.
      redeem: async (query, secrets) => {
        expect(secrets).toEqual(sent);
        return {
          issuer: 'https://id.example',
          subject: String(query.code),
          username: 'ada',
          email: undefined,
          groups,
        };
      },
    },
  };
});

async function comeBack(): Promise<Record<string, string>> {
  const challenge = deps.digest.sha256(verifier);
  expect(await beginOidcSignIn(deps)({ challenge }, options)).toBe('https://id.example/authorize');
  return { code: 'ada', state: sent?.state ?? '' };
}

test('a sign-in ends as a session where it began', async () => {
  const code = await finishOidcSignIn(deps)(await comeBack(), options);
  const { token } = await redeemOidcCode(deps)({ code, verifier }, options);
  expect(await callerOfToken(deps)(token, never)).toMatchObject({ username: 'ada', role: 'member' });
});

test('it ends nowhere else, not twice and not later than 30 s', async () => {
  const refusal = { name: 'Unauthenticated', code: 'oidc_code_invalid' };
  const elsewhere = await finishOidcSignIn(deps)(await comeBack(), options);
  await expect(redeemOidcCode(deps)({ code: elsewhere, verifier: 'x' }, options)).rejects.toMatchObject(
    refusal,
  );
  await expect(redeemOidcCode(deps)({ code: elsewhere, verifier }, options)).rejects.toMatchObject(refusal);
  const late = await finishOidcSignIn(deps)(await comeBack(), options);
  deps.clock.advance(30_000);
  await expect(redeemOidcCode(deps)({ code: late, verifier }, options)).rejects.toMatchObject(refusal);
});

test('the provider’s answer counts once, within ten minutes, for a state that was given out', async () => {
  const refusal = { name: 'Unauthenticated', code: 'oidc_expired' };
  const query = await comeBack();
  const twice = await Promise.allSettled([
    finishOidcSignIn(deps)(query, options),
    finishOidcSignIn(deps)(query, options),
  ]);
  expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await expect(finishOidcSignIn(deps)({ code: 'ada' }, options)).rejects.toMatchObject(refusal);
  const late = await comeBack();
  deps.clock.advance(10 * 60_000);
  await expect(finishOidcSignIn(deps)(late, options)).rejects.toMatchObject(refusal);
});

test('it opens nothing for a user who was disabled or made anew meanwhile', async () => {
  const refusal = { name: 'Unauthenticated', code: 'oidc_code_invalid' };
  for (const over of [{ is_disabled: true }, { id: deps.ids.make('usr') }]) {
    const code = await finishOidcSignIn(deps)(await comeBack(), options);
    const user = await findUser(deps)('ada', never);
    const key = { partition: 'users', sort: 'ada' };
    await deps.records.put(key, { ...user, ...over }, { condition: { kind: 'any' } }, never);
    await expect(redeemOidcCode(deps)({ code, verifier }, options)).rejects.toMatchObject(refusal);
    await deps.records.put(key, user, { condition: { kind: 'any' } }, never);
  }
});

test('whom the policy keeps out gets no user', async () => {
  groups = ['others'];
  await expect(finishOidcSignIn(deps)(await comeBack(), options)).rejects.toMatchObject({
    name: 'Forbidden',
    code: 'oidc_not_allowed',
  });
  expect(deps.database.prepare("select * from records where partition = 'users'").all()).toEqual([]);
});
