import { Conflict } from '../errors.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { composeInstructions } from '../skill/compose-instructions.ts';
import { healOutputSchema } from '../skill/hook-inputs.ts';
import type { HealReason } from '../wire/event.ts';
import { applyHeal } from './apply-heal.ts';
import type { AuthorDeps } from './author.ts';
import { occasionOf, pinsOf, runAuthorSkill, withoutAnswer } from './author.ts';
import { loadDraft, loadPartials } from './draft-store.ts';
import { keepDraft } from './keep-draft.ts';

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
    const { reason, draft, passes } = currentAttempt(mission);
    if (draft !== undefined) return goTo(missionId, 'gate');
    const stored = mission.attempts.findLast((earlier) => earlier.draft !== undefined)?.draft;
    if (reason === undefined || stored === undefined)
      throw new Conflict('nothing_to_heal', 'This mission has no failure to heal.');
    const last = await loadDraft(deps)(missionId, stored, signal);
    const cutOff = await loadPartials(deps)(
      passes.map((pass) => pass.partial_key),
      signal,
    );
    const instructions = composeInstructions(deps.texts, occasion);
    const skillInput = { ...healInput(mission, reason), files: last.files, instructions, cut_off: cutOff };
    const outcome = healOutputSchema.parse(await runAuthorSkill(deps)(mission, occasion, skillInput, signal));
    if (outcome.kind !== 'answered') return withoutAnswer(deps)(mission, 'heal-app', outcome, signal);
    const merged = applyHeal(last.files, outcome.answer);
    if (!merged.ok) {
      const { model_id, usage } = outcome;
      return withoutAnswer(deps)(
        mission,
        'heal-app',
        { kind: 'unreadable', why: merged.problem, model_id, usage },
        signal,
      );
    }
    return keepDraft(deps)(
      mission,
      { ...last, files: merged.files, notes: outcome.answer.diagnosis },
      outcome,
      signal,
    );
  };

function healInput(mission: Mission, reason: HealReason) {
  return {
    request: mission.request.voice_memo,
    plan: mission.request.plan,
    failure: reason.failure,
    findings: reason.findings,
    strategy: reason.strategy,
    earlier_heals: mission.attempts.flatMap((earlier) =>
      earlier.reason === undefined || earlier.draft === undefined
        ? []
        : [{ diagnosis: earlier.draft.notes, failure: earlier.reason.failure.message }],
    ),
  };
}
