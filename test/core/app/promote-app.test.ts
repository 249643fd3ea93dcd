import { describe, expect, test } from 'vitest';
import { changeApp } from '../../../core/app/app-records.ts';
import { mergePull, proposalOf, requirePull } from '../../../core/app/promote-app.ts';
import { proposeDiagnosis } from '../../../core/app/propose-diagnosis.ts';
import { rollbackApp } from '../../../core/app/rollback-app.ts';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { play } from '../mission/play.ts';
import { commands, failure, userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { appOf, caller, deps, options, read, ship, story, useFreshPorts } from './shipping-rig.ts';
import { sources, testedMission } from './tested-mission.ts';

useFreshPorts();

/** The same mission as one whose last attempt did not pass its tests. */
const withFailedTests = (mission: Mission): Mission => ({
  ...mission,
  attempts: mission.attempts.map((attempt) => ({
    ...attempt,
    report: attempt.report && { ...attempt.report, outcome: 'failed' },
  })),
});

describe('merge', () => {
  const merge = async (number = 1) =>
    mergePull(deps)({ actor: caller.id, app: await appOf(), number }, options);

  test('promotes the tested artifact to the stable URL', async () => {
    const mission = await ship();
    expect(await merge()).toMatchObject({ state: 'merged' });
    const app = await appOf();
    expect(app.live_mission).toBe(mission.missionId);
    const limits = { maxBytes: 1_000, timeoutMs: 1 };
    expect((await deps.pageFetcher.fetch(app.stable_url ?? '', limits, never)).status).toBe(200);
    expect((await story(app)).slice(-2)).toEqual(['pull-request-merged', 'app-promoted']);
  });

  test('of a merged one promotes nothing again, also not what was rolled back since', async () => {
    const first = await ship();
    const { app_id, slug } = await appOf();
    await merge(1);
    const second = await ship({
      wanted: { app: { app_id, slug }, extends: first.missionId },
      files: [...sources, { path: 'b.js', content: '' }],
    });
    await merge(second.pullRequest?.number);
    await rollbackApp(deps)({ actor: caller.id, app: await appOf(), missionId: first.missionId }, options);
    const before = await story(await appOf());
    await merge(second.pullRequest?.number);
    expect((await appOf()).live_mission).toBe(first.missionId);
    expect(await story(await appOf())).toEqual(before);
  });

  test('that died before it promoted promotes when it is asked again', async () => {
    await ship();
    const appHost = { ...deps.appHost, deploy: async () => Promise.reject(new Error('killed')) };
    const dying = mergePull({ ...deps, appHost })(
      { actor: caller.id, app: await appOf(), number: 1 },
      options,
    );
    await expect(dying).rejects.toThrow('killed');
    await merge();
    expect((await story(await appOf())).slice(-2)).toEqual(['pull-request-merged', 'app-promoted']);
  });

  test('of another tree than was tested is not promoted, and the story says why', async () => {
    await ship();
    const codeHost = {
      ...deps.codeHost,
      readTree: async () => [{ path: 'index.html', content: 'changed by hand' }],
    };
    await mergePull({ ...deps, codeHost })({ actor: caller.id, app: await appOf(), number: 1 }, options);
    await mergePull({ ...deps, codeHost })({ actor: caller.id, app: await appOf(), number: 1 }, options);
    const app = await appOf();
    expect(app.live_mission).toBeNull();
    const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never);
    expect(events.filter((event) => event.event === 'promotion-refused')).toHaveLength(1);
    expect(events.at(-1)?.message).toContain('is not what was tested');
  });

  test('of a version without an artifact is not promoted', async () => {
    await ship();
    await changeApp(deps)(
      userId,
      'calculator',
      (row) => ({ ...row, versions: row.versions.map((version) => ({ ...version, artifact_sha256: null })) }),
      never,
    );
    await merge();
    const events = await deps.eventLog.read((await appOf()).app_id, { afterSeq: 0 }, never);
    expect(events.at(-1)).toMatchObject({
      event: 'promotion-refused',
      message: expect.stringContaining('no tested artifact'),
    });
  });

  test('of a closed pull request is Conflict', async () => {
    await ship();
    const findPullRequest: TestPorts['codeHost']['findPullRequest'] = async (...given) => {
      const pull = await deps.codeHost.findPullRequest(...given);
      return pull && { ...pull, state: 'closed' };
    };
    const closed = mergePull({ ...deps, codeHost: { ...deps.codeHost, findPullRequest } });
    await expect(closed({ actor: caller.id, app: await appOf(), number: 1 }, options)).rejects.toMatchObject({
      code: 'pull_closed',
    });
  });

  test.each([2, 99])('of pull request %i, which the app does not have, is NotFound', async (number) => {
    await ship();
    await expect(merge(number)).rejects.toMatchObject({ name: 'NotFound', code: 'pull_not_found' });
  });

  test('finds no pull request that the code host has lost, and none without a repository', async () => {
    await ship();
    const codeHost = { ...deps.codeHost, findPullRequest: async () => undefined };
    await expect(requirePull({ codeHost })(await appOf(), 1, never)).rejects.toMatchObject({
      code: 'pull_not_found',
    });
    const app = { ...(await appOf()), repository: null };
    await expect(requirePull(deps)(app, 1, never)).rejects.toMatchObject({ code: 'pull_not_found' });
    expect(() => proposalOf(app, 1)).toThrow(expect.objectContaining({ code: 'pull_not_found' }));
  });
});

