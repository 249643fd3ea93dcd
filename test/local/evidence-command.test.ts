import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openDatabase } from '../../adapters/local/database.ts';
import { createEventLog } from '../../adapters/local/event-log.ts';
import { sealEvidence } from '../../core/evidence/seal-evidence.ts';
import type { MissionId } from '../../core/wire/ids.ts';
import { play } from '../core/mission/play.ts';
import { commands } from '../core/mission/samples.ts';
import { makePorts } from '../core/ports/make-ports.ts';
import { never } from '../core/ports/never.ts';
import { runGantry } from './cli/run-gantry.ts';

const ports = makePorts();
const { home } = ports;
const database = openDatabase(home);
const deps = { ...ports, eventLog: createEventLog({ database }) };
const said: string[] = [];
const ids: MissionId[] = [];
const bundleFile = join(home, 'bundle.json');

beforeAll(async () => {
  for (let index = 0; index < 3; index += 1) {
    const { missionId } = await play([commands().settle], { deps });
    const bundle = await sealEvidence(deps)(missionId, never);
    writeFileSync(bundleFile, JSON.stringify(bundle));
    ids.push(missionId);
  }
});
beforeEach(() => {
  vi.stubEnv('GANTRY_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  said.length = 0;
});
afterAll(() => database.close());

/** Runs a command and keeps what it says. */
async function run(words: string, against?: string): Promise<number> {
  const { code, out, err } = await runGantry(
    ...words.split(' '),
    ...(against === undefined ? [] : ['--against', against]),
  );
  said.push((out + err).trimEnd());
  return code;
}

async function exportTo(name: string): Promise<string> {
  await run('audit export');
  const file = join(home, name);
  writeFileSync(file, said.pop() ?? '');
  return file;
}

const verify = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/verify.ts', ...args], { encoding: 'utf8' });

test('a log that was exported verifies offline, with a bundle that must be in it, with keys pinned and after a rotation', async () => {
  const log = await exportTo('log.json');
  expect(await run('keys rotate')).toBe(0);
  expect(await run('keys list')).toBe(0);
  const keys = join(home, 'keys.pem');
  writeFileSync(keys, said.join('\n'));
  expect(said.join('\n').match(/BEGIN PUBLIC KEY/g)).toHaveLength(2);
  const out = execFileSync(process.execPath, ['scripts/verify.ts', bundleFile, '--log', log, '--key', keys], {
    encoding: 'utf8',
  });
  expect(out).toContain('Valid log: 3 missions');
  expect(out).not.toContain('not pinned');
  expect(verify('--log', log).stdout).toContain('not pinned');
  expect(await run('audit verify')).toBe(0);
  expect(await run('log verify')).toBe(0);
  expect(await run('audit verify', log)).toBe(0);
  const less = JSON.parse(execFileSync('cat', [log], { encoding: 'utf8' }));
  writeFileSync(join(home, 'less.json'), JSON.stringify({ ...less, entries: less.entries.slice(0, 2) }));
  const gone = verify(bundleFile, '--log', join(home, 'less.json'));
  expect([gone.status, gone.stderr]).toEqual([1, expect.stringContaining(`no checkpoint of ${ids[2]}`)]);
  const cut = verify('--log', join(home, 'less.json'), '--against', log);
  expect([cut.status, cut.stderr]).toEqual([1, expect.stringContaining(`the earlier export has ${ids[2]}`)]);
});

test('a mission that was deleted or changed behind Gantry’s back is named, and so is a log that was cut', async () => {
  const before = await exportTo('before.json');
  database.exec('drop trigger events_keep_on_delete; drop trigger events_keep_on_update');
  database.prepare('delete from events where stream = ?').run(ids[0] ?? '');
  database
    .prepare("update events set body = replace(body, 'gantry', 'nobody') where stream = ?")
    .run(ids[1] ?? '');
  expect(await run('audit verify')).toBe(1);
  expect(said.join('\n')).toContain(`missing: ${ids[0]}`);
  expect(said.join('\n')).toMatch(new RegExp(`changed: ${ids[1]}`));
  expect(said.join('\n')).not.toContain(ids[2]);
  // Every opening of the home puts the triggers back.
  database.exec('drop trigger events_keep_on_delete');
  database.exec("delete from events where stream = 'log_checkpoints' and sort = 'e#0000000003'");
  expect(await run('audit verify', before)).toBe(1);
  expect(said.join('\n')).toContain(`the earlier export has ${ids[2]}`);
});

test('verify refuses a bundle that others could read differently', () => {
  const bundle = readFileSync(bundleFile, 'utf8');
  const twice = join(home, 'twice.json');
  writeFileSync(twice, `{"events":[],${bundle.slice(1)}`);
  expect(JSON.parse(readFileSync(twice, 'utf8'))).toEqual(JSON.parse(bundle));
  expect(verify(bundleFile).status).toBe(0);
  expect(verify(twice)).toMatchObject({ status: 1, stderr: expect.stringContaining('the same name twice') });
});

test('verify without a file, and with two, says how it is called', () => {
  expect(verify()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage') });
  expect(verify('a', 'b').status).toBe(2);
  expect(verify('/nonexistent')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('cannot be read'),
  });
});
