import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt, testedDraft } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { composeInstructions } from '../skill/compose-instructions.ts';
import { draftOutputSchema } from '../skill/hook-inputs.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { AuthorDeps } from './author.ts';
import { occasionOf, pinsOf, runAuthorSkill, withoutAnswer } from './author.ts';
import { loadDraft, loadPartials } from './draft-store.ts';
import { keepDraft } from './keep-draft.ts';
import { storedWork, takeOver } from './stored-work.ts';

/** The stage that has a model write the app; one model call, and none when the draft is stored already. */
export const draftApp =
  (deps: AuthorDeps) =>
  async (input: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const { mission_id: missionId } = input;
    const before = await readMission(deps)(missionId, { signal });
    const occasion = occasionOf(before, 'draft');
    const pins = pinsOf(deps, occasion);
    const mission = await runCommand(deps)(
      { missionId, command: { kind: 'start-authoring', pins }, actor: 'gantry' },
      { signal },
    );
    const attempt = currentAttempt(mission);
    if (attempt.draft !== undefined) return goTo(missionId, 'gate');
    const stored = await storedWork(deps)(mission, signal);
    if (stored.draft !== undefined) return takeOver(deps)(mission, stored.draft, signal);
    const extended = await extendedSource(deps, mission, signal);
    const outcome = draftOutputSchema.parse(
      await runAuthorSkill(deps)(
        mission,
        occasion,
        {
          instructions: composeInstructions(deps.texts, occasion),
          request: mission.request.voice_memo,
          plan: mission.request.plan,
          app: extended?.app ?? null,
          source: extended?.files ?? null,
          cut_off: await loadPartials(deps)(
            [...stored.partialKeys, ...attempt.passes.map((pass) => pass.partial_key)],
            signal,
          ),
        },
        signal,
      ),
    );
    if (outcome.kind !== 'answered') return withoutAnswer(deps)(mission, 'draft-app', outcome, signal);
    return keepDraft(deps)(mission, outcome.answer, outcome, signal);
  };

async function extendedSource(
  deps: AuthorDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<
  | { readonly app: { readonly slug: string; readonly title: string }; readonly files: readonly SourceFile[] }
  | undefined
> {
  const earlierId = mission.request.extends;
  if (earlierId === null) return undefined;
  const earlier = await readMission(deps)(earlierId, { signal });
  const stored = testedDraft(earlier);
  if (stored === undefined) return undefined;
  const draft = await loadDraft(deps)(earlierId, stored, signal);
  return {
    app: { slug: mission.request.app?.slug ?? draft.app.slug, title: draft.app.title },
    files: draft.files,
  };
}
