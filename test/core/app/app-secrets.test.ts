import { beforeEach, describe, expect, test } from 'vitest';
import type { AppRecord } from '../../../core/app/app.ts';
import { withVersion } from '../../../core/app/app.ts';
import { requireApp } from '../../../core/app/app-records.ts';
import { ensureApp } from '../../../core/app/ensure-app.ts';
import {
  listSecrets,
  missingSecrets,
  removeSecret,
  sayMissing,
  setSecret,
} from '../../../core/app/secrets/app-secrets.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { testedMission } from './tested-mission.ts';

const options = { signal: never };
const by = { id: 'usr_1', username: 'owner' };
const value = 'never-to-be-read-back';

let ports: TestPorts;
let plain: AppRecord;
let app: AppRecord;
beforeEach(async () => {
  ports = makePorts();
  const mission = await testedMission(ports);
  plain = await ensureApp(ports)(mission, never);
  app = withVersion(
    plain,
    versionWith([
      ['OLD_KEY', 'Old.'],
      ['WEATHER_KEY', 'Once.'],
    ]),
  );
  app = withVersion(app, { ...versionWith([]), needs: undefined });
  app = withVersion(app, {
    ...versionWith([['WEATHER_KEY', 'To ask for the weather.']]),
    mission_id: ports.ids.make('msn') as MissionId,
  });
});

const versionWith = (secrets: readonly (readonly [string, string])[]) => ({
  mission_id: ports.ids.make('msn') as MissionId,
  attempt: 0,
  tree_sha256: '0'.repeat(64),
  artifact_sha256: null,
  pull_number: null,
  needs: { data: false, origins: [], secrets: secrets.map(([name, why]) => ({ name, why })) },
});

const story = async (): Promise<readonly string[]> =>
  (await ports.eventLog.read(app.app_id, { afterSeq: 0 }, never)).map(
    ({ event, message }) => `${event}: ${message}`,
  );

describe('the secrets of an app', () => {
  test('are those that a version asks for, with the newest word on each, unset at first', async () => {
    expect(await listSecrets(ports)(app, options)).toEqual([
      { name: 'OLD_KEY', why: 'Old.', set_at: null, set_by: null },
      { name: 'WEATHER_KEY', why: 'To ask for the weather.', set_at: null, set_by: null },
    ]);
    expect(await listSecrets(ports)(plain, options)).toEqual([]);
  });

  test('are set by name, and shown as set without a value', async () => {
    await setSecret(ports)({ app, name: 'WEATHER_KEY', value, by }, options);
    const secrets = await listSecrets(ports)(app, options);
    expect(secrets[1]).toMatchObject({ name: 'WEATHER_KEY', set_by: 'owner', set_at: expect.any(String) });
    expect(await ports.appSecrets.read(app.app_id, ['WEATHER_KEY'], never)).toEqual({ WEATHER_KEY: value });
    expect(await story()).toContain('secret-set: WEATHER_KEY was set.');
    const everything = JSON.stringify([
      await requireApp(ports)(app.owner, app.slug, never),
      await ports.eventLog.read(app.app_id, { afterSeq: 0 }, never),
      ports.database.prepare('select * from records').all(),
      secrets,
    ]);
    expect(everything).not.toContain(value);
  });

  test('that are set anew are told of anew', async () => {
    for (const _ of [1, 2]) await setSecret(ports)({ app, name: 'WEATHER_KEY', value, by }, options);
    expect((await story()).filter((line) => line.startsWith('secret-set'))).toHaveLength(2);
  });

  test.each([
    ['NO_KEY', 'Calculator asks for no secret with that name. It asks for OLD_KEY, WEATHER_KEY.'],
    ['__proto__', 'Calculator asks for no secret with that name. It asks for OLD_KEY, WEATHER_KEY.'],
  ])('do not take the name %s', async (name, message) => {
    await expect(setSecret(ports)({ app, name, value, by }, options)).rejects.toMatchObject({
      name: 'NotFound',
      message,
    });
    const none = setSecret(ports)({ app: plain, name, value, by }, options);
    await expect(none).rejects.toThrow('Calculator asks for no secrets.');
  });

  test('are taken away once, and then missed', async () => {
    await setSecret(ports)({ app, name: 'WEATHER_KEY', value, by }, options);
    const remove = () => removeSecret(ports)({ app, name: 'WEATHER_KEY', by }, options);
    await Promise.all([remove(), remove()]);
    await remove();
    expect(await ports.appSecrets.read(app.app_id, ['WEATHER_KEY'], never)).toEqual({});
    expect((await listSecrets(ports)(app, options))[1]).toMatchObject({ set_at: null });
    expect((await story()).filter((line) => line.startsWith('secret-removed'))).toHaveLength(1);
  });

  test('stay listed while they are set, when no version asks for them any more', async () => {
    await setSecret(ports)({ app, name: 'OLD_KEY', value, by }, options);
    const [kept] = await listSecrets(ports)({ ...app, versions: [] }, options);
    expect(kept).toMatchObject({ name: 'OLD_KEY', why: null, set_by: 'owner' });
  });

  test('are missing for a version that asks for them until they are set', async () => {
    const version = app.versions.at(-1) ?? {};
    expect(await missingSecrets(ports)(app, version, never)).toEqual(['WEATHER_KEY']);
    await setSecret(ports)({ app, name: 'WEATHER_KEY', value, by }, options);
    expect(await missingSecrets(ports)(app, version, never)).toEqual([]);
    expect(await missingSecrets(ports)(app, {}, never)).toEqual([]);
  });
});

test.each([
  [[], 'The app needs : set it'],
  [['ONE'], "The app needs ONE: set it on the app's page."],
  [['ONE', 'TWO', 'SIX'], "The app needs ONE, TWO and SIX: set them on the app's page."],
])('what is missing is said for people: %j', (names, words) => expect(sayMissing(names)).toContain(words));
