import { loadDraft } from '../draft/draft-store.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { runCommand } from '../mission/append-facts.ts';
import type { Attempt } from '../mission/attempt.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { CodeHost } from '../ports/code-host.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Failure } from '../wire/mission.ts';
import type { AppRecord } from './app.ts';
import { findApp } from './app-records.ts';
import { inline, oneLine, quoted } from './markdown.ts';
import { branchOf } from './publish-app.ts';

export interface DiagnosisDeps extends MissionLogDeps {
  readonly codeHost: CodeHost;
  readonly objects: ObjectStore;
  readonly records: RecordStore;
}

/**
 * Proposes the last draft that the gate passed as a draft pull request with the reason why it failed, where the app has a repository
 * already and is itself what failed: an app that passed its tests has nothing to be diagnosed. A draft that the gate did not pass is never
 * pushed anywhere.
 */
export const proposeDiagnosis =
  (deps: DiagnosisDeps) =>
  async (mission: Mission, failure: Failure, signal: AbortSignal): Promise<void> => {
    if (!isOfApp(mission, failure)) return;
    const attempt = mission.attempts.findLast((candidate) => candidate.gate === 'passed');
    const place = await placeOf(deps, mission, signal);
    if (attempt?.draft === undefined || place === undefined || mission.pullRequest !== undefined) return;
    const { repository, parentBranch } = place;
    const { app_id, slug, title } = place.app;
    const { tree_sha256 } = attempt.draft;
    const { missionId } = mission;
    const intent = { kind: 'intend-publish', data: { app: { app_id, slug, title }, tree_sha256 } } as const;
    await runCommand(deps)({ missionId, command: intent, actor: 'gantry' }, { signal });
    const draft = await loadDraft(deps)(missionId, attempt.draft, signal);
    const pull = await deps.codeHost.ensurePullRequest(
      {
        repository,
        missionId,
        branch: branchOf(missionId),
        parentBranch,
        title: `Not working yet: ${oneLine(draft.app.title)}`,
        body: describeFailure(mission, attempt, failure),
        commitMessage: `${oneLine(draft.app.title)}: does not pass yet\n\n${oneLine(failure.message)}\n\nMission: ${missionId}`,
        files: draft.files,
        isDraft: true,
      },
      signal,
    );
    const data = {
      repository,
      number: pull.number,
      pr_url: pull.url,
      branch: pull.branch,
      head_sha: pull.headSha,
      tree_sha256,
      is_draft: pull.isDraft,
    };
    await runCommand(deps)(
      { missionId, command: { kind: 'record-pull-request', data }, actor: 'gantry' },
      { signal },
    );
  };

function isOfApp(mission: Mission, { kind }: Failure): boolean {
  return (kind === 'code' || kind === 'policy') && currentAttempt(mission).report?.outcome !== 'passed';
}

async function placeOf(
  deps: DiagnosisDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<
  { readonly app: AppRecord; readonly repository: string; readonly parentBranch: string } | undefined
> {
  const slug = mission.app?.slug ?? mission.request.app?.slug;
  if (slug === undefined || !mission.request.publish) return undefined;
  const app = await findApp(deps)(mission.request.owner, slug, signal);
  const { ending, repository = null, default_branch: parentBranch = null } = app ?? {};
  if (app === undefined || ending !== undefined || repository === null || parentBranch === null)
    return undefined;
  return { app, repository, parentBranch };
}

function describeFailure(mission: Mission, attempt: Attempt, failure: Failure): string {
  return [
    `This draft did not pass: ${inline(failure.message)}`,
    '## Asked for',
    quoted(mission.request.voice_memo),
    `## What failed (${inline(failure.step)}, ${failure.kind})`,
    quoted(failure.excerpt === '' ? failure.message : failure.excerpt),
    '## What was tried',
    ...(attempt.attempt === 0
      ? ['The first draft only.']
      : mission.attempts.flatMap((tried) =>
          tried.reason === undefined
            ? []
            : [`- heal ${tried.attempt}: ${inline(tried.reason.failure.message)}`],
        )),
  ].join('\n\n');
}
