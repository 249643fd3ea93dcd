import type { Caller } from '../access/sessions.ts';
import { requireLiveApp } from '../app/life/live-app.ts';
import { loadAuthored } from '../draft/draft-store.ts';
import { changedByHand, saveEdits } from '../draft/edits.ts';
import { Conflict } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { EditRequest } from '../wire/http.ts';
import type { CreateDeps } from './create-mission.ts';
import { inConversation, newestVersion, requestMission } from './create-mission.ts';
import type { Mission } from './mission.ts';
import { hasEnded, testedDraft } from './mission.ts';

interface EditDeps extends CreateDeps {
  readonly objects: ObjectStore;
}

interface Edited {
  readonly caller: Caller;
  readonly mission: Mission;
  readonly files: EditRequest['files'];
  readonly idempotencyKey: string | undefined;
}

/**
 * A new mission on the same app with files that its owner wrote: no model is asked, it is held to the same spec, and nothing of it is healed.
 * Conflict where the app has a newer version than the one that was edited.
 */
export const editMission =
  (deps: EditDeps) =>
  async (
    { caller, mission, files, idempotencyKey: key }: Edited,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Mission> => {
    const { missionId } = mission;
    const { app, draft } = await requireNewest(deps, caller, mission, signal);
    const { files: source } = await loadAuthored(deps)(missionId, draft, signal);
    const changed = changedByHand(source, files);
    const edit = await saveEdits(deps)(missionId, files, signal);
    const edited = await requestMission(deps)(
      caller,
      {
        ...unedited(mission.request),
        voice_memo: memoOf(changed),
        plan: null,
        app,
        extends: missionId,
        retry_of: null,
        edit,
      },
      { key, said: { extends: missionId, edit } },
      signal,
    );
    return inConversation(deps, edited, signal);
  };

/** What goes on from a request: neither what it went on from itself, nor what was said for it alone. */
function unedited({
  resumes: _earlier,
  waive: _without,
  fault: _shown,
  talked_of: _talk,
  ...asked
}: Mission['request']): Mission['request'] {
  return asked;
}

async function requireNewest(deps: EditDeps, caller: Caller, mission: Mission, signal: AbortSignal) {
  if (!hasEnded(mission))
    throw new Conflict('mission_running', 'This mission is still running. Edit its files when it has ended.');
  const draft = testedDraft(mission);
  if (draft === undefined || mission.app === undefined)
    throw new Conflict('nothing_to_edit', 'This mission has no tested app to edit. Retry it instead.');
  const { app_id, slug } = mission.app;
  const app = await requireLiveApp(deps)({ owner: caller.id, slug, app_id }, signal);
  const newest = newestVersion(app);
  if (newest !== mission.missionId)
    throw new Conflict(
      'newer_version',
      'The app has a newer version by now. Open that one and edit it there.',
      {
        details: { mission_id: newest },
      },
    );
  return { app: { app_id, slug }, draft };
}

const shownPaths = 5;

/** How the mission is called in lists. */
function memoOf(changed: readonly string[]): string {
  const shown = changed.slice(0, shownPaths).map((path) => path.slice(0, 120));
  const more = changed.length - shown.length;
  return `Changed by hand: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
