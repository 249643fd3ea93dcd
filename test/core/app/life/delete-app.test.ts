import { describe, expect, test } from 'vitest';
import { restoreData } from '../../../../core/app/app-data.ts';
import { changeOwnApp } from '../../../../core/app/change-own-app.ts';
import { ensureApp } from '../../../../core/app/ensure-app.ts';
import { followLostMerges } from '../../../../core/app/follow-lost-merges.ts';
import { followMerge } from '../../../../core/app/follow-merge.ts';
import { mergePull } from '../../../../core/app/promote-app.ts';
import { proposeDiagnosis } from '../../../../core/app/propose-diagnosis.ts';
import { rollbackApp } from '../../../../core/app/rollback-app.ts';
import { setSecret } from '../../../../core/app/secrets/app-secrets.ts';
import { createMission, extendMission, retryMission } from '../../../../core/mission/create-mission.ts';
import { projectMission } from '../../../../core/mission/mission-rows.ts';
import { viewMission } from '../../../../core/mission/view-mission.ts';
import { failure } from '../../mission/samples.ts';
import { never } from '../../ports/never.ts';
import { appOf, caller, cancel, deps, options, read, story, useFreshPorts } from '../shipping-rig.ts';
import { testedMission } from '../tested-mission.ts';
import { liveApp, pullState, remove, restore, servedAt } from './life-rig.ts';

useFreshPorts();

const lifeOf = async (app: Parameters<typeof story>[0]) =>
  (await story(app)).filter((event) => /deletion|deleted|restore|purge/.test(event));

describe('deleting an app', () => {
  test('wants its name letter for letter, and changes nothing without it', async () => {
    const { app, world } = await liveApp();
    for (const confirm of ['', 'Calculator', 'calculator ', 'other'])
      await expect(remove(world, app, confirm)).rejects.toMatchObject({
        name: 'InputRejected',
        code: 'confirm_wrong',
        message: expect.stringContaining('calculator'),
      });
    expect(await appOf()).toEqual(app);
  });

  test('serves nothing of it any more, closes what is open, and keeps all of it for seven days', async () => {
    const { app, world, place, second } = await liveApp();
    const { deleted_at, purge_at } = await remove(world, app);
    expect(Date.parse(purge_at) - Date.parse(deleted_at)).toBe(7 * 86_400_000);
    expect(await servedAt(app)).toBe('taken-down');
    expect(await servedAt({ stable_url: (await read(second.missionId)).deployment?.url ?? '' })).toBe(
      'taken-down',
    );
    expect(await pullState(app, 1)).toBe('merged');
    expect(await pullState(app, 2)).toBe('closed');
    expect(place).toMatchObject({ at: 'aside', purgeAt: new Date(purge_at) });
    expect(await lifeOf(app)).toEqual(['deletion-intended', 'app-deleted']);
    expect(await appOf()).toMatchObject({
      ending: { phase: 'deleted', deleted_at, purge_at, by: caller.id },
    });
  });

  test('again is the same deletion', async () => {
    const { app, world } = await liveApp();
    const first = await remove(world, app);
    deps.clock.advance(1_000);
    expect(await remove(world, await appOf())).toEqual(first);
    expect(await lifeOf(app)).toEqual(['deletion-intended', 'app-deleted']);
  });

  test('of one that was never published or deployed takes nothing down', async () => {
    const mission = await testedMission(deps);
    const app = await ensureApp(deps)(mission, never);
    await cancel(mission.missionId);
    const nobody = {
      ...deps,
      appHost: { ...deps.appHost, takeDown: () => Promise.reject(new Error('nothing is there')) },
      codeHost: { ...deps.codeHost, archive: () => Promise.reject(new Error('nothing is there')) },
    };
    // Its row is there a moment before its story begins.
    const last = async () => undefined;
    await remove({ ...nobody, eventLog: { ...deps.eventLog, last } }, app);
    expect(await lifeOf(app)).toEqual(['deletion-intended', 'app-deleted']);
  });

  test('is Conflict while a mission works on it, which goes on', async () => {
    const { app, world, first } = await liveApp();
    const wanted = { app: { app_id: app.app_id, slug: app.slug }, extends: first.missionId };
    const running = await testedMission(deps, { wanted });
    await projectMission(deps)(viewMission(running), never);
    await expect(remove(world, app)).rejects.toMatchObject({
      name: 'Conflict',
      code: 'app_building',
      details: { mission_id: running.missionId },
    });
    expect(await appOf()).toEqual(app);
    // Its row in the list is behind its events.
    await cancel(running.missionId);
    await remove(world, app);
    expect((await appOf()).ending?.phase).toBe('deleted');
  });

  test('is taken back where a mission begins while it is marked', async () => {
    const { app, world, first } = await liveApp();
    const wanted = { app: { app_id: app.app_id, slug: app.slug }, extends: first.missionId };
    const put: typeof deps.records.put = async (key, value, wish, signal) => {
      const answer = await deps.records.put(key, value, wish, signal);
      if (key.partition === 'deleted-apps')
        await projectMission(deps)(viewMission(await testedMission(deps, { wanted })), never);
      return answer;
    };
    const beside = { ...world, records: { ...deps.records, put } };
    await expect(remove(beside, app)).rejects.toMatchObject({ code: 'app_building' });
    expect(await appOf()).toEqual(app);
    expect(await lifeOf(app)).toEqual([]);
    expect(await servedAt(app)).not.toBe('taken-down');
  });
});

