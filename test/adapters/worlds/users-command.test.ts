import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { UsersCommand } from '../../../local/cli/users.ts';
import { runUsersCommand } from '../../../local/cli/users.ts';
import { readEnvironment } from '../../../local/environment.ts';
import { makeTable } from '../aws/make-table.ts';
import { temporaryHome } from '../local/temporary-home.ts';

const server = dynalite({ createTableMs: 0 });
const home = temporaryHome();

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
describe.each(['local', 'aws'] as const)('users of the %s world', (world) => {
  const context = {
    server: undefined,
    isJson: false,
    signal: new AbortController().signal,
    onInterrupt: () => () => {},
    environment: async () => readEnvironment({ GANTRY_HOME: home }),
  };
  const run = async (verb: UsersCommand['verb'], username = '', isAdmin = false): Promise<string[]> => {
    const command = { verb, username, isAdmin, readsPassword: false };
    return (await runUsersCommand(context, world, command)).text.split('\n');
  };
  const made = /^The password is [A-Za-z0-9_-]{43}\. It is shown only now\.$/;

  test('are added, listed, disabled and enabled, and given passwords', async () => {
    expect(await run('add', 'root', true)).toEqual(['Added root (admin).', expect.stringMatching(made)]);
    expect((await run('add', 'bob')).at(-1)).toMatch(made);
    expect((await run('passwd', 'bob')).at(-1)).toMatch(made);
    await run('disable', 'bob');
    expect(await run('list')).toEqual(['bob\tmember\tpassword\tdisabled', 'root\tadmin\tpassword\tactive']);
    await run('enable', 'bob');
    expect((await run('list'))[0]).toBe('bob\tmember\tpassword\tactive');
  });

  test('keep their last admin, and their names', async () => {
    await expect(run('disable', 'root')).rejects.toMatchObject({ code: 'last_admin' });
    await expect(run('add', 'bob')).rejects.toMatchObject({ code: 'username_taken' });
    await expect(run('passwd', 'nobody')).rejects.toMatchObject({ code: 'user_not_found' });
  });
});
