import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, signIn } from './rig/client.ts';
import { build, eventsOf } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const product = useProduct();
let client: Client;
beforeAll(async () => {
  client = await signIn(product.current);
});

/** Runs the command against the product of this file, as its owner would in another terminal. */
function gantry(...words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const { home, port } = product.current;
  const env = { PATH: process.env.PATH, GANTRY_HOME: home, PORT: String(port) };
  const { promise, resolve } = Promise.withResolvers<{ readonly code: number; readonly said: string }>();
  const args = ['--conditions=gantry-local', 'local/cli.ts', ...words];
  const child = execFile(process.execPath, args, { cwd: repository, env }, (_error, stdout, stderr) =>
    resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
  );
  return promise;
}

describe('gantry retry', () => {
  it('tries a mission again, without checks that its owner does without, and knows which there are', async () => {
    const wish = { voice_memo: 'Build a calculator with dark mode', deploy: false, publish: false };
    const first = await build(client, wish);
    expect(first.checks?.total, first.message).toBeGreaterThan(1);
    const unknown = await gantry('retry', first.mission_id, '--without', 'c99');
    expect(unknown).toMatchObject({ code: 2, said: expect.stringContaining('has no check c99') });

    const again = await gantry('retry', first.mission_id, '--without', 'c2');
    expect(again.said).toMatch(/BUILT: Calculator is built and tested\./);
    expect(again.said).toContain('Done without:');
    expect(again.code).toBe(0);
    const [id = ''] = /msn_\w+/.exec(again.said.split('mission  ').at(-1) ?? '') ?? [];
    const waived = (await eventsOf(client, id)).find(({ event }) => event === 'checks-waived');
    expect(waived?.data).toMatchObject({ checks: ['c2'] });
  });

  it('is told how it is called where it was called wrongly', async () => {
    expect(await gantry('retry')).toMatchObject({
      code: 2,
      said: expect.stringContaining("missing required argument 'mission'"),
    });
  });
});
