import { describe, expect, test } from 'vitest';
import type { AppRecord } from '../../../core/app/app.ts';
import { changeApp } from '../../../core/app/app-records.ts';
import { mergePull } from '../../../core/app/promote-app.ts';
import { rollbackApp } from '../../../core/app/rollback-app.ts';
import { setSecret } from '../../../core/app/secrets/app-secrets.ts';
import type { DeployRequest } from '../../../core/ports/app-host.ts';
import { never } from '../ports/never.ts';
import { appOf, caller, deps, options, ship, useFreshPorts } from './shipping-rig.ts';

useFreshPorts();

const needs = {
  data: false,
  origins: [],
  secrets: [{ name: 'WEATHER_KEY', why: 'To ask for the weather.' }],
};

/** An app whose one version asks for a secret. */
async function asking(): Promise<AppRecord> {
  await ship();
  const { owner, slug } = await appOf();
  const withNeeds = (row: AppRecord): AppRecord => ({
    ...row,
    versions: row.versions.map((version) => ({ ...version, needs })),
  });
  return changeApp(deps)(owner, slug, withNeeds, never);
}

const merge = (app: AppRecord, given = deps) =>
  mergePull(given)({ actor: caller.id, app, number: 1 }, options);
const set = (app: AppRecord) =>
  setSecret(deps)({ app, name: 'WEATHER_KEY', value: 'real', by: { id: caller.id, username: 'o' } }, options);
const lastFact = async (app: AppRecord) =>
  (await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never)).at(-1);

describe('a version whose secrets are not set', () => {
  test('is not merged, in words that say what to set; once it is set, production gets it', async () => {
    const app = await asking();
    await expect(merge(app)).rejects.toMatchObject({
      name: 'Conflict',
      code: 'secrets_missing',
      message: "The app needs WEATHER_KEY: set it on the app's page. Then merge again.",
      details: { missing: ['WEATHER_KEY'] },
    });
    expect(await deps.codeHost.findPullRequest(app.repository ?? '', 1, never)).toMatchObject({
      state: 'open',
    });
    await set(app);
    const requests: DeployRequest[] = [];
    const deploy: typeof deps.appHost.deploy = (request, signal) => {
      requests.push(request);
      return deps.appHost.deploy(request, signal);
    };
    await merge(app, { ...deps, appHost: { ...deps.appHost, deploy } });
    expect(requests).toMatchObject([
      { target: 'production', needs, secrets: { WEATHER_KEY: 'real' }, secretsSetAt: expect.any(String) },
    ]);
    expect((await appOf()).live_mission).not.toBeNull();
  });

  test('is not promoted where it was merged elsewhere, and goes live by a roll-back to it once they are', async () => {
    const app = await asking();
    await deps.codeHost.merge(app.repository ?? '', 1, never);
    await merge(app);
    expect(await lastFact(app)).toMatchObject({
      event: 'promotion-refused',
      message:
        "Not promoted: The app needs WEATHER_KEY: set it on the app's page. Then roll back to this version, which makes it live.",
    });
    expect((await appOf()).live_mission).toBeNull();
    await set(app);
    const missionId = app.versions[0]?.mission_id;
    if (missionId === undefined) throw new Error('There is no version.');
    await rollbackApp(deps)({ actor: caller.id, app, missionId }, options);
    expect((await appOf()).live_mission).toBe(missionId);
  });
});
