import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
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

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
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
    const args = ['--conditions=gantry-local', 'local/cli.ts', 'users', 'add', 'late', '--password-stdin'];
    const env = { PATH: process.env.PATH, GANTRY_HOME: home };
    const added = spawnSync(process.execPath, args, {
      cwd: repository,
      env,
      encoding: 'utf8',
      input: 'late\n',
    });
    expect(added.status, added.stderr).toBe(0);
    expect((await signIn(product, 'late')).userId).toMatch(/^usr_/);
    expect(await product.stop()).toBe(0);
  });
});

/** Starts the product with something wrong, and waits for its end. */
function startWrongly(more: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH, GANTRY_HOME: temporaryFolder(), PORT: '0', ...more };
  const args = ['--conditions=gantry-local', 'local/main.ts'];
  return spawnSync(process.execPath, args, { cwd: repository, env, encoding: 'utf8', timeout: 60_000 });
}

describe('a wrong environment', () => {
  it.each([
    [{ PORT: 'seven' }, /^PORT: /],
    [{ GANTRY_MODEL: 'gpt' }, /^GANTRY_MODEL: /],
    [{ GANTRY_MODEL: 'anthropic' }, /^GANTRY_MODEL=anthropic needs a key: set ANTHROPIC_API_KEY/],
    [
      { GANTRY_MODEL: 'bedrock', GANTRY_MODEL_IDS: 'somebody.new-model' },
      /^The price of model somebody\.new-model is not known/,
    ],
    [{ GANTRY_ISOLATION: 'foo' }, /^GANTRY_ISOLATION: /],
    [{ GANTRY_SLOTS: '-3' }, /^GANTRY_SLOTS: /],
    [
      { GANTRY_ISOLATION: 'docker', DOCKER_HOST: 'unix:///nowhere.sock' },
      /^GANTRY_ISOLATION=docker does not work/,
    ],
  ])('%j ends the start with a word on what is wrong, and no more', (env, words) => {
    const { status, stderr } = startWrongly(env);
    expect(status).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('    at ');
  });

  it('says so when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { status, stderr } = startWrongly({ PORT: String((server.address() as AddressInfo).port) });
    server.close();
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^The port is in use/)]);
  });
});

describe('the command line', () => {
  const gantry = (...words: string[]) => {
    const env = { PATH: process.env.PATH, GANTRY_HOME: temporaryFolder() };
    const args = ['--conditions=gantry-local', 'local/cli.ts', ...words];
    return spawnSync(process.execPath, args, { cwd: repository, env, encoding: 'utf8', timeout: 60_000 });
  };

  it.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['users', 'frob', 'x'], "unknown command 'frob'"],
    [['users', 'add', 'Bob X'], ''],
    [['log', 'verify', '--against', '/nonexistent'], 'There is no such file: /nonexistent'],
    [['users', '--junk'], "unknown option '--junk'"],
  ])('%j is refused by name, without a stack', (words, said) => {
    const { status, stderr } = gantry(...words);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('    at ');
  });

  it.each([[['help']], [['--help']], [['verify', '--help']]])('%j shows the usage', (words) => {
    const { status, stdout } = gantry(...words);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Usage:')]);
  });

  it('is found by npx in a clone, and runs on the Node that the clone installed', () => {
    const args = ['local/gantry.mjs', '--version'];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
    expect([status, stdout.trim()]).toEqual([0, manifest.version]);
    expect(manifest.bin.gantry).toBe('./local/gantry.mjs');
  });
});
