import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../e2e/rig/folders.ts';
import { browse } from '../e2e/rig/live-app.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const running = new Set<ChildProcess>();
vi.setConfig({ testTimeout: 180_000 });

/** A port at which nothing listens, so that the command starts a Gantry of its own. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs `gantry build` with a home of its own where no Gantry runs; `said` grows as it prints. */
async function build(home: string, ...options: readonly string[]) {
  const port = await freePort();
  const words = ['build', 'A calculator with dark mode', ...options];
  const child = spawn(process.execPath, ['--conditions=gantry-local', 'local/cli.ts', ...words], {
    cwd: repository,
    env: { PATH: process.env.PATH, GANTRY_HOME: home, PORT: String(port), GANTRY_BROWSER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const told = { said: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      told.said += text;
    });
  return { child, told };
}
afterAll(() => {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
});

describe('a build in a Gantry that the command started', () => {
  const home = temporaryFolder();

  it('keeps serving what it links to until Ctrl C', async () => {
    const { child, told } = await build(home);
    await vi.waitFor(() => expect(told.said).toContain('Press Ctrl C to stop it'), { timeout: 120_000 });
    const [url = ''] = /https?:\/\/calculator-[\w.-]+:\d+\//.exec(told.said) ?? [];
    expect((await browse(url)).status).toBe(200);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(browse(url)).rejects.toThrow();
  });

  it('ends by itself with --once', async () => {
    const { child, told } = await build(home, '--once');
    expect((await once(child, 'exit'))[0], told.said).toBe(0);
    expect(told.said).not.toContain('Press Ctrl C');
  });
});
