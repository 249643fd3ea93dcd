import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AppRecord } from '../../../core/app/app.ts';
import { requireApp } from '../../../core/app/app-records.ts';
import { ensureApp } from '../../../core/app/ensure-app.ts';
import { renameApp } from '../../../core/app/rename-app.ts';
import { zipSource } from '../../../core/app/zip-source.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { renameAppSchema } from '../../../core/wire/http.ts';
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
      message: 'Its name is Sums now.',
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
    expect(renameAppSchema.safeParse({ title }).data?.title).toBe(taken),
  );
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
