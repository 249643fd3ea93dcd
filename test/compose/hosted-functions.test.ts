import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTwins } from '../../adapters/local/app-database/twins.ts';
import { createFunctionCaller } from '../../adapters/local/app-host/call-function.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { neonAppDatabase } from '../../adapters/neon/app-database.ts';
import { askNeon } from '../../adapters/neon/ask-neon.ts';
import { systemClock as clock } from '../../adapters/node/clock.ts';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { vercelAppHost } from '../../adapters/vercel/app-host.ts';
import { functionVariables } from '../../compose/hosts/function-variables.ts';
import { createHostsServer } from '../../compose/hosts/hosts-server.ts';
import { readOrMakeKeys } from '../../compose/hosts/keys.ts';
import { neonBranches } from '../../compose/hosts/neon-branches.ts';
import { databaseClientJs } from '../../core/draft/added-files/database-client-js.ts';
import { hostConfiguration } from '../../core/draft/added-files/host-configuration.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import type { DataBranch } from '../../core/ports/app-database.ts';
import type { DeployRequest } from '../../core/ports/app-host.ts';
import { appIdSchema, missionIdSchema } from '../../core/wire/ids.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';
import { hasBubblewrap } from '../pod-image/support/has-bubblewrap.ts';

const never = new AbortController().signal;
const appId = appIdSchema.parse(`app_${'0'.repeat(26)}`);
const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
const callMain = join(import.meta.dirname, '../../pod-image/call-main.ts');

const sources: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>Tips</title>',
  'package.json': '{"type":"module","private":true}\n',
  'vercel.json': hostConfiguration({ origins: [] }, ['api/split/[people].ts']),
  'src/tip.ts': 'export const each = (bill: number, people: number): number => bill / people;\n',
  'api/split/[people].ts': `import { each } from '../../src/tip.ts';
export function GET(request: Request): Response {
  const { searchParams } = new URL(request.url);
  return Response.json(each(Number(searchParams.get('bill')), Number(searchParams.get('people'))));
}
`,
};

/** Adds a note, and tells all of them and how long its secret is. */
const notes: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>Notes</title>',
  'package.json': '{"type":"module","private":true}\n',
  'vercel.json': hostConfiguration({ origins: [] }, ['api/note.js']),
  'api/_db.js': databaseClientJs,
  'api/note.js': `import { sql } from './_db.js';
export async function GET(request) {
  await sql\`insert into notes values (\${new URL(request.url).searchParams.get('text')})\`;
  const rows = await sql\`select text from notes\`;
  return Response.json([rows.map(({ text }) => text), (process.env.NOTE_KEY ?? '').length]);
}
`,
};

