import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import type { AppRecord } from '../../../core/app/app.ts';
import { changeApp, requireApp } from '../../../core/app/app-records.ts';
import { checkLive } from '../../../core/app/check-live.ts';
import { deployApp, testedVersion } from '../../../core/app/deploy-app.ts';
import { mergePull, proposalOf, requirePull, rollbackApp } from '../../../core/app/promote-app.ts';
import { proposeDiagnosis } from '../../../core/app/propose-diagnosis.ts';
import { branchOf, ensureRepository, publishApp } from '../../../core/app/publish-app.ts';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { PageFetcher } from '../../../core/ports/page-fetcher.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { play } from '../mission/play.ts';
import { commands, failure, toPassed, userId } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { sources, testedMission } from './tested-mission.ts';

const options = { signal: never };
const caller: Caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' };
let deps: TestPorts;
beforeEach(() => {
  deps = makePorts();
});

const read = (missionId: MissionId): Promise<Mission> => readMission(deps)(missionId, options);
const appOf = (slug = 'calculator'): Promise<AppRecord> => requireApp(deps)(userId, slug, never);
const story = async (app: AppRecord): Promise<string[]> =>
  (await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never)).map((event) => event.event);
const stage = (missionId: MissionId) => ({ mission_id: missionId });
const cancel = (missionId: MissionId) =>
  runCommand(deps)({ missionId, command: commands().cancel, actor: userId }, options);

async function ship(wish: Parameters<typeof testedMission>[1] = {}): Promise<Mission> {
  const { missionId } = await testedMission(deps, wish);
  await deployApp(deps)(stage(missionId), options);
  await checkLive(deps)(stage(missionId), options);
  await publishApp(deps)(stage(missionId), options);
  await runCommand(deps)({ missionId, command: commands().settle, actor: 'gantry' }, options);
  return read(missionId);
}

describe('deploy', () => {
  test('puts what was tested online, its intent first, and once however often it is asked', async () => {
    const { missionId } = await testedMission(deps);
    expect((await deployApp(deps)(stage(missionId), options)).next).toBe('check');
    const mission = await read(missionId);
    expect(mission).toMatchObject({ status: 'DEPLOYING', deployIntended: true, app: { slug: 'calculator' } });
    expect((await deployApp(deps)(stage(missionId), options)).next).toBe('check');
    expect((await read(missionId)).seq).toBe(mission.seq);
    expect(await story(await appOf())).toEqual(['app-created', 'preview-deployed']);
    expect((await appOf()).project_id).toBe('calculator');
  });

  test('of a mission that was cancelled deploys nothing', async () => {
    const { missionId } = await testedMission(deps);
    await cancel(missionId);
    const appHost = { ...deps.appHost, deploy: async () => Promise.reject(new Error('must not deploy')) };
    await expect(deployApp({ ...deps, appHost })(stage(missionId), options)).rejects.toMatchObject({
      name: 'MissionEnded',
    });
  });

  test('that died after the call finds its deployment again', async () => {
    const { missionId } = await testedMission(deps);
    const eventLog: TestPorts['eventLog'] = {
      ...deps.eventLog,
      append: async (stream, event, signal) => {
        if (event.event === 'preview-deployed' && stream === missionId) throw new Error('killed');
        return deps.eventLog.append(stream, event, signal);
      },
    };
    await expect(deployApp({ ...deps, eventLog })(stage(missionId), options)).rejects.toThrow('killed');
    await deployApp(deps)(stage(missionId), options);
    expect(await story(await appOf())).toEqual(['app-created', 'preview-deployed']);
  });

  test('refuses an artifact that is not the one that was tested', async () => {
    const { missionId } = await testedMission(deps);
    const archive = { unpack: async () => [{ path: 'index.html', bytes: new Uint8Array() }] };
    await expect(deployApp({ ...deps, archive })(stage(missionId), options)).rejects.toMatchObject({
      name: 'DependencyRefused',
      code: 'artifact_changed',
    });
  });

  const report = commands()['receive-report'].data;
  test.each([
    ['without a report', toPassed.slice(0, 4)],
    [
      'that failed',
      [...toPassed.slice(0, 4), { kind: 'receive-report', data: { ...report, outcome: 'failed' } } as const],
    ],
    [
      'without an artifact',
      [
        ...toPassed.slice(0, 4),
        { kind: 'receive-report', data: { ...report, artifact_sha256: null } } as const,
      ],
    ],
    [
      'on another tree',
      [
        ...toPassed.slice(0, 4),
        { kind: 'receive-report', data: { ...report, tree_sha256: 'c'.repeat(64) } } as const,
      ],
    ],
    ['on no draft', [commands()['receive-report']]],
  ])('ships no attempt %s', async (_, life) => {
    const mission = await play(life);
    expect(() => testedVersion(mission)).toThrow(expect.objectContaining({ code: 'nothing_to_ship' }));
  });
});

