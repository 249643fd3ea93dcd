import { beforeEach, describe, expect, test } from 'vitest';
import { viewApp, withVersion } from '../../../core/app/app.ts';
import { changeApp, listApps, requireApp } from '../../../core/app/app-records.ts';
import { appendAppFact } from '../../../core/app/append-app-fact.ts';
import { ensureApp } from '../../../core/app/ensure-app.ts';
import { verifyChain } from '../../../core/evidence/chain.ts';
import { appViewSchema } from '../../../core/wire/http.ts';
import type { AppId } from '../../../core/wire/ids.ts';
import { play } from '../mission/play.ts';
import { appId, missionId, otherUserId, tree, userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { testedMission } from './tested-mission.ts';

let deps: TestPorts;
beforeEach(() => {
  deps = makePorts();
});

const story = async (id: AppId) =>
  (await deps.eventLog.read(id, { afterSeq: 0 }, never)).map((event) => [event.event, event.status]);

describe('the app of a mission', () => {
  test('comes into being once, under the slug that the draft wished for', async () => {
    const mission = await testedMission(deps, { slug: 'My Calculator' });
    const app = await ensureApp(deps)(mission, never);
    expect(app).toMatchObject({ slug: 'my-calculator', owner: userId, born_of: mission.missionId });
    expect(await ensureApp(deps)(mission, never)).toEqual(app);
    expect(await story(app.app_id)).toEqual([['app-created', 'NEW']]);
    expect(await listApps(deps)(userId, never)).toEqual([app]);
  });

  test('is suffixed among the owner’s own, and another owner’s equal slug is another app', async () => {
    const slugs = [];
    for (let index = 0; index < 3; index += 1)
      slugs.push((await ensureApp(deps)(await testedMission(deps), never)).slug);
    expect(slugs).toEqual(['calculator', 'calculator-2', 'calculator-3']);
    const theirs = await ensureApp(deps)(
      await testedMission(deps, { wanted: { owner: otherUserId } }),
      never,
    );
    expect(theirs.slug).toBe('calculator');
  });

  test('is one for runs that meet, and two missions that meet get two', async () => {
    const [first, second] = [await testedMission(deps), await testedMission(deps)];
    const apps = await Promise.all(
      [first, first, second, second].map((mission) => ensureApp(deps)(mission, never)),
    );
    expect(apps[0]?.app_id).toBe(apps[1]?.app_id);
    expect(apps[2]?.app_id).toBe(apps[3]?.app_id);
    expect(apps.map((app) => app.slug).toSorted()).toEqual([
      'calculator',
      'calculator',
      'calculator-2',
      'calculator-2',
    ]);
  });

  test('is told in its story also when the process died between its row and its story', async () => {
    const mission = await testedMission(deps);
    const eventLog = { ...deps.eventLog, append: async () => Promise.reject(new Error('killed')) };
    await expect(ensureApp({ ...deps, eventLog })(mission, never)).rejects.toThrow('killed');
    expect(await story((await ensureApp(deps)(mission, never)).app_id)).toEqual([['app-created', 'NEW']]);
  });

  test('that it was asked to work on is that one, and notes the mission once', async () => {
    const app = await ensureApp(deps)(await testedMission(deps), never);
    const wanted = { app: { app_id: app.app_id, slug: app.slug } };
    const extension = await testedMission(deps, { slug: 'other', wanted });
    const after = await ensureApp(deps)(extension, never);
    expect(after).toMatchObject({ app_id: app.app_id, missions: [app.born_of, extension.missionId] });
    // A run that read the row before the mission was noted in it.
    let reads = 0;
    const records: TestPorts['records'] = {
      ...deps.records,
      get: async (key, schema, signal) => {
        reads += 1;
        if (reads > 1) return deps.records.get(key, schema, signal);
        return { key, value: schema.parse(app), revision: 'old' };
      },
    };
    expect((await ensureApp({ ...deps, records })(extension, never)).missions).toEqual(after.missions);
  });

  test('is not made for a mission whose draft never passed the gate', async () => {
    await expect(ensureApp(deps)(await play([], { deps }), never)).rejects.toMatchObject({
      code: 'nothing_to_ship',
    });
    expect(await listApps(deps)(userId, never)).toEqual([]);
  });

  test('needs another name when two hundred places are taken', async () => {
    const mission = await testedMission(deps);
    const taken = { ...(await ensureApp(deps)(await testedMission(deps), never)) };
    const records: TestPorts['records'] = {
      ...deps.records,
      put: async () => 'lost',
      get: async (key, schema) => ({ key, value: schema.parse(taken), revision: '1' }),
    };
    await expect(ensureApp({ ...deps, records })(mission, never)).rejects.toMatchObject({
      code: 'slug_spent',
    });
  });
});

describe('an app’s row', () => {
  test('is NotFound for an unknown slug and for somebody else', async () => {
    await ensureApp(deps)(await testedMission(deps), never);
    for (const [owner, slug] of [
      [userId, 'nothing'],
      [otherUserId, 'calculator'],
    ] as const) {
      await expect(requireApp(deps)(owner, slug, never)).rejects.toMatchObject({ name: 'NotFound' });
      await expect(changeApp(deps)(owner, slug, (row) => row, never)).rejects.toMatchObject({
        name: 'NotFound',
      });
    }
  });

  test('takes every change of many that meet', async () => {
    const app = await ensureApp(deps)(await testedMission(deps), never);
    const change = (digit: number) =>
      changeApp(deps)(userId, app.slug, (row) => ({ ...row, title: `${row.title}${digit}` }), never);
    await Promise.all([1, 2, 3, 4, 5].map(change));
    expect([...(await requireApp(deps)(userId, app.slug, never)).title.slice(10)].toSorted().join('')).toBe(
      '12345',
    );
  });

  test('that changes faster than it can be written is Conflict', async () => {
    await ensureApp(deps)(await testedMission(deps), never);
    const records = { ...deps.records, put: async () => 'lost' as const };
    const change = changeApp({ records })(userId, 'calculator', (row) => row, never);
    await expect(change).rejects.toMatchObject({ name: 'Conflict', code: 'app_busy' });
  });

  test('shows its live URL once something was promoted', async () => {
    const app = { ...(await ensureApp(deps)(await testedMission(deps), never)), stable_url: 'http://x/' };
    expect(appViewSchema.parse(viewApp(app)).live_url).toBeNull();
    expect(viewApp({ ...app, live_mission: missionId }).live_url).toBe('http://x/');
  });

  test('keeps one version a mission', async () => {
    const app = await ensureApp(deps)(await testedMission(deps), never);
    const version = {
      mission_id: missionId,
      attempt: 0,
      tree_sha256: tree(0),
      artifact_sha256: null,
      pull_number: null,
    };
    const once = withVersion(app, version);
    expect(withVersion(once, { ...version, attempt: 1 }).versions).toEqual([{ ...version, attempt: 1 }]);
    const other = { ...version, mission_id: app.born_of };
    expect(withVersion(once, other).versions).toEqual([version, other]);
  });
});

describe('an app’s story', () => {
  const tell = (
    event: Parameters<ReturnType<typeof appendAppFact>>[2]['event'],
    mission: string = missionId,
    log = deps,
  ) => appendAppFact(log)(appId, 'gantry', { event, message: event, data: { mission_id: mission } }, never);

  test('tells each thing once a mission, roll-backs as often as they happen, and one end of a merge', async () => {
    for (const event of [
      'app-created',
      'preview-deployed',
      'pull-request-opened',
      'pull-request-merged',
    ] as const) {
      await tell(event);
      await tell(event);
    }
    for (const event of ['app-promoted', 'promotion-refused', 'app-rolled-back'] as const) {
      await tell(event);
      await tell(event);
    }
    await tell('preview-deployed', 'msn_other');
    expect(await story(appId)).toEqual([
      ['app-created', 'NEW'],
      ['preview-deployed', 'PROPOSED'],
      ['pull-request-opened', 'PROPOSED'],
      ['pull-request-merged', 'PROPOSED'],
      ['app-promoted', 'LIVE'],
      ['app-rolled-back', 'LIVE'],
      ['app-rolled-back', 'LIVE'],
      ['preview-deployed', 'LIVE'],
    ]);
  });

  test('stays one chain under many tellers', async () => {
    await Promise.all(Array.from({ length: 15 }, (_, index) => tell('preview-deployed', `msn_${index}`)));
    const events = await deps.eventLog.read(appId, { afterSeq: 0 }, never);
    expect(events).toHaveLength(15);
    expect(verifyChain(deps.digest, events)).toMatchObject({ ok: true });
  });

  test('that others write faster is Conflict', async () => {
    const eventLog = { ...deps.eventLog, append: async () => 'taken' as const };
    await expect(tell('app-created', missionId, { ...deps, eventLog })).rejects.toMatchObject({
      code: 'app_busy',
    });
  });
});
