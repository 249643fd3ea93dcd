import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { adminPassword } from './rig/admin-password.ts';
import { createClient, signIn } from './rig/client.ts';
import { temporaryFolder } from './rig/folders.ts';
import { startProduct } from './rig/product.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the first start', () => {
  it('lets the admin in with its very first answer', async () => {
    const port = await freePort();
    // It has to find out what this machine isolates with, as at home.
    const starting = startProduct({ home: temporaryFolder(), port, env: { GANTRY_ISOLATION: '' } });
    const body = { username: 'admin', password: adminPassword };
    let status: number | undefined;
    // Asked all the time, since what is between the first open door and the first user is short.
    while (status === undefined) {
      const answer = await createClient(port, undefined)
        .call('POST', '/gantry/auth', { body })
        .catch(() => undefined);
      status = answer?.status;
      await sleep(1);
    }
    await (await starting).stop();
    expect(status).toBe(200);
  });

  it('makes a password where none is given and shows it once', async () => {
    const home = temporaryFolder();
    const first = await startProduct({ home, env: { GANTRY_ADMIN_PASSWORD: '' } });
    const password = /Sign in as admin with the password (\S+)/.exec(first.output())?.[1] ?? '';
    expect(password.length).toBeGreaterThanOrEqual(16);
    const body = { password };
    expect((await createClient(first.port, undefined).call('POST', '/gantry/auth', { body })).status).toBe(
      200,
    );
    expect(await first.stop()).toBe(0);
    const second = await startProduct({ home, env: { GANTRY_ADMIN_PASSWORD: 'too late' } });
    expect(second.output()).not.toContain('password');
    await expect(signIn(second)).rejects.toThrow(/401/);
    expect((await createClient(second.port, undefined).call('POST', '/gantry/auth', { body })).status).toBe(
      200,
    );
    await second.stop();
    expect(statSync(join(home, 'gantry.db')).mode & 0o077).toBe(0);
  });
});

describe('a home', () => {
  it('belongs to one product at a time, and a user can be added while it runs', async () => {
    const home = temporaryFolder();
    const product = await startProduct({ home });
    await expect(startProduct({ home })).rejects.toThrow(/Another Gantry/);
    const args = ['--conditions=gantry-local', 'local/cli.ts', 'users', 'add', 'late', '--password', 'late'];
    const env = { PATH: process.env.PATH, GANTRY_HOME: home };
    const added = spawnSync(process.execPath, args, { cwd: repository, env, encoding: 'utf8' });
    expect(added.status, added.stderr).toBe(0);
    expect((await signIn(product, 'late')).userId).toMatch(/^usr_/);
    expect(await product.stop()).toBe(0);
  });
});

describe('a wrong environment', () => {
  it('ends the start with a word on what is wrong', async () => {
    const child = spawn(process.execPath, ['--conditions=gantry-local', 'local/main.ts'], {
      cwd: repository,
      env: { PATH: process.env.PATH, PORT: 'seven', GANTRY_HOME: temporaryFolder() },
    });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const [code] = await once(child, 'close');
    expect(code).not.toBe(0);
    expect(text).toContain('PORT');
  });
});
