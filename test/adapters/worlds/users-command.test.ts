import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UsersCommand } from '../../../local/cli/users.ts';
import { runUsersCommand } from '../../../local/cli/users.ts';
import { makeTable } from '../aws/make-table.ts';
import { temporaryHome } from '../local/temporary-home.ts';

const server = dynalite({ createTableMs: 0 });
const home = temporaryHome();
let said: string[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    GANTRY_ACCESS_TABLE: 'access',
  }))
    vi.stubEnv(name, value);
  await makeTable({}, 'access');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
});
afterEach(() => vi.restoreAllMocks());

describe.each(['local', 'aws'] as const)('users of the %s world', (world) => {
  const run = (verb: UsersCommand['verb'], username = '', more: Partial<UsersCommand> = {}) =>
    runUsersCommand({ home, world }, { verb, username, isAdmin: false, password: undefined, ...more });

  test('are added, listed, disabled and enabled, and given passwords', async () => {
    expect(await run('add', 'root', { isAdmin: true, password: 'chosen' })).toBe(0);
    expect(said).toEqual(['Added root (admin).']);
    await run('add', 'bob');
    expect(said.at(-1)).toMatch(/^The password is [A-Za-z0-9_-]{43} and is shown this once\.$/);
    await run('passwd', 'bob');
    expect(said.at(-1)).toMatch(/^The password is [A-Za-z0-9_-]{43} and is shown this once\.$/);
    await run('disable', 'bob');
    await run('list');
    expect(said.slice(-2)).toEqual(['bob\tmember\tpassword\tdisabled', 'root\tadmin\tpassword\tactive']);
    await run('enable', 'bob');
    await run('list');
    expect(said.at(-2)).toBe('bob\tmember\tpassword\tactive');
  });

  test('keep their last admin, and their names', async () => {
    await expect(run('disable', 'root')).rejects.toMatchObject({ code: 'last_admin' });
    await expect(run('add', 'bob')).rejects.toMatchObject({ code: 'username_taken' });
    await expect(run('passwd', 'nobody')).rejects.toMatchObject({ code: 'user_not_found' });
  });
});
