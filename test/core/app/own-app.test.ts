import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AppRecord } from '../../../core/app/app.ts';
import { viewApp } from '../../../core/app/app.ts';
import { removeApp, requireApp } from '../../../core/app/app-records.ts';
import { changeOwnApp } from '../../../core/app/change-own-app.ts';
import { ensureApp } from '../../../core/app/ensure-app.ts';
import { renameApp } from '../../../core/app/rename-app.ts';
import { zipSource } from '../../../core/app/zip-source.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { changeAppSchema } from '../../../core/wire/app-life.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { play } from '../mission/play.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { sources, testedMission } from './tested-mission.ts';

const options = { signal: never };
let ports: TestPorts;
let first: Mission;
let app: AppRecord;
beforeEach(async () => {
  ports = makePorts();
  first = await testedMission(ports);
  app = await ensureApp(ports)(first, never);
});

describe('a new title', () => {
  const rename = (title: string) => renameApp(ports)({ app, title, actor: 'usr_1' }, options);

  test('is the app’s, whose address stays, and stands in its story', async () => {
    expect(await rename('Sums')).toMatchObject({ title: 'Sums', slug: app.slug });
    expect(await requireApp(ports)(app.owner, app.slug, never)).toMatchObject({ title: 'Sums' });
    const events = await ports.eventLog.read(app.app_id, { afterSeq: 0 }, never);
    expect(events.at(-1)).toMatchObject({
      event: 'app-renamed',
      actor: 'usr_1',
      message: 'Renamed to Sums.',
      data: { title: 'Sums', before: 'Calculator' },
    });
  });

  test('that it has already changes nothing', async () => {
    expect(await rename('Calculator')).toBe(app);
    expect(await ports.eventLog.read(app.app_id, { afterSeq: 1 }, never)).toEqual([]);
  });

  test('that several ask for at once is told of once, and each gets the app with it', async () => {
    const renamed = await Promise.all(Array.from({ length: 5 }, () => rename('Sums')));
    expect(renamed.map(({ title }) => title)).toEqual(Array(5).fill('Sums'));
    const events = await ports.eventLog.read(app.app_id, { afterSeq: 1 }, never);
    expect(events.map(({ event }) => event)).toEqual(['app-renamed']);
  });

  test('is told of with the one before it, also where it was another when this one was asked for', async () => {
    await rename('Sums');
    await rename('Numbers');
    const events = await ports.eventLog.read(app.app_id, { afterSeq: 2 }, never);
    expect(events).toMatchObject([{ data: { title: 'Numbers', before: 'Sums' } }]);
  });

  test.each([
    ['  Sums  ', 'Sums'],
    ['', undefined],
    ['   ', undefined],
    ['x'.repeat(81), undefined],
    ['two\nlines', undefined],
    ['turned \u202e round', undefined],
    ['half \ud83d', undefined],
  ])('%j is taken as %j', (title, taken) =>
    expect(changeAppSchema.safeParse({ title }).data?.title).toBe(taken),
  );
});

describe('the story of an app', () => {
  const open = (public_story: boolean) => changeOwnApp(ports)({ app, public_story, actor: 'usr_1' }, options);
  const told = async () =>
    (await ports.eventLog.read(app.app_id, { afterSeq: 1 }, never)).map(({ event }) => event);

  test('is opened to anybody and closed again by its owner, and each is told of once', async () => {
    await Promise.all([open(true), open(true), open(true)]);
    expect(viewApp(await requireApp(ports)(app.owner, app.slug, never))).toMatchObject({
      public_story: true,
    });
    expect(viewApp(await open(false))).not.toHaveProperty('public_story');
    await open(false);
    expect(await told()).toEqual(['story-opened', 'story-closed']);
  });

  test('and its title are changed together', async () => {
    const wish = { app, title: 'Sums', public_story: true, actor: 'usr_1' };
    expect(await changeOwnApp(ports)(wish, options)).toMatchObject({ title: 'Sums', public_story: true });
    await changeOwnApp(ports)({ app, title: 'Numbers', actor: 'usr_1' }, options);
    expect(await told()).toEqual(['app-renamed', 'story-opened', 'app-renamed']);
    expect(changeAppSchema.safeParse({}).success).toBe(false);
  });
});

test('a deleted app is answered with its days', () => {
  const days = { deleted_at: '2026-01-02T03:04:05.000Z', purge_at: '2026-01-09T03:04:05.000Z' };
  const ending = { ...days, phase: 'deleted', by: 'usr_1', since_seq: 1 } as const;
  expect(viewApp({ ...app, ending })).toMatchObject(days);
  expect(viewApp(app)).not.toHaveProperty('deleted_at');
});

test('the row of an app is taken away once, and never that of another with its slug', async () => {
  const other = { ...app, app_id: ports.ids.make('app') as AppRecord['app_id'] };
  await removeApp(ports)(other, never);
  expect(await requireApp(ports)(app.owner, app.slug, never)).toEqual(app);
  for (const _again of [1, 2]) await removeApp(ports)(app, never);
  await expect(requireApp(ports)(app.owner, app.slug, never)).rejects.toMatchObject({ name: 'NotFound' });
});

describe('the source of an app', () => {
  const unzipped = async (of: AppRecord) => {
    const files = unzipSync(await zipSource(ports)(of, never));
    return Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
  };
  const filesOf = (all: typeof sources) => all.map(({ path, content }) => [`${app.slug}/${path}`, content]);

  test('is all of its files in one folder, the same bytes each time', async () => {
    expect(await unzipped(app)).toEqual(filesOf(sources));
    expect(await zipSource(ports)(app, never)).toEqual(await zipSource(ports)(app, never));
  });

  test('is what is live, or else the newest that passed its tests', async () => {
    const changed = [{ path: 'index.html', content: 'newer' }];
    const second = await testedMission(ports, { files: changed });
    const { missionId: untested } = await play([], {
      deps: ports,
      missionId: ports.ids.make('msn') as MissionId,
    });
    const both = { ...app, missions: [first.missionId, second.missionId, untested] };
    expect(await unzipped(both)).toEqual(filesOf(changed));
    expect(await unzipped({ ...both, live_mission: first.missionId })).toEqual(filesOf(sources));
    const none = zipSource(ports)({ ...app, missions: [untested] }, never);
    await expect(none).rejects.toMatchObject({ name: 'NotFound', code: 'no_source' });
  });
});