describe('a draft pull request of a failed mission', () => {
  test('can be read, and never merged', async () => {
    const first = await ship();
    const { app_id, slug } = await appOf();
    const wanted = { app: { app_id, slug }, extends: first.missionId };
    const failed = await testedMission(deps, { wanted, files: [...sources, { path: 'b.js', content: '' }] });
    await proposeDiagnosis(deps)(withFailedTests(failed), failure(), never);
    expect(await requirePull(deps)(await appOf(), 2, never)).toMatchObject({ isDraft: true, state: 'open' });
    const merging = mergePull(deps)({ actor: caller.id, app: await appOf(), number: 2 }, options);
    await expect(merging).rejects.toMatchObject({ name: 'Conflict', code: 'pull_is_draft' });
  });
});

describe('roll-back', () => {
  const rollback = async (missionId: MissionId) =>
    rollbackApp(deps)({ actor: caller.id, app: await appOf(), missionId }, options);

  test('makes an approved version production again', async () => {
    const first = await ship();
    await mergePull(deps)({ actor: caller.id, app: await appOf(), number: 1 }, options);
    expect((await rollback(first.missionId)).live_mission).toBe(first.missionId);
    expect((await story(await appOf())).at(-1)).toBe('app-rolled-back');
  });

  test('is Conflict for a version that nobody merged', async () => {
    const first = await ship();
    await expect(rollback(first.missionId)).rejects.toMatchObject({ name: 'Conflict', code: 'not_approved' });
  });

  test.each([{ artifact_sha256: null }, { pull_number: null }])(
    'is Conflict for a version with %o',
    async (over) => {
      const first = await ship();
      const app = await appOf();
      const lame = { ...app, versions: app.versions.map((version) => ({ ...version, ...over })) };
      const roll = rollbackApp(deps)({ actor: caller.id, app: lame, missionId: first.missionId }, options);
      await expect(roll).rejects.toMatchObject({ code: 'not_approved' });
    },
  );

  test('is NotFound for a mission that made no version', async () => {
    await ship();
    await expect(rollback(deps.ids.make('msn') as MissionId)).rejects.toMatchObject({
      code: 'version_not_found',
    });
  });
});

