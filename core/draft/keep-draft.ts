import { costOf } from '../budget/price-model.ts';
import { redactAll, secretRedactor } from '../gate/redact-secrets.ts';
import { runCommand } from '../mission/append-facts.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import type { AuthorOutcome } from '../skill/author-outcome.ts';
import { openDisputes } from '../spec/settle-disputes.ts';
import type { Draft } from '../wire/draft.ts';
import { type Needs, needsNothing } from '../wire/spec.ts';
import { baseStyles } from './added-files/base-styles.ts';
import { packageVersions } from './added-files/package-versions.ts';
import { pythonRequirements } from './added-files/python-requirements.ts';
import { addedSources, addFiles } from './added-files.ts';
import type { AuthorDeps } from './author.ts';
import { saveDraft } from './draft-store.ts';
import type { Written } from './written.ts';

const maxRemarks = 20;
const maxRemarkLength = 300;
const maxDisputeLength = 1_500;
/** Of all disputes of a draft together: an event must fit a frame. */
const maxDisputesLength = 6_000;

type Said = Pick<Written, 'diagnosis' | 'left_out' | 'disputes'>;

/** Stores what an author gave and says so in an event; what follows is always the gate. */
export const keepDraft =
  (deps: AuthorDeps) =>
  async (
    mission: Mission,
    written: Draft,
    /** What the model that wrote it took; or nothing, where a person did. */
    spent: Pick<AuthorOutcome, 'model_id' | 'usage'> | 'by-hand',
    said: { readonly remarks: readonly string[]; readonly written: Said },
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const { attempt } = currentAttempt(mission);
    const { packageVersions: versions, policy } = deps.texts;
    const { packages } = policy.content.stacks.python;
    const sources = [
      packageVersions(versions),
      pythonRequirements({ packages, versions }),
      ...baseStyles(deps.texts.baseStyles),
      ...addedSources,
    ];
    const tree = addFiles(deps.digest, sources)({ ...written, needs: needsOf(mission) });
    const { draft, words } = await withoutSecrets(
      deps,
      { ...written, files: [...tree.files] },
      {
        remarks: [...tree.remarks, ...said.remarks],
        written: { ...said.written, disputes: openDisputes(mission, said.written.disputes) },
      },
    );
    const tree_sha256 = await saveDraft(deps)(mission.missionId, attempt, draft, signal);
    const data = {
      attempt,
      app: draft.app,
      stack: draft.stack,
      tree_sha256,
      files: draft.files.length,
      size_bytes: draft.files.reduce((sum, file) => sum + new TextEncoder().encode(file.content).length, 0),
      notes: draft.notes,
      ...(spent === 'by-hand' ? writtenByHand : costsOf(deps, spent)),
      added: [...tree.added],
      ...words,
    };
    await runCommand(deps)(
      { missionId: mission.missionId, command: { kind: 'store-draft', data }, actor: 'gantry' },
      { signal },
    );
    return goTo(mission.missionId, 'gate');
  };

const writtenByHand = { cost: { usd: 0, input_tokens: 0, output_tokens: 0 }, model_id: 'by-hand' };

const costsOf = ({ model }: AuthorDeps, { model_id, usage }: Pick<AuthorOutcome, 'model_id' | 'usage'>) => ({
  cost: costOf(model, model_id, usage),
  model_id,
});

/** Nobody rules on more than this, and each of several gets an equal share. */
const disputeLength = (count: number): number =>
  Math.min(maxDisputeLength, Math.floor(maxDisputesLength / count));

/** Whoever reads a text that was cut sees that it was. */
const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;

/** What was agreed that the app needs; nothing for a mission of version 0.1. */
const needsOf = ({ spec }: Mission): Needs => spec?.needs ?? needsNothing;

/** What the author says of its draft goes into events and pull requests; secrets in files are the gate's, which names the file and line. */
async function withoutSecrets(
  deps: AuthorDeps,
  draft: Draft,
  { remarks, written }: { readonly remarks: readonly string[]; readonly written: Said },
) {
  const redact = secretRedactor(deps.texts.policy.content);
  const { diagnosis, left_out, disputes } = written;
  const words = {
    ...(diagnosis !== undefined && { diagnosis }),
    ...(left_out.length > 0 && { left_out: [...left_out] }),
    ...(disputes.length > 0 && {
      disputes: disputes.map(({ check, why }) => ({ check, why: cut(why, disputeLength(disputes.length)) })),
    }),
    ...(remarks.length > 0 && {
      remarks: remarks.slice(0, maxRemarks).map((remark) => remark.slice(0, maxRemarkLength)),
    }),
  };
  return {
    draft: {
      ...draft,
      app: await redactAll(redact, draft.app),
      notes: await redact(draft.notes),
      left_out: await redactAll(redact, draft.left_out),
    },
    words: await redactAll(redact, words),
  };
}
