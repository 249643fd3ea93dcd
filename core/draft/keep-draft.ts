import { costOf } from '../budget/price-model.ts';
import { redactAll, secretRedactor } from '../gate/redact-secrets.ts';
import { runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { ModelOutcome } from '../skill/model-outcome.ts';
import type { Draft } from '../wire/draft.ts';
import type { AuthorDeps } from './author.ts';
import { saveDraft } from './draft-store.ts';

/** Stores what an author gave and says so in an event; what follows is always the gate. */
export const keepDraft =
  (deps: AuthorDeps) =>
  async (
    mission: Mission,
    written: Draft,
    spent: Pick<ModelOutcome<unknown>, 'model_id' | 'usage'>,
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const { attempt } = currentAttempt(mission);
    const draft = await withoutSecrets(deps, written);
    const tree_sha256 = await saveDraft(deps)(mission.missionId, attempt, draft, signal);
    const data = {
      attempt,
      app: draft.app,
      stack: draft.stack,
      tree_sha256,
      files: draft.files.length,
      size_bytes: draft.files.reduce((sum, file) => sum + new TextEncoder().encode(file.content).length, 0),
      notes: draft.notes,
      cost: costOf(spent.model_id, spent.usage),
      model_id: spent.model_id,
    };
    await runCommand(deps)(
      { missionId: mission.missionId, command: { kind: 'store-draft', data }, actor: 'gantry' },
      { signal },
    );
    return goTo(mission.missionId, 'gate');
  };

/** What the author says of its draft goes into events and pull requests; secrets in files are the gate's, which names the file and line. */
async function withoutSecrets(deps: AuthorDeps, draft: Draft): Promise<Draft> {
  const redact = secretRedactor(deps.texts.policy.content);
  return { ...draft, app: await redactAll(redact, draft.app), notes: await redact(draft.notes) };
}