describe('the diagnosis of a failed mission', () => {
  const why = failure({ message: 'Adds *wrong*.', excerpt: 'at add.js' });
  const diagnose = (mission: Mission) => proposeDiagnosis(deps)(withFailedTests(mission), why, never);

  test('is a draft pull request where the app has a repository', async () => {
    const first = await ship();
    const { app_id, slug } = await appOf();
    const wanted = { app: { app_id, slug }, extends: first.missionId };
    const failed = await testedMission(deps, { wanted, files: [...sources, { path: 'b.js', content: '' }] });
    await diagnose(failed);
    const mission = await read(failed.missionId);
    expect(mission.pullRequest).toMatchObject({ is_draft: true, number: 2 });
    const pull = await deps.codeHost.findPullRequest(mission.pullRequest?.repository ?? '', 2, never);
    expect(pull).toMatchObject({ isDraft: true, title: 'Not working yet: Calculator' });
    expect(pull?.body).toContain(String.raw`Adds \*wrong\*.`);
    expect(pull?.body).toContain('The first draft only.');
    expect(pull?.body).toContain('at add.js');
  });

  test('tells what each heal was for', async () => {
    const first = await ship();
    const { app_id, slug } = await appOf();
    const failed = await testedMission(deps, { wanted: { app: { app_id, slug }, extends: first.missionId } });
    const { missionId } = failed;
    await runCommand(deps)({ missionId, command: commands()['request-heal'], actor: 'gantry' }, options);
    const healed = await read(missionId);
    const attempts = healed.attempts.map((attempt) => ({
      ...attempt,
      gate: 'passed' as const,
      draft: failed.attempts[0]?.draft,
    }));
    const draft = {
      app: { slug, title: 'Calculator', summary: 'x' },
      stack: 'static',
      files: [...sources],
      notes: '',
    } as const;
    await saveDraft(deps)(missionId, 1, { ...draft, files: [...sources], left_out: [] }, never);
    await proposeDiagnosis(deps)({ ...healed, attempts }, { ...why, excerpt: '' }, never);
    const { pullRequest } = await read(missionId);
    const pull = await deps.codeHost.findPullRequest(
      pullRequest?.repository ?? '',
      pullRequest?.number ?? 0,
      never,
    );
    expect(pull?.body).toContain('- heal 1: A test failed.');
  });

  test('is left out without a repository, without a draft that passed the gate, and where nobody wants a pull request', async () => {
    const fresh = await testedMission(deps);
    await diagnose(fresh);
    await ship();
    const { app_id, slug } = await appOf();
    const app = { app_id, slug };
    const silent = await testedMission(deps, { wanted: { app, publish: false } });
    await diagnose(silent);
    const empty = await play([], {
      deps,
      missionId: deps.ids.make('msn') as MissionId,
      wanted: { ...silent.request, publish: true },
    });
    await diagnose(empty);
    const lost = await testedMission(deps, { wanted: { app: { app_id, slug: 'nothing' } } });
    await diagnose(lost);
    for (const mission of [fresh, silent, empty, lost])
      expect((await read(mission.missionId)).pullRequest).toBeUndefined();
  });

  test.each([
    ['an app that passed its tests', failure(), (mission: Mission) => mission],
    ['a service that failed', failure({ kind: 'provider' }), withFailedTests],
    ['memory or time', failure({ kind: 'resource' }), withFailedTests],
  ])('is left out for %s', async (_what, reason, as) => {
    const first = await ship();
    const { app_id, slug } = await appOf();
    const wanted = { app: { app_id, slug }, extends: first.missionId };
    const mission = await testedMission(deps, { wanted, files: [...sources, { path: 'b.js', content: '' }] });
    await proposeDiagnosis(deps)(as(mission), reason, never);
    expect(await read(mission.missionId)).toMatchObject({ pullRequest: undefined, publishIntended: false });
  });

  test('is left out where a pull request stands already', async () => {
    const mission = await ship();
    await diagnose(mission);
    expect((await read(mission.missionId)).seq).toBe(mission.seq);
  });
});
