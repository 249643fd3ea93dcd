import type * as z from 'zod';
import { occasionOf } from '../draft/author.ts';
import { loadAuthored } from '../draft/draft-store.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { Digest } from '../ports/digest.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { SkillOccasion } from '../skill/compose-instructions.ts';
import { composeInstructions } from '../skill/compose-instructions.ts';
import type { reviewInputSchema } from '../skill/hook-inputs.ts';
import type { Texts } from '../skill/texts.ts';

/** What the skills of review and after-ship are told of a tested attempt, and which of them apply. */
export const skillInput =
  (deps: { readonly objects: ObjectStore; readonly digest: Digest; readonly texts: Texts }) =>
  async (
    mission: Mission,
    hook: 'review' | 'after-ship',
    signal: AbortSignal,
  ): Promise<{ readonly occasion: SkillOccasion; readonly input: z.infer<typeof reviewInputSchema> }> => {
    const { draft: stored, report } = currentAttempt(mission);
    // Only what passed its tests is looked at.
    const { tests, coverage_percent } = report as NonNullable<typeof report>;
    const draft = await loadAuthored(deps)(mission.missionId, stored as NonNullable<typeof stored>, signal);
    const occasion = { ...occasionOf(mission, hook), stack: draft.stack };
    const input = {
      instructions: [...composeInstructions(deps.texts, occasion)],
      request: mission.request.voice_memo,
      plan: mission.request.plan,
      app: draft.app,
      stack: draft.stack,
      files: draft.files,
      tests,
      coverage_percent,
    };
    return { occasion, input };
  };
