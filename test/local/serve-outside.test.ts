import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFunctionCaller } from '../../adapters/local/app-host/call-function.ts';
import { allSurroundings, functionNeeds } from '../../adapters/local/app-host/function-needs.ts';
import { createOutsideGateways } from '../../adapters/local/app-host/outside-gateways.ts';
import { createAppHost } from '../../adapters/local/app-host.ts';
import { createAppSecrets } from '../../adapters/local/app-secrets.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { systemClock } from '../../adapters/node/clock.ts';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { isPublicAddress } from '../../adapters/node/public-address.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import { appIdSchema, missionIdSchema } from '../../core/wire/ids.ts';
import type { Needs } from '../../core/wire/spec.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';
import { hasBubblewrap } from '../pod-image/support/has-bubblewrap.ts';

const never = new AbortController().signal;
const appId = appIdSchema.parse(`app_${'0'.repeat(26)}`);
const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
const api = 'https://api.example.com';
const needs: Needs = {
  data: false,
  secrets: [{ name: 'WEATHER_KEY', why: 'To ask.' }],
  origins: [{ origin: api, by: 'function', why: 'Weather.' }],
};
const sources: Readonly<Record<string, string>> = {
  'package.json': '{"type":"module"}',
  'api/ask.js': `export const GET = async (request) => {
  const address = new URL(request.url).searchParams.get('at');
  const headers = { 'x-key': process.env.WEATHER_KEY ?? 'none' };
  try {
    const answer = await fetch(address, { headers });
    return Response.json({ status: answer.status, url: answer.url, said: await answer.text() });
  } catch (error) {
    return Response.json({ failed: error.message });
  }
};`,
};

const asked: IncomingMessage[] = [];
const standIn = createServer((request, response) => {
  asked.push(request);
  const to = { '/moved': '/here', '/away': 'https://other.example/', '/inside': 'http://169.254.169.254/' }[
    request.url ?? ''
  ];
  if (to !== undefined) response.writeHead(302, { location: to }).end();
  else response.end(`${request.headers.host}${request.url} for ${request.headers['x-key']}`);
});
const home = temporaryHome();
const records = createRecordStore({ database: openDatabase(home), clock: systemClock });
const appSecrets = createAppSecrets({ home });
const gateways = createOutsideGateways({
  lookup: (name) => {
    throw new Error(`${name} was looked up`);
  },
  allowsAddress: isPublicAddress,
  standIn: () => ({ hostname: '127.0.0.1', port: String((standIn.address() as AddressInfo).port) }),
});
const caller = createFunctionCaller({
  isolation: 'bubblewrap',
  home,
  surroundings: allSurroundings([functionNeeds({ records, appSecrets, gateways })]),
});
const host = createAppHost({
  records,
  objects: createObjectStore({ home }),
  origin: () => 'http://localhost:1',
});
const files = Object.entries(sources).map(([path, content]) => ({ path, bytes: Buffer.from(content) }));
let projectId: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve));
  await appSecrets.set(appId, 'WEATHER_KEY', 'real-key', never);
  ({ projectId } = await host.ensureProject({ appId, name: 'weather', title: 'Weather' }, never));
});
afterAll(async () => {
  await caller.close();
  await gateways.close();
  standIn.close();
});

async function ask(address: string, target: 'preview' | 'production' = 'production', wanted = needs) {
  const { deploymentId } = await host.deploy(
    {
      projectId,
      appId,
      missionId,
      stack: 'node',
      target,
      files,
      artifactSha256: treeSha256(nodeDigest, files),
      needs: wanted,
    },
    never,
  );
  const called = await caller.call(
    {
      file: 'api/ask.js',
      files: files.map(({ path, bytes }) => ({ path, bytes: bytes.toString('base64') })),
      request: {
        method: 'GET',
        url: `/api/ask?at=${encodeURIComponent(address)}`,
        headers: { host: 'x' },
        body: '',
      },
    },
    { projectId, deploymentId },
    never,
  );
  if (called.kind !== 'answered') throw new Error(JSON.stringify(called));
  return JSON.parse(Buffer.from(called.answer.body, 'base64').toString());
}

describe.skipIf(!hasBubblewrap)('a function of a hosted app that talks to the outside', () => {
  it('reaches a declared place with the secret that its owner set, and a preview has none', async () => {
    expect(await ask(`${api}/v1?a=1`)).toEqual({
      status: 200,
      url: `${api}/v1?a=1`,
      said: 'api.example.com/v1?a=1 for real-key',
    });
    expect(await ask(`${api}/v1`, 'preview')).toMatchObject({ said: 'api.example.com/v1 for none' });
  });

  it('is led on within declared places alone', async () => {
    expect(await ask(`${api}/moved`)).toMatchObject({ url: `${api}/here` });
    const before = asked.length;
    for (const path of ['/away', '/inside'])
      expect(await ask(api + path)).toMatchObject({ failed: expect.stringMatching(/may talk to|https/) });
    expect(asked.length - before).toBe(2);
  });

  it.each(['https://other.example/', 'http://127.0.0.1:1/', 'http://169.254.169.254/latest/meta-data/'])(
    'reaches %s by no way',
    async (address) => {
      const before = asked.length;
      expect(await ask(address)).toMatchObject({ failed: expect.stringContaining('fetch failed: ') });
      expect(asked.length).toBe(before);
    },
  );

  it('of an app that declared nothing reaches nothing, and is told why', async () => {
    const none: Needs = { data: false, secrets: [], origins: [] };
    const other = { ...files[0], path: 'other.txt', bytes: Buffer.from('x') };
    files.push(other);
    expect(await ask(`${api}/v1`, 'production', none)).toEqual({
      failed: `fetch failed: ${api} is not one of the places that this app may talk to.`,
    });
  });
});