describe('a deleted app', () => {
  const deleted = {
    name: 'Conflict',
    code: 'app_deleted',
    message: expect.stringContaining('restore it first'),
  };

  test('is changed by nobody, whoever found it before', async () => {
    const { app, world, first } = await liveApp();
    await remove(world, app);
    const gone = await appOf();
    const by = { ...caller, username: 'ada' };
    for (const found of [app, gone]) {
      const changes = [
        () => rollbackApp(world)({ actor: caller.id, app: found, missionId: first.missionId }, options),
        () => restoreData(world)({ actor: caller.id, app: found, restorePointId: 'point' }, options),
      ];
      for (const change of changes) await expect(change()).rejects.toMatchObject(deleted);
    }
    const changes = [
      () => mergePull(world)({ actor: caller.id, app: gone, number: 1 }, options),
      () => setSecret(world)({ app: gone, name: 'KEY', value: 'x', by }, options),
      () => changeOwnApp(world)({ app: gone, title: 'New', actor: caller.id }, options),
      () => changeOwnApp(world)({ app: gone, public_story: true, actor: caller.id }, options),
    ];
    for (const change of changes) await expect(change()).rejects.toMatchObject(deleted);
    await expect(mergePull(world)({ actor: caller.id, app, number: 2 }, options)).rejects.toMatchObject({
      code: 'pull_closed',
    });
    await expect(world.codeHost.merge(app.repository ?? '', 1, never)).rejects.toMatchObject({
      code: 'repository_archived',
    });
  });

  test('is built by nobody: no mission begins on it, and none ships to it', async () => {
    const { app, world, first } = await liveApp();
    const wanted = { app: { app_id: app.app_id, slug: app.slug }, extends: first.missionId };
    const running = await testedMission(deps, { wanted });
    await remove(world, app);
    const ask = { caller, idempotencyKey: undefined };
    const begin = [
      () =>
        createMission(deps)(
          { ...ask, voiceMemo: 'Add', plan: null, appSlug: app.slug, deploy: true, publish: true },
          options,
        ),
      () => extendMission(deps)({ ...ask, mission: first, voiceMemo: 'Add' }, options),
      () => retryMission(deps)({ ...ask, mission: first, budgetUsd: undefined }, options),
    ];
    for (const mission of begin) await expect(mission()).rejects.toMatchObject(deleted);
    await expect(ensureApp(deps)(running, never)).rejects.toMatchObject({
      name: 'DependencyRefused',
      code: 'app_deleted',
    });
    const failed = await testedMission(deps, { wanted });
    const failing = {
      ...failed,
      attempts: failed.attempts.map(({ report: _passed, ...attempt }) => ({ ...attempt, report: undefined })),
    };
    await proposeDiagnosis(deps)(failing, failure(), never);
    expect((await read(failed.missionId)).pullRequest).toBeUndefined();
  });

  test('goes live by no merge on the pages of its code host until it is restored', async () => {
    const { app, world } = await liveApp();
    const merging = { ...world, codeHost: { ...deps.codeHost, archive: async () => {} } };
    await deps.codeHost.merge(app.repository ?? '', 2, never);
    await remove(merging, app);
    await followLostMerges(world)({}, options);
    const notice = { repository: app.repository ?? '', repositoryId: app.repository ?? '', number: 2 };
    const delivery = {
      body: new Uint8Array(),
      signature: undefined,
      event: undefined,
      contentType: undefined,
    };
    const told = await followMerge({
      ...world,
      mergeNotices: { read: () => notice },
      consoleOrigin: deps.consoleOrigin,
    })(delivery, options);
    expect(told).toEqual({ outcome: 'ignored', why: 'That app was deleted.' });
    expect(await servedAt(app)).toBe('taken-down');
    await restore(world, app);
    await followLostMerges(world)({}, options);
    expect((await story(app)).filter((event) => event === 'app-promoted')).toHaveLength(2);
  });
});
