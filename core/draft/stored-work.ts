import { DependencyFailed } from '../errors.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import { checkpointOf } from '../mission/checkpoint.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { MissionFact } from '../wire/event.ts';
import { partialKeys } from './attempt-progress.ts';
import type { AuthorDeps } from './author.ts';
import { loadDraft, saveDraft } from './draft-store.ts';
import { treeSha256 } from './tree-digest.ts';

type StoredDraft = Extract<MissionFact, { event: 'draft-stored' }>['data'];
type CarriedDraft = StoredDraft & Required<Pick<StoredDraft, 'carried_from'>>;

/** What an earlier mission paid for and this one goes on from: its last draft, or else the texts of its cut-off answers. */
export interface StoredWork {
  readonly draft: CarriedDraft | undefined;
  readonly partialKeys: readonly string[];
}

/** The work that a mission may take over; nothing for one that begins anew. */
export const storedWork =
  (deps: Pick<AuthorDeps, 'eventLog'>) =>
  async (mission: Mission, signal: AbortSignal): Promise<StoredWork> => {
    const { resumes } = mission.request;
    if (resumes === undefined) return { draft: undefined, partialKeys: [] };
    const earlier = await readMission(deps)(resumes, { signal });
    const from = checkpointOf(earlier);
    const draft = earlier.attempts.find(({ attempt }) => attempt === from?.attempt)?.draft;
    if (from !== undefined && draft !== undefined)
      return { draft: { ...draft, carried_from: from }, partialKeys: [] };
    const keys = earlier.attempts.flatMap(partialKeys);
    return { draft: undefined, partialKeys: keys };
  };

/** Makes a stored draft this mission's first, at no cost; it passes the gate like any other. */
export const takeOver =
  (deps: AuthorDeps) =>
  async (mission: Mission, stored: CarriedDraft, signal: AbortSignal): Promise<StageOutput> => {
    const { missionId } = mission;
    const draft = await loadDraft(deps)(stored.carried_from.mission_id, stored, signal);
    if (treeSha256(deps.digest, draft.files) !== stored.tree_sha256)
      throw new DependencyFailed('draft_changed', 'The stored draft is not the one that its event tells of.');
    const { attempt } = currentAttempt(mission);
    await saveDraft(deps)(missionId, attempt, draft, signal);
    const cost = { usd: 0, input_tokens: 0, output_tokens: 0 };
    const command = { kind: 'store-draft', data: { ...stored, attempt, cost } } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    return goTo(missionId, 'gate');
  };
