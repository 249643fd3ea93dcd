import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt, testedDraft } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { composeInstructions, composeTask } from '../skill/compose-instructions.ts';
import type { Draft } from '../wire/draft.ts';
import { agreedWork } from './agreed-work.ts';
import { loadProgress, partialKeys } from './attempt-progress.ts';
import type { AuthorDeps } from './author.ts';
import { occasionOf, pinsOf, runAuthorSkill } from './author.ts';
import { loadAuthored } from './draft-store.ts';
import { followAuthored } from './follow-authored.ts';
import { keepEdited } from './keep-edited.ts';
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
    const { edit } = mission.request;
    if (edit !== undefined)
      return keepEdited(deps)(
        mission,
        { edit, extended: await extendedDraft(deps, mission, signal) },
        signal,
      );
    const stored = await storedWork(deps)(mission, signal);
    const { draft } = stored;
    if (draft !== undefined) return takeOver(deps)(mission, { ...stored, draft }, signal);
    const extended = await extendedDraft(deps, mission, signal);
    const source = extended?.files ?? [];
    const progress = await loadProgress(deps)([...stored.partialKeys, ...partialKeys(attempt)], signal);
    const skillInput = {
      instructions: composeInstructions(deps.texts, occasion),
      task: composeTask(deps.texts, occasion),
      request: mission.request.voice_memo,
      ...(await agreedWork(deps)(mission, signal)),
      app: extended === undefined ? null : { slug: extended.app.slug, title: extended.app.title },
      source,
      changed: [],
      progress,
    };
    const authored = await runAuthorSkill(deps)(mission, occasion, skillInput, signal);
    const work = { mission, stage: 'draft-app', source, known: extended, progress } as const;
    return followAuthored(deps)(work, authored, signal);
  };

/** The tested draft that this mission extends, as far as an author wrote it, under the name that the app has by now. */
export async function extendedDraft(
  deps: Pick<AuthorDeps, 'eventLog' | 'objects' | 'digest'>,
  mission: Mission,
  signal: AbortSignal,
): Promise<Draft | undefined> {
  const earlierId = mission.request.extends;
  if (earlierId === null) return undefined;
  const earlier = await readMission(deps)(earlierId, { signal });
  const stored = testedDraft(earlier);
  if (stored === undefined) return undefined;
  const draft = await loadAuthored(deps)(earlierId, stored, signal);
  // What its author said of it stands in its own pull request.
  return {
    ...draft,
    app: { ...draft.app, slug: mission.request.app?.slug ?? draft.app.slug },
    notes: '',
    left_out: [],
  };
}
