import { describe, expect, test } from 'vitest';
import type { AppRecord } from '../../../core/app/app.ts';
import { appendAppFact } from '../../../core/app/append-app-fact.ts';
import { inProductionTurn } from '../../../core/app/production-turn.ts';
import { mergePull } from '../../../core/app/promote-app.ts';
import { rollbackApp } from '../../../core/app/rollback-app.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { never } from '../ports/never.ts';
import { appOf, caller, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';
import { sources } from './tested-mission.ts';

useFreshPorts();

const atOnce = <T>(times: number, act: (place: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, place) => act(place)));
const merge = (app: AppRecord, number: number) => mergePull(deps)({ actor: caller.id, app, number }, options);
const rollback = (app: AppRecord, missionId: MissionId) =>
  rollbackApp(deps)({ actor: caller.id, app, missionId }, options);
const countOf = async (event: string) => (await story(await appOf())).filter((told) => told === event).length;

async function twoLive(): Promise<readonly [Mission, Mission]> {
  const first = await ship();
  const app = await appOf();
  await merge(app, 1);
  const wanted = { app: { app_id: app.app_id, slug: app.slug }, extends: first.missionId };
  const second = await ship({ wanted, files: [...sources, { path: 'b.js', content: '' }] });
  await merge(await appOf(), 2);
  return [first, second];
}

describe('asked many times at once', () => {
  test('ten merges of one pull request are one merge and one promotion, and each is answered with it', async () => {
    await ship();
    const app = await appOf();
    const answers = await atOnce(10, () => merge(app, 1));
    expect(answers.map(({ state }) => state)).toEqual(Array(10).fill('merged'));
    expect(await countOf('app-promoted')).toBe(1);
    expect(await countOf('pull-request-merged')).toBe(1);
  });

  test('merges whose tree was not tested are refused once', async () => {
    await ship();
    const app = await appOf();
    const readTree = async () => [{ path: 'index.html', content: 'changed by hand' }];
    const other = { ...deps, codeHost: { ...deps.codeHost, readTree } };
    await atOnce(5, () => mergePull(other)({ actor: caller.id, app, number: 1 }, options));
    expect(await countOf('promotion-refused')).toBe(1);
  });

  test('roll-backs to one version are one roll-back, and each is answered with the app as it is then', async () => {
    const [first] = await twoLive();
    const app = await appOf();
    const answers = await atOnce(5, () => rollback(app, first.missionId));
    expect(answers.map((row) => row.live_mission)).toEqual(Array(5).fill(first.missionId));
    expect(await countOf('app-rolled-back')).toBe(1);
  });

  test('roll-backs to two versions are done one after the other, and what is served is what the story ends with', async () => {
    const [first, second] = await twoLive();
    const app = await appOf();
    await Promise.all([rollback(app, first.missionId), rollback(app, second.missionId)]);
    expect(await countOf('app-rolled-back')).toBe(2);
    const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never);
    const data = events.at(-1)?.data ?? {};
    expect((await appOf()).live_mission).toBe(data.mission_id);
    const label = new URL(app.stable_url ?? '').hostname.replace('.localhost', '');
    expect(await deps.appHost.lookUpHost(label, never)).toMatchObject({
      artifactSha256: data.artifact_sha256,
    });
  });
});

describe('what a merge comes to', () => {
  test('is told once: nothing is refused that was promoted', async () => {
    const mission = await ship();
    const app = await appOf();
    await merge(app, 1);
    const data = { mission_id: mission.missionId };
    const fact = { event: 'promotion-refused', message: 'Not promoted.', data } as const;
    await appendAppFact(deps)(app.app_id, 'gantry', fact, never);
    expect(await countOf('promotion-refused')).toBe(0);
  });
});

describe('a turn at production', () => {
  const id = 'app_1' as AppRecord['app_id'];
  const impatient = { pollMs: 1, maxPolls: 2 };

  test('is Conflict for who waits too long, and free again once its holder has ended', async () => {
    const held = inProductionTurn(deps)(
      id,
      () => inProductionTurn(deps, impatient)(id, async () => 'inner', never),
      never,
    );
    await expect(held).rejects.toMatchObject({ name: 'Conflict', code: 'app_busy' });
    expect(await inProductionTurn(deps, impatient)(id, async () => 'after', never)).toBe('after');
  });

  test('of a holder that was killed is free after a minute', async () => {
    const killed = { ...deps, records: { ...deps.records, remove: async () => false } };
    await inProductionTurn(killed)(id, async () => undefined, never);
    const early = inProductionTurn(deps, impatient)(id, async () => 'early', never);
    await expect(early).rejects.toMatchObject({ code: 'app_busy' });
    deps.clock.advance(60_001);
    expect(await inProductionTurn(deps, impatient)(id, async () => 'late', never)).toBe('late');
  });
});
