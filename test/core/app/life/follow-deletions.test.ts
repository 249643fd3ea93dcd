import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { findApp } from '../../../../core/app/app-records.ts';
import { ensureApp } from '../../../../core/app/ensure-app.ts';
import { followApp } from '../../../../core/app/life/deleted-apps.ts';
import { appOfRepository, noteRepositoryApp } from '../../../../core/app/repository-apps.ts';
import { noteSet } from '../../../../core/app/secrets/secret-records.ts';
import { extendMission } from '../../../../core/mission/create-mission.ts';
import { never } from '../../ports/never.ts';
import { appOf, caller, deps, options, story, useFreshPorts } from '../shipping-rig.ts';
import { testedMission } from '../tested-mission.ts';
import { dayMs, dyingAt, follow, Killed, liveApp, pullState, remove, restore, servedAt } from './life-rig.ts';

useFreshPorts();

const find = (slug = 'calculator') => findApp(deps)(caller.id, slug, never);
const lifeOf = async (app: Parameters<typeof story>[0]) =>
  (await story(app)).filter((event) => /deletion|deleted|restore|purge/.test(event));
const deletedWhole = ['deletion-intended', 'app-deleted'];

describe('after seven days', () => {
  test('its project, its data and its secrets are gone, and its story, its repository and its source stay', async () => {
    const { app, world, place } = await liveApp();
    await deps.appSecrets.set(app.app_id, 'KEY', 'value', never);
    await noteSet(deps)(app.app_id, { name: 'KEY', set_at: app.created_at, set_by: 'ada' }, never);
    await remove(world, app);
    await follow(world);
    expect((await find())?.ending?.phase).toBe('deleted');
    expect(await deps.appSecrets.read(app.app_id, ['KEY'], never)).toEqual({ KEY: 'value' });
    deps.clock.advance(7 * dayMs);
    await follow(world);
    await follow(world);
    expect(await find()).toBeUndefined();
    expect(place.at).toBe('gone');
    expect(await deps.appSecrets.read(app.app_id, ['KEY'], never)).toEqual({});
    expect(await servedAt(app)).toBe('taken-down');
    expect(await pullState(app, 2)).toBe('closed');
    expect(await lifeOf(app)).toEqual([...deletedWhole, 'purge-intended', 'app-purged']);
    await expect(restore(world, app)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(remove(world, app)).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('its slug is free, and nothing of the old app reaches the one that has it then', async () => {
    const { app, world, first } = await liveApp();
    const repository = { repositoryId: '7', repository: app.repository ?? '' };
    const named = {
      id: '7',
      fullName: repository.repository,
      webUrl: '',
      cloneUrl: '',
      defaultBranch: 'main',
    };
    await noteRepositoryApp(deps)(named, app, never);
    await remove(world, app);
    deps.clock.advance(7 * dayMs);
    await follow(world);
    const next = await ensureApp(deps)(await testedMission(deps), never);
    expect(next).toMatchObject({ slug: app.slug });
    expect(next.app_id).not.toBe(app.app_id);
    expect(await appOfRepository(deps)(repository, never)).toBeUndefined();
    const ask = { caller, mission: first, voiceMemo: 'Add', idempotencyKey: undefined };
    await expect(extendMission(deps)(ask, options)).rejects.toMatchObject({
      name: 'NotFound',
      code: 'app_purged',
    });
    for (const act of [remove(world, app), restore(world, app)])
      await expect(act).rejects.toMatchObject({ name: 'NotFound', code: 'app_purged' });
    await followApp(deps)(app, never);
    await follow(world);
    expect(await find()).toEqual(next);
  });

  test('one that fails keeps no other from its end, and is looked at again', async () => {
    const { app, world } = await liveApp();
    const other = await ensureApp(deps)(await testedMission(deps, { slug: 'other' }), never);
    await remove(world, app);
    await remove(deps, { ...other });
    deps.clock.advance(7 * dayMs);
    const down = { ...world, appHost: { ...deps.appHost, remove: () => Promise.reject(new Error('down')) } };
    await expect(follow(down)).rejects.toThrow('down');
    expect([(await find())?.ending?.phase, await find('other')]).toEqual(['purging', undefined]);
    await follow(world);
    expect(await find()).toBeUndefined();
  });

  test('an app that was never hosted nor kept data is gone as well', async () => {
    const app = await ensureApp(deps)(await testedMission(deps), never);
    await remove(deps, app);
    deps.clock.advance(7 * dayMs);
    await follow(deps);
    expect(await lifeOf(app)).toContain('app-purged');
  });

  test('every one of many is looked at, also one that is deleted while it is waited for', async () => {
    const { app, world } = await liveApp();
    const { app_id } = app;
    for (let place = 1; place <= 101; place += 1)
      await followApp(deps)(
        { ...app, app_id: `${app_id.slice(0, -3)}${100 + place}` as typeof app_id },
        never,
      );
    const claims = deps.records.put;
    const put: typeof claims = async (key, ...rest) => {
      const answer = await claims(key, ...rest);
      // Its turn is taken by somebody who deletes it meanwhile.
      if (key.partition === 'production-turns' && key.sort === app_id)
        await remove({ ...world, records: aside }, app);
      return answer;
    };
    const free = async (key: { readonly partition: string }) => key.partition !== 'production-turns';
    const aside: typeof deps.records = {
      ...deps.records,
      put: async (key, ...rest) =>
        (await free(key))
          ? claims(key, ...rest)
          : ({ revision: 'aside' } as Awaited<ReturnType<typeof claims>>),
    };
    await followApp(deps)(app, never);
    await follow({ ...world, records: { ...deps.records, put } });
    expect((await find())?.ending?.phase).toBe('deleted');
    expect(await lifeOf(app)).toEqual(deletedWhole);
    const left = await deps.records.list('deleted-apps', { limit: 10 }, z.unknown(), never);
    expect(left).toHaveLength(1);
  });

  test('an app that is followed and not deleted is left alone and forgotten', async () => {
    const { app, world } = await liveApp();
    await followApp(deps)(app, never);
    await follow(world);
    expect(await appOf()).toEqual(app);
    expect(await lifeOf(app)).toEqual([]);
  });
});

describe('killed between any two steps', () => {
  /** Well beyond what any of them does. */
  const steps = Array.from({ length: 14 }, (_, step) => step + 1);
  const moments = steps.flatMap((step) => [[step, 'before'] as const, [step, 'after'] as const]);
  /** The turn of a process that was killed is free after a minute. */
  const later = () => deps.clock.advance(61_000);
  const dies = (act: Promise<unknown>) =>
    act.catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });

  test.each(moments)('a deletion is whole or has not begun (%i, %s)', async (step, when) => {
    const { app, world, place } = await liveApp();
    await dies(remove(dyingAt(world, step, when), app));
    later();
    await follow(world);
    const isDeleted = (await find())?.ending !== undefined;
    expect(await lifeOf(app)).toEqual(isDeleted ? deletedWhole : []);
    expect((await servedAt(app)) === 'taken-down').toBe(isDeleted);
    expect(place.at).toBe(isDeleted ? 'aside' : 'in place');
    await remove(world, await appOf());
    expect(await lifeOf(app)).toEqual(deletedWhole);
  });

  test.each(moments)('a restore is whole or has not begun (%i, %s)', async (step, when) => {
    const { app, world, place } = await liveApp();
    await remove(world, app);
    await dies(restore(dyingAt(world, step, when), app));
    later();
    await follow(world);
    const isDeleted = (await find())?.ending !== undefined;
    expect((await servedAt(app)) === 'taken-down').toBe(isDeleted);
    expect(place.at).toBe(isDeleted ? 'aside' : 'in place');
    await restore(world, await appOf());
    expect(await lifeOf(app)).toEqual([...deletedWhole, 'restore-intended', 'app-restored']);
    expect(await appOf()).toEqual(app);
  });

  test.each(moments)('a removal for good goes on (%i, %s)', async (step, when) => {
    const { app, world, place } = await liveApp();
    await deps.appSecrets.set(app.app_id, 'KEY', 'value', never);
    await noteSet(deps)(app.app_id, { name: 'KEY', set_at: app.created_at, set_by: 'ada' }, never);
    await remove(world, app);
    deps.clock.advance(7 * dayMs);
    await dies(follow(dyingAt(world, step, when)));
    later();
    await follow(world);
    expect(await find()).toBeUndefined();
    expect(place.at).toBe('gone');
    expect(await lifeOf(app)).toEqual([...deletedWhole, 'purge-intended', 'app-purged']);
  });

  test('a deletion that a restore was killed before is done over', async () => {
    const { app, world, place } = await liveApp();
    await remove(world, app);
    await dies(restore(dyingAt(world, 4, 'after'), app));
    later();
    await remove(world, app);
    expect(await lifeOf(app)).toEqual([...deletedWhole, 'restore-intended', 'app-restored', ...deletedWhole]);
    expect(place.at).toBe('aside');
  });

  test('a deletion and a restore that were killed are done when they are asked for again', async () => {
    const { app, world } = await liveApp();
    await dies(remove(dyingAt(world, 6, 'after'), app));
    later();
    await remove(world, app);
    expect(await lifeOf(app)).toEqual(deletedWhole);
    await dies(restore(dyingAt(world, 5, 'after'), app));
    later();
    expect(await restore(world, app)).toEqual(app);
    expect(await lifeOf(app)).toEqual([...deletedWhole, 'restore-intended', 'app-restored']);
  });

  test('a deletion that was killed can be restored', async () => {
    const { app, world } = await liveApp();
    await dies(remove(dyingAt(world, 6, 'after'), app));
    later();
    expect(await restore(world, app)).toEqual(app);
  });
});
