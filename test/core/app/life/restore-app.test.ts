import { describe, expect, test } from 'vitest';
import { ensureApp } from '../../../../core/app/ensure-app.ts';
import { mergePull } from '../../../../core/app/promote-app.ts';
import { never } from '../../ports/never.ts';
import { appOf, caller, cancel, deps, options, story, useFreshPorts } from '../shipping-rig.ts';
import { testedMission } from '../tested-mission.ts';
import { dayMs, follow, liveApp, pullState, remove, restore, servedAt } from './life-rig.ts';

useFreshPorts();

describe('restoring an app', () => {
  test('brings back what was live, its data and its open pull requests', async () => {
    const { app, world, place } = await liveApp();
    const before = await servedAt(app);
    const pull = await deps.codeHost.findPullRequest(app.repository ?? '', 2, never);
    await remove(world, app);
    expect(await restore(world, await appOf())).toEqual(app);
    expect(await servedAt(app)).toBe(before);
    expect(place.at).toBe('in place');
    expect(await deps.codeHost.findPullRequest(app.repository ?? '', 2, never)).toEqual(pull);
    await mergePull(world)({ actor: caller.id, app: await appOf(), number: 2 }, options);
    expect(await servedAt(app)).not.toBe(before);
    expect((await story(app)).slice(-5)).toEqual([
      'app-deleted',
      'restore-intended',
      'app-restored',
      'pull-request-merged',
      'app-promoted',
    ]);
  });

  test('of one that is not deleted answers it as it is', async () => {
    const { app, world } = await liveApp();
    expect(await restore(world, app)).toEqual(app);
    expect(await story(app)).not.toContain('restore-intended');
  });

  test('of one that was never live has nothing to serve', async () => {
    const mission = await testedMission(deps);
    const app = await ensureApp(deps)(mission, never);
    await cancel(mission.missionId);
    await remove(deps, app);
    expect(await restore(deps, app)).toEqual(app);
    expect((await story(app)).at(-1)).toBe('app-restored');
  });

  test('and deleting it again, twice over, tells each time', async () => {
    const { app, world } = await liveApp();
    for (const _round of [1, 2]) {
      await remove(world, await appOf());
      await restore(world, await appOf());
    }
    expect((await story(app)).filter((event) => event === 'app-deleted')).toHaveLength(2);
    expect((await story(app)).filter((event) => event === 'app-restored')).toHaveLength(2);
  });

  test('is Conflict once its seven days are over, whether or not anybody has looked', async () => {
    const { app, world } = await liveApp();
    await remove(world, app);
    deps.clock.advance(7 * dayMs - 1);
    await restore(world, app);
    await remove(world, await appOf());
    deps.clock.advance(7 * dayMs);
    const late = { name: 'Conflict', code: 'app_purging' };
    await expect(restore(world, app)).rejects.toMatchObject(late);
    const stuck = { ...world, appHost: { ...deps.appHost, remove: () => Promise.reject(new Error('down')) } };
    await expect(follow(stuck)).rejects.toThrow('down');
    await expect(restore(world, app)).rejects.toMatchObject(late);
    expect(await remove(world, await appOf())).toMatchObject({ purge_at: expect.any(String) });
  });
});

describe('asked many times at once', () => {
  const count = async (app: Parameters<typeof story>[0], event: string) =>
    (await story(app)).filter((told) => told === event).length;
  const ten = <T>(act: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, act));

  test('ten deletions are one, and each is answered with it', async () => {
    const { app, world } = await liveApp();
    const answers = await ten(() => remove(world, app));
    expect(new Set(answers.map(({ purge_at }) => purge_at)).size).toBe(1);
    expect(await count(app, 'deletion-intended')).toBe(1);
    expect(await count(app, 'app-deleted')).toBe(1);
  });

  test('ten restores are one, and each is answered with the app', async () => {
    const { app, world } = await liveApp();
    await remove(world, app);
    const gone = await appOf();
    expect(await ten(() => restore(world, gone))).toEqual(Array(10).fill(app));
    expect(await count(app, 'app-restored')).toBe(1);
  });

  test('a deletion beside a restore ends as one of the two, whole', async () => {
    const { app, world, place } = await liveApp();
    await remove(world, app);
    const gone = await appOf();
    await Promise.all([restore(world, gone), remove(world, gone), restore(world, gone), remove(world, gone)]);
    const isDeleted = (await appOf()).ending !== undefined;
    expect(place.at).toBe(isDeleted ? 'aside' : 'in place');
    expect((await servedAt(app)) === 'taken-down').toBe(isDeleted);
    expect(await pullState(app, 2)).toBe(isDeleted ? 'closed' : 'open');
    expect((await count(app, 'app-deleted')) - (await count(app, 'app-restored'))).toBe(isDeleted ? 1 : 0);
  });

  test('a deletion beside a merge leaves nothing live, and what was merged is live after a restore', async () => {
    const { app, world } = await liveApp();
    const [, merged] = await Promise.allSettled([
      remove(world, app),
      mergePull(world)({ actor: caller.id, app, number: 2 }, options),
    ]);
    expect(await servedAt(app)).toBe('taken-down');
    expect(await count(app, 'app-deleted')).toBe(1);
    if (merged.status === 'rejected') expect(merged.reason).toMatchObject({ name: 'Conflict' });
    await restore(world, app);
    await mergePull(world)({ actor: caller.id, app: await appOf(), number: 2 }, options);
    expect(await count(app, 'pull-request-merged')).toBe(2);
    expect(await count(app, 'app-promoted')).toBe(2);
  });
});
