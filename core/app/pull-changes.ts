import { changesBetween } from '../draft/changes-between.ts';
import { loadAuthored } from '../draft/draft-store.ts';
import { readMission } from '../mission/append-facts.ts';
import type { Attempt } from '../mission/attempt.ts';
import { sayFailure } from '../mission/failure-words.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt, testedDraft } from '../mission/mission.ts';
import { firstBytes } from '../pod/telling-end.ts';
import type { ChangedFile } from '../ports/code-host.ts';
import type { Digest } from '../ports/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { SourceFile } from '../wire/draft.ts';
import { diffPull } from './diff-pull.ts';
import { inline, quoted } from './markdown.ts';

interface ChangeDeps {
  readonly eventLog: EventLog;
  readonly objects: ObjectStore;
  readonly digest: Digest;
}

/** What became of an app's files on the way to what is proposed. */
export interface PullChanges {
  readonly heals: readonly { readonly attempt: Attempt; readonly files: readonly ChangedFile[] }[];
  /** What differs from the app that is extended; undefined for an app that is new. */
  readonly extended: readonly ChangedFile[] | undefined;
}

/** The changes of each heal, and of the whole where it extends an app: its parent may be unmerged, and the pull request then shows more. */
export const pullChanges =
  (deps: ChangeDeps) =>
  async (mission: Mission, signal: AbortSignal): Promise<PullChanges> => {
    const load = async (id: Mission['missionId'], draft: Attempt['draft']): Promise<readonly SourceFile[]> =>
      draft === undefined ? [] : (await loadAuthored(deps)(id, draft, signal)).files;
    // What the gate sent back may hold what nobody is to read.
    const drafted = mission.attempts.filter(({ gate }) => gate === 'passed');
    const trees = await Promise.all(
      drafted.map(async (attempt) => ({ attempt, files: await load(mission.missionId, attempt.draft) })),
    );
    const heals = trees.slice(1).map(({ attempt, files }, before) => ({
      attempt,
      files: changed((trees[before] as (typeof trees)[number]).files, files),
    }));
    const { extends: earlierId } = mission.request;
    if (earlierId === null) return { heals, extended: undefined };
    const before = testedDraft(await readMission(deps)(earlierId, { signal }));
    const after = await load(mission.missionId, currentAttempt(mission).draft);
    return { heals, extended: changed(await load(earlierId, before), after) };
  };

function changed(before: readonly SourceFile[], after: readonly SourceFile[]): readonly ChangedFile[] {
  const old = new Map(before.map(({ path, content }) => [path, content]));
  return changesBetween(before, after).map(({ path, content }) => ({
    path,
    before: old.get(path) ?? null,
    after: content,
  }));
}

/** Of all diffs together: a code host takes 65,536 characters for everything. */
const maxHealBytes = 12_000;
const maxExtensionBytes = 16_000;

/** What was changed, and why, for whoever approves it. */
export function changeLines({ heals, extended }: PullChanges): readonly string[] {
  const room = Math.floor(maxHealBytes / Math.max(1, heals.length));
  return [
    ...(extended === undefined ? [] : ['## What this changes', shownDiff(extended, maxExtensionBytes)]),
    ...(heals.length === 0 ? [] : ['## What heals changed']),
    ...heals.flatMap(({ attempt, files }) => [healLine(attempt), shownDiff(files, room)]),
  ];
}

function healLine({ attempt, reason, draft }: Attempt): string {
  const why = reason === undefined ? '' : `: ${inline(sayFailure(reason.failure))}`;
  const found = draft?.diagnosis === undefined ? '' : ` ${inline(draft.diagnosis)}`;
  return `**Heal ${attempt}**${why}${found}`;
}

function shownDiff(files: readonly ChangedFile[], maxBytes: number): string {
  const diff = diffPull(files);
  if (diff === '') return 'No file differs.';
  const shown = firstBytes(diff, maxBytes);
  const rest = shown === diff ? '' : '\n\nThe rest is in the files of the mission.';
  return `${quoted(shown, 'diff')}${rest}`;
}
