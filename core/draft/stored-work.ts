import { DependencyFailed } from '../errors.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Attempt } from '../mission/attempt.ts';
import { beginsWithHeal, draftToResume } from '../mission/checkpoint.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { loadReport } from '../pod/attempt-store.ts';
import { failedChecks } from '../pod/failed-checks.ts';
import { reasonOfChecks } from '../pod/judge.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import type { HealReason, MissionFact } from '../wire/event.ts';
import { partialKeys } from './attempt-progress.ts';
import type { AuthorDeps } from './author.ts';
import { loadDraft, saveDraft } from './draft-store.ts';
import { treeSha256 } from './tree-digest.ts';

type StoredDraft = Extract<MissionFact, { event: 'draft-stored' }>['data'];
type CarriedDraft = StoredDraft & Required<Pick<StoredDraft, 'carried_from'>>;

/** What an earlier mission paid for and this one goes on from: its last draft, or else the texts of its cut-off answers. */
export interface StoredWork {
  readonly draft: CarriedDraft | undefined;
  /** What of it has to be mended before it is tried again. */
  readonly heal?: HealReason;
  readonly partialKeys: readonly string[];
}

/** The work that a mission may take over; nothing for one that begins anew. */
export const storedWork =
  (deps: Pick<AuthorDeps, 'eventLog' | 'objects' | 'digest'>) =>
  async (mission: Mission, signal: AbortSignal): Promise<StoredWork> => {
    const { resumes } = mission.request;
    if (resumes === undefined) return { draft: undefined, partialKeys: [] };
    const earlier = await readMission(deps)(resumes, { signal });
    const from = draftToResume(earlier, mission.request);
    const resumed = earlier.attempts.find(({ attempt }) => attempt === from?.attempt);
    if (from !== undefined && resumed?.draft !== undefined) {
      const draft = { ...resumed.draft, carried_from: from };
      const heal = beginsWithHeal(earlier, mission.request)
        ? await healOf(deps, earlier, resumed, signal)
        : undefined;
      return { draft, partialKeys: [], ...(heal && { heal }) };
    }
    const keys = earlier.attempts.flatMap(partialKeys);
    return { draft: undefined, partialKeys: keys };
  };

/** What the checks of the earlier mission found; undefined where nothing of that is on record any more. */
async function healOf(
  deps: Pick<AuthorDeps, 'objects' | 'digest'>,
  earlier: Mission,
  { report: told }: Attempt,
  signal: AbortSignal,
): Promise<HealReason | undefined> {
  const { missionId, waived } = earlier;
  const report = await loadReport(deps)(missionId, told, signal);
  const { checks = [] } = (await agreedSpec(deps)(earlier, signal)) ?? {};
  const failed = failedChecks(report, { checks, waived: waived.map(({ check }) => check) });
  return failed.length === 0 ? undefined : { ...reasonOfChecks(deps.digest, failed), strategy: 'mend' };
}

/** Makes a stored draft this mission's first, at no cost; it is mended where its checks failed, and passes the gate like any other. */
export const takeOver =
  (deps: AuthorDeps) =>
  async (
    mission: Mission,
    { draft: stored, heal }: StoredWork & { readonly draft: CarriedDraft },
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const { missionId } = mission;
    const draft = await loadDraft(deps)(stored.carried_from.mission_id, stored, signal);
    if (treeSha256(deps.digest, draft.files) !== stored.tree_sha256)
      throw new DependencyFailed('draft_changed', 'The stored draft is not the one that its event tells of.');
    const { attempt } = currentAttempt(mission);
    await saveDraft(deps)(missionId, attempt, draft, signal);
    const cost = { usd: 0, input_tokens: 0, output_tokens: 0 };
    const command = { kind: 'store-draft', data: { ...stored, attempt, cost } } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    if (heal === undefined) return goTo(missionId, 'gate');
    const mend = { kind: 'request-heal', ofAttempt: attempt, reason: heal } as const;
    await runCommand(deps)({ missionId, command: mend, actor: 'gantry' }, { signal });
    return goTo(missionId, 'heal');
  };
