import { beforeEach, describe, expect, test } from 'vitest';
import {
  listApiKeys,
  makeApiKey,
  requireApiKey,
  revokeApiKey,
  viewApiKey,
} from '../../../core/access/api-keys.ts';
import { expiresAtMs } from '../../../core/access/grants.ts';
import type { Caller } from '../../../core/access/sessions.ts';
import { callerOfToken, listSessions, openSession } from '../../../core/access/sessions.ts';
import { addUser } from '../../../core/access/users.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const hourMs = 60 * 60 * 1_000;
let deps: TestPorts;
let caller: Caller;

beforeEach(async () => {
  deps = makePorts();
  const passwordHasher = { hash: async () => 'x', verify: async () => true };
  const user = await addUser({ ...deps, passwordHasher })(
    { username: 'ada', password: 'a password', role: 'admin' },
    never,
  );
  const { token } = await openSession(deps)(user, never);
  const found = await callerOfToken(deps)(token, never);
  if (found === undefined) throw new Error('the session does not open');
  caller = found;
});

const make = () => makeApiKey(deps)({ caller, name: 'shortcut', scopes: ['build', 'read'] }, never);

describe('an API key', () => {
  test('opens for its user with its scopes, and never as an admin', async () => {
    const { key, id, hint } = await make();
    expect(key.endsWith(hint)).toBe(true);
    const found = await callerOfToken(deps)(key, never);
    expect(found).toMatchObject({ id: caller.id, sessionId: id, role: 'member', scopes: ['build', 'read'] });
  });

  test('never runs out, and shows when it was last used', async () => {
    const { key, last_used_at } = await make();
    expect(last_used_at).toBeNull();
    deps.clock.advance(2 * hourMs);
    await callerOfToken(deps)(key, never);
    const [used] = await listApiKeys(deps)(caller, never);
    if (used === undefined) throw new Error('the key is not listed');
    expect(viewApiKey(used).last_used_at).toBe(new Date(deps.clock.nowMs()).toISOString());
    expect(expiresAtMs(used)).toBeUndefined();
  });

  test('is refused from the request after it was revoked', async () => {
    const { key, id } = await make();
    await revokeApiKey(deps)(await requireApiKey(deps)(caller, id, never), never);
    expect(await callerOfToken(deps)(key, never)).toBeUndefined();
    await expect(requireApiKey(deps)(caller, id, never)).rejects.toMatchObject({ code: 'key_not_found' });
  });
});

test('a session shows when it was last used', async () => {
  const user = { ...caller };
  const [first] = await listSessions(deps)(user, never);
  expect(first?.last_used_at).toBe(first?.created_at);
});
