import type { AppRecord } from '../app/app.ts';
import { isProductionChange } from '../app/append-app-fact.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ChatAction } from '../wire/http.ts';

/** What can be done about the last change, in words and where it can be rolled back as an action; it is never done here. */
export interface Undo {
  readonly words: string;
  readonly action?: ChatAction;
}

/** Offers the version that was live before the one that is. */
export const undoChange =
  (deps: { readonly eventLog: EventLog }) =>
  async (app: AppRecord | undefined, signal: AbortSignal): Promise<Undo> => {
    if (app === undefined) return { words: 'There is no app here yet, so there is nothing to undo.' };
    if (app.live_mission === null)
      return {
        words: `Nothing of ${app.title} is live yet. Leave its pull request unmerged, or tell me what to change back.`,
      };
    const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
    const wereLive = new Set(events.filter(isProductionChange).map(({ data }) => data.mission_id));
    const at = app.versions.findIndex(({ mission_id: id }) => id === app.live_mission);
    const earlier = app.versions.slice(0, Math.max(0, at)).findLast(({ mission_id: id }) => wereLive.has(id));
    if (earlier === undefined)
      return {
        words: `What is live is the first version of ${app.title}, so there is none to go back to. Tell me what to change back.`,
      };
    return {
      words: `Roll back to make the version of ${app.title} live again that was live before. Nothing has happened yet.`,
      action: { kind: 'rollback', app: app.slug, mission_id: earlier.mission_id },
    };
  };
