import { DependencyRefused } from '../errors.ts';
import type { Mission } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import type { Draft } from '../wire/draft.ts';
import type { AuthorDeps } from './author.ts';
import { applyEdits, loadEdits } from './edits.ts';
import { keepDraft } from './keep-draft.ts';

const nothingSaid = { left_out: [], disputes: [], diagnosis: undefined };

/** Makes the draft of a mission whose files its owner wrote: the extended one with these files over it, and no model asked. */
export const keepEdited =
  (deps: AuthorDeps) =>
  async (
    mission: Mission,
    { edit, extended }: { readonly edit: string; readonly extended: Draft | undefined },
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const { extends: of } = mission.request;
    if (of === null || extended === undefined)
      throw new DependencyRefused('nothing_to_edit', 'The version that was edited is not there any more.');
    const files = [...applyEdits(extended.files, await loadEdits(deps)(of, edit, signal))];
    const said = { remarks: [], written: nothingSaid };
    return keepDraft(deps)(mission, { ...extended, files }, 'by-hand', said, signal);
  };
