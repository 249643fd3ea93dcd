import { describe, expect, test } from 'vitest';
import { followLostMerges } from '../../../core/app/follow-lost-merges.ts';
import { mergePull } from '../../../core/app/promote-app.ts';
import { rollbackApp } from '../../../core/app/rollback-app.ts';
import { DependencyFailed } from '../../../core/errors.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { fixtureAppDatabase } from '../data/fixture-app-database.ts';
import { never } from '../ports/never.ts';
import { appOf, caller, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';
import { sources } from './tested-mission.ts';

useFreshPorts();

const withData = [...sources, { path: 'migrations/0001_messages.sql', content: 'create table messages ()' }];

/** Ships an app that keeps data, and answers how its merge comes out. */
async function shipAndMerge(database: ReturnType<typeof fixtureAppDatabase>) {
  const deployed: unknown[] = [];
  const appHost: typeof deps.appHost = {
    ...deps.appHost,
    deploy: (request, signal) => {
      deployed.push([request.target, request.environment]);
      return host.deploy(request, signal);
    },
  };
  const host = deps.appHost;
  Object.assign(deps, { appDatabase: database, appHost });
  await ship({ files: withData });
  await mergePull(deps)({ actor: caller.id, app: await appOf(), number: 1 }, options);
  const app = await appOf();
  const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never);
  return { app, deployed, last: events.at(-1), events };
}

describe('a merge of an app that keeps data', () => {
  test('keeps production, tries its copy, changes it, and then promotes', async () => {
    const database = fixtureAppDatabase();
    const { app, deployed, events } = await shipAndMerge(database);
    expect((await story(app)).slice(-3)).toEqual(['pull-request-merged', 'data-migrated', 'app-promoted']);
    expect(events.at(-2)).toMatchObject({
      message: 'The data was kept and changed by 0001_messages.sql.',
      data: { restore_point_id: 'rp_1', ran: ['0001_messages.sql'] },
    });
    expect(database.did.slice(-4)).toEqual([
      `ensure ${app.app_id}`,
      'keep Before pull request 1 went live',
      'rehearse rp_1',
      `migrate ${app.app_id}`,
    ]);
    expect(deployed).toEqual([
      ['preview', { DATABASE_URL: `fixture:${app.app_id}/${app.missions[0]}` }],
      ['production', { DATABASE_URL: `fixture:${app.app_id}` }],
    ]);
  });

  test('says that tables stay as they are where nothing was to change', async () => {
    const database = fixtureAppDatabase();
    database.migrate = async () => ({ kind: 'migrated', ran: [] });
    const { events } = await shipAndMerge(database);
    expect(events.at(-2)?.message).toBe('The data was kept; its tables stay as they are.');
  });

  test('is not promoted where the data cannot follow, and the story says why', async () => {
    const { app, last } = await shipAndMerge(
      fixtureAppDatabase({ rehearse: 'Two messages have one number.' }),
    );
    expect(app.live_mission).toBeNull();
    expect(last).toMatchObject({
      event: 'promotion-refused',
      message:
        'Not promoted: its data cannot follow. Two messages have one number. Ask for that change, and merge it.',
    });
  });

  test('waits where the database is busy for minutes: what was merged stays so, and goes live once when it is free', async () => {
    const database = fixtureAppDatabase();
    const busy = { ...database, keep: () => Promise.reject(new DependencyFailed('neon-busy', 'Busy.')) };
    Object.assign(deps, { appDatabase: busy });
    await ship({ files: withData });
    const merge = async () => mergePull(deps)({ actor: caller.id, app: await appOf(), number: 1 }, options);
    for (let times = 0; times < 3; times += 1)
      await expect(merge()).rejects.toMatchObject({ code: 'neon-busy' });
    expect((await story(await appOf())).at(-1)).toBe('pull-request-merged');
    Object.assign(deps, { appDatabase: database });
    await followLostMerges(deps)(undefined, options);
    await merge();
    expect((await story(await appOf())).slice(-3)).toEqual([
      'pull-request-merged',
      'data-migrated',
      'app-promoted',
    ]);
    expect(database.did.filter((step) => step.startsWith('migrate '))).toHaveLength(2);
  });

  test('of two pull requests at once brings the data on for one after the other', async () => {
    const database = fixtureAppDatabase();
    Object.assign(deps, { appDatabase: database });
    const first = await ship({ files: withData });
    const born = await appOf();
    const more = [...withData, { path: 'migrations/0002_more.sql', content: 'create table more ()' }];
    const wanted = { app: { app_id: born.app_id, slug: born.slug }, extends: first.missionId };
    await ship({ wanted, files: more });
    const app = await appOf();
    database.did.length = 0;
    const merge = (number: number) => mergePull(deps)({ actor: caller.id, app, number }, options);
    await Promise.all([merge(1), merge(1), merge(2), merge(2)]);
    const steps = database.did.map((step) => step.split(' ')[0]);
    const one = ['keep', 'rehearse', 'migrate'];
    expect(steps.filter((step) => step !== 'ensure')).toEqual([...one, ...one]);
    expect((await story(app)).filter((event) => event === 'app-promoted')).toHaveLength(2);
  });

  test('that was refused goes live later only with its tables, and a version that was live before without any change of them', async () => {
    const { app } = await shipAndMerge(fixtureAppDatabase({ rehearse: 'Two messages have one number.' }));
    const missionId = app.missions[0] as MissionId;
    const goLive = async () => rollbackApp(deps)({ actor: caller.id, app, missionId }, options);
    await expect(goLive()).rejects.toMatchObject({
      name: 'Conflict',
      code: 'data_cannot_follow',
      message: expect.stringContaining('Two messages have one number.'),
    });
    expect((await appOf()).live_mission).toBeNull();
    const database = fixtureAppDatabase();
    Object.assign(deps, { appDatabase: database });
    expect((await goLive()).live_mission).toBe(missionId);
    expect((await story(app)).slice(-2)).toEqual(['data-migrated', 'app-rolled-back']);
    database.did.length = 0;
    await goLive();
    expect(database.did).toEqual([]);
  });
});
