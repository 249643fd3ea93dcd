import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const docker = (...words: readonly string[]): string =>
  execFileSync('docker', words, { encoding: 'utf8', timeout: 120_000 }).trim();
const hasEngine =
  spawnSync('docker', ['network', 'inspect', 'gantry-cloud'], { stdio: 'ignore' }).status === 0;

/** Speaks to the hosts as functions of the product do, from a container beside them, and calls what it deployed as a visitor. */
const script = `
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { neonAppDatabase } from '/gantry/adapters/neon/app-database.ts';
import { systemClock as clock } from '/gantry/adapters/node/clock.ts';
import { createIds } from '/gantry/adapters/node/ids.ts';
import { nodeDigest } from '/gantry/adapters/node/digest.ts';
import { vercelAppHost } from '/gantry/adapters/vercel/app-host.ts';
import { databaseClientJs } from '/gantry/core/draft/added-files/database-client-js.ts';
import { treeSha256 } from '/gantry/core/draft/tree-digest.ts';

const keys = JSON.parse(readFileSync('/keys/keys.json', 'utf8'));
const apiUrl = 'http://hosts:8080';
const never = new AbortController().signal;
const ids = createIds({ clock });
const [appId, missionId] = [ids.make('app'), ids.make('msn')];
const data = neonAppDatabase({ apiKey: keys.neon_api_key, apiUrl: apiUrl + '/api/v2', sqlUrl: () => apiUrl + '/sql', clock });
const host = vercelAppHost({ token: keys.vercel_token, apiUrl });
const { databaseUrl } = await data.ensureBranch({ appId }, never);
await data.migrate({ appId }, [{ path: 'migrations/0001_notes.sql', content: 'create table notes (id serial primary key, text text);' }], never);
const sources = {
  'index.html': '<!doctype html><title>Notes</title>',
  'package.json': '{"type":"module","private":true}',
  'api/_db.js': databaseClientJs,
  'api/note.js': "import { existsSync, readdirSync } from 'node:fs'; import { sql } from './_db.js';\\nconst see = (path) => { try { return readdirSync(path); } catch (error) { return error.code; } };\\nexport const GET = async () => { await sql\`insert into notes (text) values ('here')\`; const [{ count }] = await sql\`select count(*) from notes\`; return Response.json({ count, key: (process.env.NOTE_KEY ?? '').length, doors: [see('/run/gantry-databases'), see('/run/gantry-functions')] }); };",
};
const files = Object.entries(sources).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
const { projectId } = await host.ensureProject({ appId, name: 'notes-' + missionId.slice(-8), title: 'Notes' }, never);
const { url } = await host.deploy({ projectId, appId, missionId, stack: 'node', target: 'production', files, artifactSha256: treeSha256(nodeDigest, files), environment: { DATABASE_URL: databaseUrl }, secrets: { NOTE_KEY: 'a key for notes' }, needs: { data: true, secrets: [{ name: 'NOTE_KEY', why: 'To note.' }], origins: [] } }, never);
const visit = () => new Promise((resolve, reject) => request({ host: 'hosts', port: 8080, path: '/api/note', headers: { host: new URL(url).host } }, async (answer) => resolve([answer.statusCode, Buffer.concat(await answer.toArray()).toString()])).on('error', reject).end());
console.log(JSON.stringify([await visit(), await visit()]));
process.exit();
`;

describe.runIf(hasEngine)('the data of apps in the stack', () => {
  it('is kept from one call of a function to the next, which finds no way to the data of another app', () => {
    const hosts =
      docker('ps', '-q', '--filter', 'label=com.docker.compose.service=hosts').split('\n')[0] ?? '';
    const format = '{{range .Mounts}}{{if eq .Destination "/var/lib/gantry/keys"}}{{.Name}}{{end}}{{end}}';
    const keys = docker('inspect', '--format', format, hosts);
    const place = ['--network', 'gantry-cloud', '--volume', `${keys}:/keys:ro`];
    const said = docker(
      'run',
      '--rm',
      '--pull',
      'never',
      ...place,
      'gantry-services:local',
      'node',
      '--input-type=module',
      '-e',
      script,
    );
    const calls = z.array(z.tuple([z.number(), z.string()])).parse(JSON.parse(said.split('\n').at(-1) ?? ''));
    const doors = ['EACCES', 'EACCES'];
    expect(calls.map(([status, text]) => [status, JSON.parse(text)])).toEqual([
      [200, { count: 1, key: 15, doors }],
      [200, { count: 2, key: 15, doors }],
    ]);
  });
});
