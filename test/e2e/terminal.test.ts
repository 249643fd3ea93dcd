import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Ran, runGantry } from '../local/cli/run-gantry.ts';
import { adminPassword } from './rig/admin-password.ts';
import { temporaryFolder } from './rig/folders.ts';
import { useProduct } from './rig/product.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const product = useProduct();
const config = temporaryFolder();

/** What somebody on another machine has: the server's address, and no home of it. */
const environment = () => ({
  XDG_CONFIG_HOME: config,
  GANTRY_HOME: join(config, 'none'),
  GANTRY_SERVER: `http://localhost:${product.current.port}`,
});

/** Runs the command in this process; one that reads standard input has a process of its own. */
function gantry(words: readonly string[], input?: string): Promise<Ran> {
  if (input === undefined) return runGantry(...words);
  const env = { PATH: process.env.PATH, ...environment() };
  const { promise, resolve } = Promise.withResolvers<Ran>();
  const args = ['--conditions=gantry-local', 'local/cli.ts', ...words];
  const child = execFile(process.execPath, args, { cwd: repository, env }, (_error, out, err) =>
    resolve({ code: child.exitCode ?? -1, out, err }),
  );
  child.stdin?.end(input);
  return promise;
}

const readJson = async (...words: string[]) => JSON.parse((await gantry([...words, '--json'])).out);

beforeAll(async () => {
  for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  const { code, out, err } = await gantry(['login'], `${adminPassword}\n`);
  expect([code, out], err).toEqual([0, expect.stringMatching(/^Signed in at .* as admin\./)]);
});

afterAll(() => vi.unstubAllEnvs());

describe('the terminal, at a server', () => {
  it('talks an app into being, one line a turn, and then looks at it, saves it and signs out', async () => {
    const talk = await gantry(['chat'], 'Build a calculator\nyes\n');
    expect(talk.code, talk.err).toBe(0);
    expect(talk.out).toMatch(/Plan: Calculator\n {2}Features\n/);
    expect(talk.out).toContain('Say yes to build it');
    expect(talk.out).toMatch(/BUILDING {5}Building and testing/);
    expect(talk.out).toMatch(/DEPLOYED: A preview of Calculator is online/);
    expect(talk.out).toMatch(/gantry chat --conversation cnv_\w+ --server http:\/\/localhost/);

    const { missions } = await readJson('missions', '--limit', '5');
    expect(missions).toMatchObject([{ status: 'DEPLOYED', app: 'calculator' }]);
    const [{ mission_id: id, url }] = missions;
    expect(await readJson('status', 'calculator')).toMatchObject({ mission_id: id, url });
    expect((await gantry(['open', 'calculator', '--print'])).out.trim()).toBe(url);
    expect((await gantry(['log'])).out).toContain('[test]');
    expect(await gantry(['cancel', id])).toMatchObject({ code: 1, out: '' });

    const file = join(config, 'calculator.zip');
    expect((await gantry(['apps', 'source', 'calculator', '--out', file])).code).toBe(0);
    expect(existsSync(file)).toBe(true);
    expect(await gantry(['apps', 'source', 'calculator', '--out', file])).toMatchObject({
      code: 2,
      err: expect.stringContaining('exists already'),
    });
    rmSync(file);
    expect(await gantry(['evidence', 'verify', id])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Valid: \d+ events/),
    });
    expect((await gantry(['apps', 'merge', 'calculator', '1'])).out).toMatch(/is merged/);
    expect(await readJson('apps', 'show', 'calculator')).toMatchObject({ live_url: expect.any(String) });
  });

  it('answers a failure as a document and by its exit code', async () => {
    const { code, out, err } = await gantry(['status', 'nowhere', '--json']);
    expect([code, JSON.parse(out)]).toEqual([
      2,
      { error: { code: 'app_not_found', message: expect.any(String) } },
    ]);
    expect(err).not.toContain('    at ');
    const blocked = await gantry(['build', 'Build me a spaceship simulator', '--json']);
    expect([blocked.code, JSON.parse(blocked.out).status]).toEqual([1, 'BLOCKED']);
    expect(blocked.err).toContain('QUEUED');
  });

  it('adds a webhook whose secret is shown once, tests it, changes the secret and removes it, by its id or its address', async () => {
    expect((await gantry(['webhooks', 'list'])).out).toBe('You have no webhooks.\n');
    const url = 'https://receiver.example/in';
    const refused = await gantry(['webhooks', 'add', url, 'mission-sunk']);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('There is no such event')]);
    const added = await gantry(['webhooks', 'add', url]);
    const [secret = ''] = /whsec_\S+=/.exec(added.out) ?? [];
    const [id = ''] = /whk_\w+/.exec(added.out) ?? [];
    expect(added.out).toBe(`Added ${id}.\nThe secret is ${secret}. It is shown only now.\n`);
    const tested = await gantry(['webhooks', 'test', url]);
    expect([tested.code, tested.out]).toEqual([
      1,
      expect.stringMatching(/^The test message did not arrive\. \S/),
    ]);
    expect((await gantry(['webhooks', 'list'])).out).toMatch(
      new RegExp(`^${id}\tfailing\t${url}\t\\*\t\\S.*\n$`),
    );
    const rotated = await readJson('webhooks', 'rotate', id);
    expect(rotated).toMatchObject({ webhook_id: id, secret: expect.stringMatching(/^whsec_/) });
    expect(rotated.secret).not.toBe(secret);
    expect(JSON.stringify(await readJson('webhooks', 'list'))).not.toContain('whsec_');
    await gantry(['webhooks', 'add', url]);
    const several = await gantry(['webhooks', 'remove', url]);
    expect([several.code, several.err]).toEqual([2, expect.stringContaining('You have several webhooks')]);
    expect((await gantry(['webhooks', 'remove', id])).out).toBe(`Removed ${id}.\n`);
    expect((await gantry(['webhooks', 'remove', url])).code).toBe(0);
    const gone = await gantry(['webhooks', 'test', id]);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('You have no webhook')]);
  });

  it('keeps no more than a session, which logout ends at the server too', async () => {
    expect((await gantry(['whoami'])).out).toMatch(/^admin \(admin\) at http:\/\/localhost/);
    expect((await gantry(['login'], 'wrong\n')).code).toBe(1);
    expect((await gantry(['logout'])).out).toMatch(/^Signed out/);
    const { code, err } = await gantry(['whoami']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^You are not signed in .* gantry login --server/),
    ]);
  });
});
