import { Conflict } from '../errors.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { composeInstructions, composeTask } from '../skill/compose-instructions.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { HealReason } from '../wire/event.ts';
import { loadProgress, partialKeys } from './attempt-progress.ts';
import type { AuthorDeps } from './author.ts';
import { agreedOf, occasionOf, pinsOf, runAuthorSkill } from './author.ts';
import { changesBetween } from './changes-between.ts';
import { extendedDraft } from './draft-app.ts';
import type { StoredDraft } from './draft-store.ts';
import { loadDraft } from './draft-store.ts';
import { followAuthored } from './follow-authored.ts';

/** The stage that has a model mend the last draft; it gives the smallest change, and the whole tree passes the gate again. */
export const healApp =
  (deps: AuthorDeps) =>
  async (input: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const { mission_id: missionId } = input;
    const before = await readMission(deps)(missionId, { signal });
    const occasion = occasionOf(before, 'heal');
    const pins = pinsOf(deps, occasion);
    const mission = await runCommand(deps)(
      { missionId, command: { kind: 'start-authoring', pins }, actor: 'gantry' },
      { signal },
    );
    const attempt = currentAttempt(mission);
    const { reason, draft } = attempt;
    if (draft !== undefined) return goTo(missionId, 'gate');
    const drafts = mission.attempts.flatMap((earlier) => earlier.draft ?? []);
    const [first] = drafts;
    const stored = drafts.at(-1);
    if (reason === undefined || first === undefined || stored === undefined)
      throw new Conflict('nothing_to_heal', 'This mission has no failure to heal.');
    const last = await loadDraft(deps)(missionId, stored, signal);
    const base = await baseFiles(deps, mission, first, signal);
    const progress = await loadProgress(deps)(partialKeys(attempt), signal);
    const skillInput = {
      ...healInput(mission, reason),
      instructions: composeInstructions(deps.texts, occasion),
      task: composeTask(deps.texts, occasion),
      source: base,
      changed: changesBetween(base, last.files),
      progress,
    };
    const authored = await runAuthorSkill(deps)(mission, occasion, skillInput, signal);
    const work = { mission, stage: 'heal-app', source: last.files, known: last, progress } as const;
    return followAuthored(deps)(work, authored, signal);
  };

/** The tree that every author of this mission is shown first, so that the cache keeps it from attempt to attempt: what it extends, or its first draft. */
async function baseFiles(
  deps: AuthorDeps,
  mission: Mission,
  first: StoredDraft,
  signal: AbortSignal,
): Promise<readonly SourceFile[]> {
  const base =
    (await extendedDraft(deps, mission, signal)) ?? (await loadDraft(deps)(mission.missionId, first, signal));
  return base.files;
}

function healInput(mission: Mission, reason: HealReason) {
  return {
    request: mission.request.voice_memo,
    ...agreedOf(mission),
    failure: reason.failure,
    findings: reason.findings,
    strategy: reason.strategy,
    earlier_heals: mission.attempts.flatMap((earlier) =>
      earlier.reason === undefined || earlier.draft === undefined
        ? []
        : [
            {
              diagnosis: earlier.draft.diagnosis ?? earlier.draft.notes,
              failure: earlier.reason.failure.message,
            },
          ],
    ),
  };
}
