import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFunctionCaller } from '../../adapters/local/app-host/call-function.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { systemClock as clock } from '../../adapters/node/clock.ts';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { vercelAppHost } from '../../adapters/vercel/app-host.ts';
import { createHostsServer } from '../../compose/hosts/hosts-server.ts';
import { readOrMakeKeys } from '../../compose/hosts/keys.ts';
import { hostConfiguration } from '../../core/draft/added-files/host-configuration.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
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

describe.skipIf(!hasBubblewrap)('functions behind a door, as they came to it by the wire of Vercel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-door-'));
  const door = join(folder, 'door');
  const functions = createFunctionCaller({ door });
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
    await functions.close();
    service.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answer by host name, TypeScript and addresses with a placeholder too, and again after the service has started anew', async () => {
    const home = temporaryHome();
    const keys = readOrMakeKeys(`${home}/keys`);
    const server = createHostsServer({
      home,
      records: createRecordStore({ database: openDatabase(home), clock }),
      objects: createObjectStore({ home }),
      clock,
      login: 'gantry',
      origin: 'http://localhost:5050',
      keys,
      product: { repositoriesOf: async () => 'stranger', tellOfMerge: async () => {} },
      log: () => undefined,
      callFunction: functions.call,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    const host = vercelAppHost({
      token: keys.vercel_token,
      apiUrl: `http://127.0.0.1:${port}`,
      pollIntervalMs: 5,
    });
    const files = Object.entries(sources).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
    const { projectId } = await host.ensureProject({ appId, name: 'tips', title: 'Tips' }, never);
    const artifactSha256 = treeSha256(nodeDigest, files);
    const wanted = { projectId, appId, missionId, stack: 'node', target: 'preview', files } as const;
    const { url } = await host.deploy({ ...wanted, artifactSha256 }, never);
    const ask = () => answerOf(port, new URL(url).host, '/api/split/4?bill=10');
    expect(await ask()).toBe('200 2.5');
    service.kill('SIGKILL');
    await vi.waitFor(async () => expect(await ask()).toMatch(/^500 /), 10_000);
    await startService();
    expect(await ask()).toBe('200 2.5');
    server.close();
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