describe.skipIf(!hasBubblewrap)('functions behind a door, as they came to it by the wire of Vercel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-door-'));
  const door = join(folder, 'door');
  let service: ChildProcess;
  const startService = async (): Promise<void> => {
    rmSync(door, { force: true });
    service = spawn(process.execPath, [callMain, '--isolation', 'bubblewrap', '--listen', door], {
      env: { PATH: '/usr/bin:/bin', TMPDIR: folder },
      stdio: 'ignore',
    });
    await vi.waitFor(() => expect(existsSync(door) && statSync(door).mode & 0o777).toBe(0o660), 20_000);
  };
  beforeAll(startService);
  afterAll(async () => {
    service.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The hosts as their container runs them, with the real clients to them. */
  const startHosts = async (home = temporaryHome()) => {
    const keys = readOrMakeKeys(`${home}/keys`);
    const database = openDatabase(home);
    const records = createRecordStore({ database, clock });
    const twins = createTwins({ idleMs: 60_000, most: 2, statementMs: 8_000, socketFolder: folder });
    const branches = neonBranches({ records, home: `${home}/databases`, twins, clock });
    const functions = createFunctionCaller({ door, surroundings: functionVariables({ records, branches }) });
    const server = createHostsServer({
      ...{ home, records, branches, clock, keys, login: 'gantry', origin: 'http://localhost:5050' },
      objects: createObjectStore({ home }),
      product: { repositoriesOf: async () => 'stranger', tellOfMerge: async () => {} },
      log: (line) => console.warn(line),
      callFunction: functions.call,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    const apiUrl = `http://127.0.0.1:${port}`;
    const sqlUrl = (): string => `${apiUrl}/sql`;
    return {
      ...{ home, sqlUrl },
      host: vercelAppHost({ token: keys.vercel_token, apiUrl, pollIntervalMs: 5 }),
      data: neonAppDatabase({ apiKey: keys.neon_api_key, apiUrl: `${apiUrl}/api/v2`, sqlUrl, clock }),
      ask: (url: string, path: string) => answerOf(port, new URL(url).host, path),
      close: async () => {
        server.closeAllConnections();
        server.close();
        await functions.close();
        await twins.close();
        database.close();
      },
    };
  };
  type Hosts = Awaited<ReturnType<typeof startHosts>>;

  const deploy = async (
    { host }: Hosts,
    sources: Readonly<Record<string, string>>,
    more: Partial<DeployRequest>,
  ) => {
    const files = Object.entries(sources).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
    const { projectId } = await host.ensureProject({ appId, name: 'tips', title: 'Tips' }, never);
    const artifactSha256 = treeSha256(nodeDigest, files);
    const wanted = { projectId, appId, missionId, stack: 'node', target: 'preview', files } as const;
    return host.deploy({ ...wanted, artifactSha256, ...more }, never);
  };

  it('answer by host name, TypeScript and addresses with a placeholder too, and again after the service has started anew', async () => {
    const hosts = await startHosts();
    const { url } = await deploy(hosts, sources, {});
    const ask = () => hosts.ask(url, '/api/split/4?bill=10');
    expect(await ask()).toBe('200 2.5');
    service.kill('SIGKILL');
    await vi.waitFor(async () => expect(await ask()).toMatch(/^500 /), 10_000);
    await startService();
    expect(await ask()).toBe('200 2.5');
    await hosts.close();
  });

  it('keep data over a restart, each deployment its own, and have production’s secrets there alone', async () => {
    let hosts = await startHosts();
    const migrations = [{ path: 'migrations/0001_notes.sql', content: 'create table notes (text text);' }];
    const addressOf = async (branch: DataBranch): Promise<string> => {
      const { databaseUrl } = await hosts.data.ensureBranch(branch, never);
      await hosts.data.migrate(branch, migrations, never);
      return databaseUrl;
    };
    const environment = { DATABASE_URL: await addressOf({ appId }) };
    const secrets = { NOTE_KEY: 'a key for notes' };
    const needs = { data: true, secrets: [{ name: 'NOTE_KEY', why: 'To note.' }], origins: [] };
    const live = await deploy(hosts, notes, { target: 'production', environment, secrets, needs });
    const ofPreview = { DATABASE_URL: await addressOf({ appId, missionId }) };
    const preview = await deploy(hosts, notes, { environment: ofPreview });
    expect(await hosts.ask(live.url, '/api/note?text=kept')).toBe('200 [["kept"],15]');
    expect(await hosts.ask(preview.url, '/api/note?text=tried')).toBe('200 [["tried"],0]');
    await hosts.close();
    hosts = await startHosts(hosts.home);
    expect(await addressOf({ appId })).toBe(environment.DATABASE_URL);
    expect(await hosts.ask(live.url, '/api/note?text=more')).toBe('200 [["kept","more"],15]');
    const wrong = new URL(environment.DATABASE_URL);
    wrong.password = 'x'.repeat(43);
    const ask = askNeon({ apiKey: '', sqlUrl: hosts.sqlUrl }, wrong.href);
    expect(await ask([{ query: 'select text from notes' }], { isReadOnly: true }, never)).toMatchObject({
      refusal: { code: '28P01' },
    });
    await hosts.close();
  });
});

async function answerOf(port: number, host: string, path: string): Promise<string> {
  const asked = request({ host: '127.0.0.1', port, path, headers: { host } });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  asked.once('error', reject).once('response', async (answer) => {
    const parts = await answer.toArray();
    resolve(`${answer.statusCode} ${Buffer.concat(parts)}`);
  });
  asked.end();
  return promise;
}
