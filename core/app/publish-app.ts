import { loadDraft } from '../draft/draft-store.ts';
import { treeSha256 } from '../draft/tree-digest.ts';
import { DependencyRefused } from '../errors.ts';
import { signCheckpoint } from '../evidence/checkpoint.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { loadReport } from '../pod/attempt-store.ts';
import type { CodeHost, PullRequest, Repository } from '../ports/code-host.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Signer } from '../ports/signer.ts';
import type { AppRecord } from './app.ts';
import { withVersion } from './app.ts';
import { changeApp } from './app-records.ts';
import { appendAppFact } from './append-app-fact.ts';
import { testedVersion } from './deploy-app.ts';
import { describePull } from './describe-pull.ts';
import type { EnsureAppDeps } from './ensure-app.ts';
import { ensureApp } from './ensure-app.ts';
import { oneLine } from './markdown.ts';
import { missionPage } from './mission-page.ts';
import { pullChanges } from './pull-changes.ts';
import { noteRepositoryApp } from './repository-apps.ts';
import { showChecks } from './show-checks.ts';
import { watchPull } from './watched-pulls.ts';

export interface PublishDeps extends EnsureAppDeps {
  readonly codeHost: CodeHost;
  readonly objects: ObjectStore;
  readonly signer: Signer;
  /** Where the console is; rejects where that is not known. */
  readonly consoleOrigin: (signal: AbortSignal) => Promise<string>;
}

/** The branch of a mission. */
export const branchOf = (missionId: string): string => `gantry/${missionId}`;

/** The stage that proposes the tested tree, and no other, as a pull request. Intent first, then look-up, then make. */
export const publishApp =
  (deps: PublishDeps) =>
  async ({ mission_id: missionId }: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const mission = await readMission(deps)(missionId, { signal });
    if (mission.pullRequest !== undefined || mission.givenUp !== undefined) return goTo(missionId, 'settle');
    const tested = testedVersion(mission);
    const app = await ensureApp(deps)(mission, signal);
    const { app_id, slug, title } = app;
    const intent = {
      kind: 'intend-publish',
      data: { app: { app_id, slug, title }, tree_sha256: tested.treeSha256 },
    } as const;
    const intended = await runCommand(deps)({ missionId, command: intent, actor: 'gantry' }, { signal });
    const repository = await ensureRepository(deps)(app, signal);
    const pull = await propose(deps, { mission: intended, app, repository, ...tested }, signal);
    const data = {
      repository: repository.fullName,
      number: pull.number,
      pr_url: pull.url,
      branch: pull.branch,
      head_sha: pull.headSha,
      tree_sha256: tested.treeSha256,
      is_draft: pull.isDraft,
    };
    const version = {
      mission_id: missionId,
      attempt: tested.attempt,
      tree_sha256: tested.treeSha256,
      artifact_sha256: tested.artifactSha256,
      pull_number: pull.number,
      ...(mission.spec && { needs: mission.spec.needs }),
    };
    await changeApp(deps)(app.owner, slug, (row) => withVersion(row, version), signal);
    await watchPull(deps)(app, pull.number, signal);
    const fact = {
      event: 'pull-request-opened',
      message: `Pull request ${pull.number} is open.`,
      data: { mission_id: missionId, ...data },
    } as const;
    await appendAppFact(deps)(app_id, 'gantry', fact, signal);
    const where = { appId: app_id, repository: repository.fullName, pull, isTested: true };
    await showChecks(deps)(intended, where, signal);
    await runCommand(deps)(
      { missionId, command: { kind: 'record-pull-request', data }, actor: 'gantry' },
      { signal },
    );
    return goTo(missionId, 'settle');
  };

/** The app's repository, made once; its row remembers it. */
export const ensureRepository =
  (deps: Pick<PublishDeps, 'codeHost' | 'records'>) =>
  async (app: AppRecord, signal: AbortSignal): Promise<Repository> => {
    const wanted = {
      appId: app.app_id,
      ownerName: app.owner_name,
      name: app.slug,
      description: oneLine(app.title),
    };
    const repository = await deps.codeHost.ensureRepository(wanted, signal);
    const change = (row: AppRecord): AppRecord => ({
      ...row,
      repository: repository.fullName,
      default_branch: repository.defaultBranch,
      repo_url: repository.webUrl,
      clone_url: repository.cloneUrl,
    });
    await noteRepositoryApp(deps)(repository, app, signal);
    if (app.repository !== repository.fullName) await changeApp(deps)(app.owner, app.slug, change, signal);
    return repository;
  };

async function propose(
  deps: PublishDeps,
  input: {
    readonly mission: Mission;
    readonly app: AppRecord;
    readonly repository: Repository;
    readonly attempt: number;
    readonly treeSha256: string;
    readonly artifactSha256: string;
  },
  signal: AbortSignal,
): Promise<PullRequest> {
  const { mission, repository } = input;
  const stored = { attempt: input.attempt, tree_sha256: input.treeSha256 };
  const draft = await loadDraft(deps)(mission.missionId, stored, signal);
  if (treeSha256(deps.digest, draft.files) !== input.treeSha256) {
    throw new DependencyRefused(
      'tree_changed',
      'The stored draft is not the tree that was tested; it is not proposed.',
    );
  }
  const tested = mission.attempts.find(({ attempt }) => attempt === input.attempt)?.report;
  const report = await loadReport(deps)(mission.missionId, tested, signal);
  const checkpoint = await signCheckpoint(deps)(mission, signal);
  const changes = await pullChanges(deps)(mission, signal);
  const title = oneLine(draft.app.title);
  const page = await missionPage(deps)(mission, signal);
  return deps.codeHost.ensurePullRequest(
    {
      repository: repository.fullName,
      missionId: mission.missionId,
      branch: branchOf(mission.missionId),
      parentBranch: await parentBranch(deps, mission, input.app, repository, signal),
      title:
        mission.request.extends === null
          ? title
          : `${title}: ${oneLine(firstLine(mission.request.voice_memo), 60)}`,
      body: describePull({ mission, draft, report, checkpoint, changes, page }),
      commitMessage: `${title}\n\n${oneLine(draft.app.summary)}\n\nMission: ${mission.missionId}`,
      files: draft.files,
      isDraft: false,
    },
    signal,
  );
}

const firstLine = (text: string): string => text.replace(/\n.*/s, '');

/** An extension stands on the branch of the mission that it extends while that is still open; everything else on the default branch. */
async function parentBranch(
  deps: PublishDeps,
  mission: Mission,
  app: AppRecord,
  repository: Repository,
  signal: AbortSignal,
): Promise<string> {
  const earlier = app.versions.find((version) => version.mission_id === mission.request.extends);
  if (earlier === undefined || earlier.pull_number === null) return repository.defaultBranch;
  const pull = await deps.codeHost.findPullRequest(repository.fullName, earlier.pull_number, signal);
  return pull?.state === 'open' ? pull.branch : repository.defaultBranch;
}