describe('check-live', () => {
  const deployed = async (wanted = {}) => {
    const { missionId } = await testedMission(deps, { wanted });
    await deployApp(deps)(stage(missionId), options);
    return missionId;
  };
  const answering = (page: Partial<Awaited<ReturnType<PageFetcher['fetch']>>>): PageFetcher => ({
    fetch: async (url, limits, signal) => ({
      ...(await deps.pageFetcher.fetch(url, limits, signal)),
      ...page,
    }),
  });

  test('compares every public file, byte for byte, and then goes on to what was asked for', async () => {
    const missionId = await deployed();
    expect((await checkLive(deps)(stage(missionId), options)).next).toBe('publish');
    expect(await read(missionId)).toMatchObject({ isLive: true });
    const events = await deps.eventLog.read(missionId, { afterSeq: 0 }, never);
    expect(events.at(-1)?.data).toMatchObject({ files: 2 });
    expect((await checkLive(deps)(stage(missionId), options)).next).toBe('publish');
    expect((await checkLive(deps)(stage(await deployed({ publish: false })), options)).next).toBe('settle');
  });

  test.each([
    ['a login page', { status: 401 }, 'DependencyRefused', 'behind_login'],
    ['a refusal', { status: 403 }, 'DependencyRefused', 'behind_login'],
    ['a page that is not there yet', { status: 404 }, 'DependencyFailed', 'not_live_yet'],
    ['somebody else’s page', { bytes: Buffer.from('other') }, 'DependencyFailed', 'served_differs'],
  ])('takes %s for no live app', async (_, page, name, code) => {
    const missionId = await deployed();
    const check = checkLive({ ...deps, pageFetcher: answering(page) })(stage(missionId), options);
    await expect(check).rejects.toMatchObject({ name, code });
    expect((await read(missionId)).isLive).toBe(false);
  });

  test('reads one byte more than it expects, so that a longer file differs', async () => {
    const missionId = await deployed();
    const pageFetcher: PageFetcher = {
      fetch: async (url, { maxBytes }, signal) => {
        const page = await deps.pageFetcher.fetch(url, { maxBytes, timeoutMs: 1 }, signal);
        return { ...page, bytes: Buffer.concat([page.bytes, Buffer.from('more')]).subarray(0, maxBytes) };
      },
    };
    const check = checkLive({ ...deps, pageFetcher })(stage(missionId), options);
    await expect(check).rejects.toMatchObject({ code: 'served_differs' });
  });

  test('waits for a deployment', async () => {
    const { missionId } = await testedMission(deps);
    await expect(checkLive(deps)(stage(missionId), options)).rejects.toMatchObject({ code: 'not_deployed' });
  });
});

