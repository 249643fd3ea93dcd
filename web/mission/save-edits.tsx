import type { JSX } from 'preact';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import type { Editing } from './file-edits.ts';
import { sayEdits } from './file-edits.ts';
import { useMissionLead } from './mission-lead.ts';

/** Saves what was written by hand: a mission of its own, checked, built and tried like any other, with no model in it. */
export function SaveEdits(props: {
  readonly missionId: string;
  readonly editing: Editing;
}): JSX.Element | null {
  const { missionId, editing } = props;
  const { edits } = editing;
  const action = useAction();
  const lead = useMissionLead();
  if (edits.size === 0) return null;
  const save = (): void =>
    action.run(async () => {
      const files = [...edits].map(([path, content]) => ({ path, content }));
      const { mission_id } = await call('editMission', {
        params: { mission_id: missionId },
        body: { files },
      });
      editing.clear();
      lead(mission_id);
    });
  return (
    <div class="save-edits">
      <span class="small">{sayEdits(edits)}</span>
      <span class="small muted">Saving builds and tests it, without a model.</span>
      <span class="row push">
        <ConfirmButton
          class="button-small button-quiet"
          confirm="Discard what you wrote"
          label="all changes"
          isBusy={action.isBusy}
          onConfirm={editing.clear}
        >
          Discard
        </ConfirmButton>
        <button class="button button-main" type="button" disabled={action.isBusy} onClick={save}>
          {action.isBusy ? 'Saving…' : 'Save and build'}
        </button>
      </span>
      <Problem error={action.error} />
      {isOutdated(action.error) && (
        <p class="small" role="status">
          What you wrote is kept. Show the newest version, compare, and save it there.
        </p>
      )}
    </div>
  );
}

/** Somebody was quicker: the app has a newer version than the one that was written over. */
const isOutdated = (error: unknown): boolean => error instanceof ApiError && error.status === 409;
