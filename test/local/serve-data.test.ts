import { afterAll, describe, expect, it } from 'vitest';
import { createAppHost } from '../../adapters/local/app-host.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { systemClock } from '../../adapters/node/clock.ts';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { createIds } from '../../adapters/node/ids.ts';
import { openAppFunctions } from '../../adapters/worlds/app-functions.ts';
import { databaseClientJs } from '../../core/draft/added-files/database-client-js.ts';
import { databaseClientPy } from '../../core/draft/added-files/database-client-py.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import { appIdSchema, missionIdSchema } from '../../core/wire/ids.ts';
import { createAppPages } from '../../local/serve-apps.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';
import { hasBubblewrap } from '../pod-image/support/has-bubblewrap.ts';
import { ask, startGateway } from './gateway/fixture-gateway.ts';

const never = new AbortController().signal;
const ids = createIds({ clock: systemClock });
const migration = {
  path: 'migrations/0001_messages.sql',
  content: 'create table messages (id serial primary key, name text not null, text text not null);',
};

const sources = {
  'package.json': '{"type":"module"}',
  'api/_db.js': databaseClientJs,
  'api/_db.py': databaseClientPy,
  'api/messages.js': `import { sql } from './_db.js';
export const GET = async () => Response.json(await sql\`select name, text from messages order by id\`);
export async function POST(request) {
  const { name, text } = await request.json();
  const [added] = await sql\`insert into messages (name, text) values (\${name}, \${text}) returning id, name\`;
  return Response.json(added, { status: 201 });
}`,
  'api/count.py': `import json
from http.server import BaseHTTPRequestHandler
from api._db import sql

class handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(sql("select count(*) as messages from messages where name <> $1", "nobody")[0]).encode())
`,
  'api/files.js': `import { readdirSync } from 'node:fs';
export const GET = () => Response.json({ url: process.env.DATABASE_URL, beside: readdirSync('/pod/artifact').sort() });`,
};

const home = temporaryHome();
const records = createRecordStore({ database: openDatabase(home), clock: systemClock });
const objects = createObjectStore({ home });
const functions = openAppFunctions({
  home,
  isolation: 'bubblewrap',
  records,
  objects,
  clock: systemClock,
});
const { appDatabase: database } = functions.ports;
const host = createAppHost({ records, objects, origin: () => 'http://localhost:1' });
afterAll(() => functions.close());

async function deploy(appId: ReturnType<typeof appIdSchema.parse>, target: 'preview' | 'production') {
  const missionId = missionIdSchema.parse(ids.make('msn'));
  const files = Object.entries(sources).map(([path, content]) => ({ path, bytes: Buffer.from(content) }));
  const { projectId } = await host.ensureProject({ appId, name: 'guestbook', title: 'Guestbook' }, never);
  const artifactSha256 = treeSha256(nodeDigest, files);
  const branch = target === 'production' ? { appId } : { appId, missionId };
  await database.ensureBranch(branch, never);
  await database.migrate(branch, [migration], never);
  const request = { projectId, appId, missionId, stack: 'node', target, files, artifactSha256 } as const;
  const { deploymentId } = await host.deploy(request, never);
  const gateway = await startGateway({
    apps: createAppPages(() => ({ hostedApps: host, callFunction: functions.ports.callFunction })),
  });
  return (path: string, options: Parameters<typeof ask>[2] = {}) =>
    ask(gateway, path, { ...options, headers: { ...options.headers, host: `${deploymentId}.localhost` } });
}

const post = (name: string, text: string) => ({ method: 'POST', body: JSON.stringify({ name, text }) });

describe.skipIf(!hasBubblewrap)('the data of a hosted app', () => {
  it('is what one visitor leaves and another sees, whatever it holds', async () => {
    const visit = await deploy(appIdSchema.parse(ids.make('app')), 'production');
    const added = await visit('/api/messages', post('Ada', "Robert'); drop table messages;--"));
    expect([added.status, JSON.parse(added.body.toString())]).toEqual([201, { id: 1, name: 'Ada' }]);
    await visit('/api/messages', post('Grace', 'hello 👋'));
    const seen = await visit('/api/messages');
    expect(JSON.parse(seen.body.toString())).toEqual([
      { name: 'Ada', text: "Robert'); drop table messages;--" },
      { name: 'Grace', text: 'hello 👋' },
    ]);
    expect((await visit('/api/count')).body.toString()).toBe('{"messages": 2}');
  });

  it('of a preview is its own, and empty at first', async () => {
    const appId = appIdSchema.parse(ids.make('app'));
    const live = await deploy(appId, 'production');
    await live('/api/messages', post('Ada', 'live'));
    const preview = await deploy(appId, 'preview');
    expect((await preview('/api/messages')).body.toString()).toBe('[]');
    await preview('/api/messages', post('Ada', 'tried'));
    expect(JSON.parse((await live('/api/messages')).body.toString())).toHaveLength(1);
  });

  it('is reached by one socket, and the owner of the tables by none', async () => {
    const visit = await deploy(appIdSchema.parse(ids.make('app')), 'production');
    const { url, beside } = JSON.parse((await visit('/api/files')).body.toString());
    expect(url).toMatch(/^unix:\/pod\/artifact\/socket-database$/);
    expect(beside.filter((name: string) => /owner|data$/.test(name))).toEqual([]);
  });
});
