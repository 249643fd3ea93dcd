import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { neonAppDatabase } from '../../../adapters/neon/app-database.ts';
import { askNeon } from '../../../adapters/neon/ask-neon.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { createIds } from '../../../adapters/node/ids.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { testAppDatabase } from '../../contract/app-database.ts';
import { temporaryHome } from '../local/temporary-home.ts';
import { startNeonStandIn } from './neon-stand-in.ts';

const never = new AbortController().signal;
const ids = createIds({ clock: systemClock });
const newApp = () => appIdSchema.parse(ids.make('app'));
const newMission = () => missionIdSchema.parse(ids.make('msn'));
let neon: Awaited<ReturnType<typeof startNeonStandIn>>;
beforeAll(async () => {
  neon = await startNeonStandIn(temporaryHome());
});
afterAll(() => neon.close());

const open = (config: object = {}) => neonAppDatabase({ ...neon.config, clock: systemClock, ...config });

testAppDatabase('neon', () => {
  const database = open();
  return {
    database,
    asApp: async (branch) => askNeon(neon.config, (await database.ensureBranch(branch, never)).databaseUrl),
  };
});

describe('Neon', { timeout: 120_000 }, () => {
  const ofApp = async (appId: string) =>
    (await neon.projects()).find(({ name }) => name === `gantry-${appId}`);

  test('gives each branch a password of its own, which stays, and shuts an app out whose data is aside', async () => {
    const appId = newApp();
    const preview = { appId, missionId: newMission() };
    const first = await open().ensureBranch({ appId }, never);
    expect(await open().ensureBranch({ appId }, never)).toEqual(first);
    const other = await open().ensureBranch(preview, never);
    expect(new URL(other.databaseUrl).password).not.toBe(new URL(first.databaseUrl).password);
    expect(new URL(first.databaseUrl).username).toBe('app');
    await open().setAside(appId, new Date(Date.now() + 1_000), never);
    const ask = askNeon(neon.config, first.databaseUrl);
    expect(await ask([{ query: 'select 1' }], { isReadOnly: true }, never)).toMatchObject({
      kind: 'refused',
      refusal: { code: '28P01' },
    });
  });

  test('ends old previews and restore points, so that a plan of ten branches is enough for ever', async () => {
    const appId = newApp();
    const database = open();
    await database.ensureBranch({ appId }, never);
    for (let round = 0; round < 4; round += 1) {
      await database.ensureBranch({ appId, missionId: newMission() }, never);
      await database.keep(appId, `Round ${round}`, never);
    }
    await database.restore(appId, (await database.list(appId, never))[2]?.restorePointId ?? '', never);
    expect((await database.list(appId, never)).map(({ reason }) => reason.replace(/2026.*/, '…'))).toEqual([
      expect.stringContaining('Before going back to'),
      'Round 3',
      'Round 2',
      'Round 1',
    ]);
    const branches = (await ofApp(appId))?.branches ?? [];
    expect(branches.filter(({ name }) => name.startsWith('preview-'))).toHaveLength(3);
    expect(branches.length).toBeLessThanOrEqual(9);
  });

  test('keeps the passwords that deployments were made with when the key is another', async () => {
    const appId = newApp();
    const { databaseUrl } = await open().ensureBranch({ appId }, never);
    const rotated = open({ apiKey: async () => neon.rotatedKey });
    expect(await rotated.ensureBranch({ appId }, never)).toEqual({ databaseUrl });
    const owner = (await ofApp(appId))?.owner_password ?? '';
    expect(databaseUrl).not.toContain(owner);
    expect(databaseUrl).not.toContain(neon.config.apiKey);
  });

  test('makes one project and one branch where several ask for the first time at once', async () => {
    const branch = { appId: newApp(), missionId: newMission() };
    const urls = await Promise.all([1, 2, 3].map(() => open().ensureBranch(branch, never)));
    expect(new Set(urls.map(({ databaseUrl }) => databaseUrl)).size).toBe(1);
    const named = (await neon.projects()).filter(({ name }) => name === `gantry-${branch.appId}`);
    expect(named).toHaveLength(1);
    expect(named[0]?.branches).toHaveLength(2);
  });

  test('answers in words when a preview expires while it is used, and begins an empty one where it is asked for again', async () => {
    const branch = { appId: newApp(), missionId: newMission() };
    const migrations = [{ path: 'migrations/0001_n.sql', content: 'create table n (i int)' }];
    const { databaseUrl } = await open().ensureBranch(branch, never);
    await open().migrate(branch, migrations, never);
    const insert = { query: 'insert into n values (1)' };
    const ask = askNeon(neon.config, databaseUrl);
    expect(await ask([insert], { isReadOnly: false }, never)).toMatchObject({ kind: 'done' });
    neon.clock.skewMs = 15 * 86_400_000;
    expect(await ask([insert], { isReadOnly: false }, never)).toMatchObject({
      kind: 'refused',
      refusal: { message: expect.stringContaining('endpoint could not be found') },
    });
    expect(await open().open(branch, never)).toBeUndefined();
    neon.clock.skewMs = 0;
    const again = await open().ensureBranch(branch, never);
    expect(await open().migrate(branch, migrations, never)).toMatchObject({ ran: ['0001_n.sql'] });
    const count = { query: 'select count(*) from n' };
    expect(await askNeon(neon.config, again.databaseUrl)([count], { isReadOnly: true }, never)).toMatchObject(
      { results: [{ rows: [['0']] }] },
    );
  });

  test('lets a preview expire by itself', async () => {
    const appId = newApp();
    await open().ensureBranch({ appId, missionId: newMission() }, never);
    const [, preview] = (await ofApp(appId))?.branches ?? [];
    expect(Date.parse(preview?.expires_at ?? '')).toBeGreaterThan(Date.now() + 13 * 86_400_000);
  });

  test('waits while another change of the project is in the way', async () => {
    neon.faults.push({
      times: 3,
      on: /POST .*\/branches$/,
      status: 423,
      body: { message: 'project already has running conflicting operations' },
    });
    await open().ensureBranch({ appId: newApp() }, never);
    neon.faults.push({ times: 100, on: /POST .*\/branches$/, status: 423, body: {} });
    await expect(
      open({ settleTimeoutMs: 50 }).ensureBranch({ appId: newApp() }, never),
    ).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'neon-busy',
    });
    neon.faults.length = 0;
  });

  test.each([
    [
      429,
      { message: 'too many requests' },
      { 'retry-after': '7' },
      { name: 'DependencyFailed', code: 'neon-rate-limited', retryAfterMs: 7_000 },
    ],
    [429, {}, {}, { name: 'DependencyFailed', retryAfterMs: 60_000 }],
    [503, 'Bad gateway', {}, { name: 'DependencyFailed', code: 'neon-failed' }],
    [401, {}, {}, { name: 'DependencyRefused', code: 'neon-key-refused' }],
    [403, { message: 'user has no permissions' }, {}, { name: 'DependencyRefused', code: 'neon-forbidden' }],
    [
      422,
      { code: 'BRANCHES_LIMIT_EXCEEDED', message: 'branches limit exceeded' },
      {},
      {
        name: 'DependencyRefused',
        code: 'neon-plan-limit',
        message: expect.stringContaining('branches limit exceeded'),
      },
    ],
    [
      400,
      { message: 'no such region' },
      {},
      {
        name: 'DependencyRefused',
        code: 'neon-unprocessable',
        message: expect.stringContaining('no such region'),
      },
    ],
  ])('answers %i in words of what to do, with what Neon said', async (status, body, headers, expected) => {
    neon.faults.push({ times: 1, on: /GET .*\/projects$/, status, body, headers });
    await expect(open().ensureBranch({ appId: newApp() }, never)).rejects.toMatchObject(expected);
  });

  test('gives its key to nobody, not even in an error that quotes it', async () => {
    neon.faults.push({
      times: 1,
      on: /GET/,
      status: 400,
      body: { message: `bad key ${neon.config.apiKey}` },
    });
    const error = await open()
      .ensureBranch({ appId: newApp() }, never)
      .catch((thrown: unknown) => thrown);
    expect(JSON.stringify([String(error), error])).not.toContain(neon.config.apiKey);
    expect(String(error)).toContain('bad key [redacted]');
  });

  test('ends with its caller and with its own time limit', async () => {
    const gone = AbortSignal.abort(new Error('the caller went'));
    await expect(open().ensureBranch({ appId: newApp() }, gone)).rejects.toThrow('the caller went');
    const silent = open({ apiUrl: 'http://127.0.0.1:9', requestTimeoutMs: 200 });
    await expect(silent.ensureBranch({ appId: newApp() }, never)).rejects.toMatchObject({
      code: 'neon-failed',
    });
  });

  test('deletes what lay aside for long enough, and nothing else', async () => {
    const [over, still] = [newApp(), newApp()];
    const clock = { nowMs: () => 10_000 };
    for (const appId of [over, still]) await open().ensureBranch({ appId }, never);
    await open().setAside(over, new Date(9_000), never);
    await open().setAside(still, new Date(11_000), never);
    await open({ clock }).purge(never);
    const names = (await neon.projects()).map(({ name }) => name);
    expect(names.some((name) => name.endsWith(over))).toBe(false);
    expect(names).toContain(`aside-11000-gantry-${still}`);
  });
});
