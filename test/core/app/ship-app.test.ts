import { describe, expect, test } from 'vitest';
import { checkLive } from '../../../core/app/check-live.ts';
import { deployApp, testedVersion } from '../../../core/app/deploy-app.ts';
import { mergePull, requirePull } from '../../../core/app/promote-app.ts';
import { branchOf, ensureRepository, publishApp } from '../../../core/app/publish-app.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import type { PageFetcher } from '../../../core/ports/page-fetcher.ts';
import { putDraft } from '../draft/put-draft.ts';
import { play } from '../mission/play.ts';
import { commands, toPassed } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import {
  appOf,
  caller,
  cancel,
  deps,
  options,
  read,
  ship,
  stage,
  story,
  useFreshPorts,
} from './shipping-rig.ts';
import { sources, testedMission } from './tested-mission.ts';

useFreshPorts();

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
    const archive = {
      ...deps.archive,
      unpack: async () => [{ path: 'index.html', bytes: new Uint8Array() }],
    };
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
      left_out: [],
    } as const;
    const tree_sha256 = treeSha256(deps.digest, sources);
    await putDraft(
      deps,
      missionId,
      { ...draft, left_out: [], files: [...draft.files] },
      { attempt: 0, tree_sha256 },
    );
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
    await mergePull(deps)({ actor: caller.id, app: await appOf(), number: 1 }, options);
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