describe('publish', () => {
  test('proposes exactly the tested tree on the mission’s branch, with its evidence, once', async () => {
    const { missionId } = await testedMission(deps);
    expect((await publishApp(deps)(stage(missionId), options)).next).toBe('settle');
    const mission = await read(missionId);
    const app = await appOf();
    expect(mission.pullRequest).toMatchObject({ number: 1, branch: branchOf(missionId), is_draft: false });
    expect(await deps.codeHost.readTree(app.repository ?? '', branchOf(missionId), never)).toEqual(
      sources.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
    );
    const pull = await requirePull(deps)(app, 1, never);
    expect(pull).toMatchObject({ title: 'Calculator', state: 'open' });
    expect(pull.body).toContain(mission.attempts[0]?.draft?.tree_sha256);
    await publishApp(deps)(stage(missionId), options);
    expect((await read(missionId)).seq).toBe(mission.seq);
    expect(await story(app)).toEqual(['app-created', 'pull-request-opened']);
  });

  test('that died before its record finds the same pull request again', async () => {
    const { missionId } = await testedMission(deps);
    const eventLog: TestPorts['eventLog'] = {
      ...deps.eventLog,
      append: async (stream, event, signal) => {
        if (event.event === 'pull-request-opened') throw new Error('killed');
        return deps.eventLog.append(stream, event, signal);
      },
    };
    await expect(publishApp({ ...deps, eventLog })(stage(missionId), options)).rejects.toThrow('killed');
    await publishApp(deps)(stage(missionId), options);
    expect((await read(missionId)).pullRequest?.number).toBe(1);
    expect((await appOf()).versions).toHaveLength(1);
  });

  test('of a mission that was cancelled makes no repository', async () => {
    const { missionId } = await testedMission(deps);
    await cancel(missionId);
    await expect(publishApp(deps)(stage(missionId), options)).rejects.toMatchObject({ name: 'MissionEnded' });
    expect((await appOf()).repository).toBeNull();
  });

  test('refuses a draft that is not the tree that was tested', async () => {
    const { missionId } = await testedMission(deps);
    const draft = {
      app: { slug: 'x', title: 'X', summary: 'x' },
      stack: 'static',
      files: [{ path: 'a', content: 'b' }],
      notes: '',
    } as const;
    await saveDraft(deps)(missionId, 0, { ...draft, files: [...draft.files] }, never);
    await expect(publishApp(deps)(stage(missionId), options)).rejects.toMatchObject({ code: 'tree_changed' });
  });

  test('puts an extension on the branch that it extends while that is open, and on the default branch later', async () => {
    const first = await ship();
    const { app_id, slug } = await appOf();
    const wanted = {
      app: { app_id, slug },
      extends: first.missionId,
      voice_memo: `Add history\n${'x'.repeat(99)}`,
    };
    const extension = (content: string) =>
      ship({ wanted, files: [...sources, { path: 'history.js', content }] });
    const bases: string[] = [];
    const { ensurePullRequest } = deps.codeHost;
    deps.codeHost.ensurePullRequest = (proposal, signal) => {
      bases.push(proposal.parentBranch);
      return ensurePullRequest(proposal, signal);
    };
    const second = await extension('1');
    expect((await requirePull(deps)(await appOf(), second.pullRequest?.number ?? 0, never)).title).toBe(
      'Calculator: Add history',
    );
    await mergePull(deps)({ caller, app: await appOf(), number: 1 }, options);
    await extension('2');
    expect(bases).toEqual([branchOf(first.missionId), 'main']);
  });

  test('keeps an app’s one repository', async () => {
    await ship();
    const app = await appOf();
    const repository = await ensureRepository(deps)(app, never);
    expect(repository.fullName).toBe(app.repository);
    expect(await appOf()).toEqual(app);
  });
});

describe('merge', () => {
  const merge = async (number = 1) => mergePull(deps)({ caller, app: await appOf(), number }, options);

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
    await rollbackApp(deps)({ caller, app: await appOf(), missionId: first.missionId }, options);
    const before = await story(await appOf());
    await merge(second.pullRequest?.number);
    expect((await appOf()).live_mission).toBe(first.missionId);
    expect(await story(await appOf())).toEqual(before);
  });

  test('that died before it promoted promotes when it is asked again', async () => {
    await ship();
    const appHost = { ...deps.appHost, deploy: async () => Promise.reject(new Error('killed')) };
    const dying = mergePull({ ...deps, appHost })({ caller, app: await appOf(), number: 1 }, options);
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
    await mergePull({ ...deps, codeHost })({ caller, app: await appOf(), number: 1 }, options);
    await mergePull({ ...deps, codeHost })({ caller, app: await appOf(), number: 1 }, options);
    const app = await appOf();
    expect(app.live_mission).toBeNull();
    const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, never);
    expect(events.filter((event) => event.event === 'promotion-refused')).toHaveLength(1);
    expect(events.at(-1)?.message).toContain('is not the one that was tested');
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
    await expect(closed({ caller, app: await appOf(), number: 1 }, options)).rejects.toMatchObject({
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
    await proposeDiagnosis(deps)(failed, failure(), never);
    expect(await requirePull(deps)(await appOf(), 2, never)).toMatchObject({ isDraft: true, state: 'open' });
    const merging = mergePull(deps)({ caller, app: await appOf(), number: 2 }, options);
    await expect(merging).rejects.toMatchObject({ name: 'Conflict', code: 'pull_is_draft' });
  });
});

describe('roll-back', () => {
  const rollback = async (missionId: MissionId) =>
    rollbackApp(deps)({ caller, app: await appOf(), missionId }, options);

  test('makes an approved version production again', async () => {
    const first = await ship();
    await mergePull(deps)({ caller, app: await appOf(), number: 1 }, options);
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
      const roll = rollbackApp(deps)({ caller, app: lame, missionId: first.missionId }, options);
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
  const diagnose = (mission: Mission) => proposeDiagnosis(deps)(mission, why, never);

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
    await saveDraft(deps)(missionId, 1, { ...draft, files: [...sources] }, never);
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

  test('is left out where a pull request stands already', async () => {
    const mission = await ship();
    await diagnose(mission);
    expect((await read(mission.missionId)).seq).toBe(mission.seq);
  });
});
