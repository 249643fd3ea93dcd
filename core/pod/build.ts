import * as z from 'zod';
import { addedPaths } from '../draft/added-files.ts';
import { loadDraft } from '../draft/draft-store.ts';
import { Conflict, PodLost } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import { keepWorking } from '../mission/keep-working.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import { obeyWaits } from '../mission/obey-waits.ts';
import type { StageOptions } from '../mission/stage.ts';
import { stageInputSchema } from '../mission/stage.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { mailboxPrefix } from '../ports/pod-host.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { Texts } from '../skill/texts.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import type { PodId } from '../wire/ids.ts';
import type { PodBundle } from '../wire/pod.ts';
import { mailboxKeys } from '../wire/pod.ts';
import type { Policy } from '../wire/policy.ts';
import type { LaunchDeps } from './launch-pod.ts';
import { ensureWaitingPod, podTooWeak } from './launch-pod.ts';
import { movePod } from './pod-records.ts';

export interface BuildDeps extends LaunchDeps, MissionLogDeps {
  readonly objects: ObjectStore;
  readonly texts: Texts;
  readonly workflow: Workflow;
}

/** What the state machine hands over with a task token. */
export const buildInputSchema = stageInputSchema.extend({ task_token: z.string().min(1) });
export type BuildInput = z.infer<typeof buildInputSchema>;

/**
 * The stage that makes sure of a pod and hands it the bundle. It answers at once; the state machine moves on when receive-report answers the
 * token, or comes back where the token is answered with a wait.
 */
export const build = (deps: BuildDeps) => {
  const prepare = obeyWaits(deps)(keepWorking(deps)(prepareBuild(deps)));
  return async (input: BuildInput, options: StageOptions): Promise<void> => {
    const instead = await prepare(input, options);
    if (instead !== undefined) await deps.workflow.succeedTask(input.task_token, instead, options.signal);
  };
};

/** The record with the token stands before the event, and the event before the bundle. */
const prepareBuild = (deps: BuildDeps) => {
  const { content: policy } = deps.texts.policy;
  return async (input: BuildInput, { signal }: StageOptions): Promise<void> => {
    const { mission_id: missionId, task_token: token } = input;
    const mission = await readMission(deps)(missionId, { signal });
    const { attempt, report } = currentAttempt(mission);
    if (report !== undefined) {
      await deps.workflow.succeedTask(token, {}, signal);
      return;
    }
    refuseWeakPod(deps, mission);
    const bundle = await bundleOf(deps, policy, mission, signal);
    const waiting = await ensureWaitingPod(deps)(mission, signal);
    const building = { state: 'building', attempt, task_token: token } as const;
    // Nobody would ever answer the token of a pod that was found dead meanwhile.
    if (!(await movePod(deps)(waiting, building, signal)))
      throw new PodLost('pod_lost', 'The pod stopped before it was given anything to build.');
    await handOver(deps, mission, waiting.pod.pod_id, bundle, signal);
  };
};

/** A weak pod runs only the built-in model's code unless its owner allows more. A draft may be older than the mission and its model. */
function refuseWeakPod(deps: BuildDeps, mission: Mission): void {
  const authors = mission.attempts.map(({ draft }) => draft?.model_id ?? 'built-in');
  const isBuiltIn = [mission.pins?.model_id, ...authors].every((id) => id === 'built-in');
  if (deps.podHost.acceptsAnyModel || isBuiltIn) return;
  throw podTooWeak(deps.podHost);
}

async function bundleOf(
  deps: BuildDeps,
  policy: Policy,
  mission: Mission,
  signal: AbortSignal,
): Promise<PodBundle> {
  const { attempt, draft: stored, gate } = currentAttempt(mission);
  if (stored === undefined || gate !== 'passed')
    throw new Conflict('tree_not_passed', 'Only a tree that the gate passed is built.');
  const draft = await loadDraft(deps)(mission.missionId, stored, signal);
  const spec = await agreedSpec(deps)(mission, signal);
  return {
    version: 1,
    mission_id: mission.missionId,
    attempt,
    stack: draft.stack,
    tree_sha256: stored.tree_sha256,
    recipe: policy.stacks[draft.stack].recipe,
    minimum_coverage_percent: policy.minimum_coverage_percent,
    files: draft.files,
    added: [...addedPaths(deps.digest, draft.files, stored.added)],
    ...(spec && { spec }),
  };
}

async function handOver(
  deps: BuildDeps,
  mission: Mission,
  podId: PodId,
  bundle: PodBundle,
  signal: AbortSignal,
): Promise<void> {
  const { isolation } = deps.podHost;
  const data = { attempt: bundle.attempt, pod_id: podId, tree_sha256: bundle.tree_sha256, isolation };
  await runCommand(deps)(
    { missionId: mission.missionId, command: { kind: 'hand-over', data }, actor: 'gantry' },
    { signal },
  );
  const bytes = new TextEncoder().encode(JSON.stringify(bundle));
  await deps.objects.put(mailboxPrefix(mission.missionId, podId) + mailboxKeys.bundle, bytes, {}, signal);
}
