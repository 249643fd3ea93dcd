import { isGantryError } from '../errors.ts';
import { readMission } from '../mission/append-facts.ts';
import { loadReport } from '../pod/attempt-store.ts';
import { namesIn } from '../pod/page-controls.ts';
import type { Digest } from '../ports/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { MissionId } from '../wire/ids.ts';
import type { PodReport } from '../wire/pod.ts';

/** Characters of names that whoever writes checks is shown. */
const maxNamesLength = 1_500;

interface NamesDeps {
  readonly eventLog: EventLog;
  readonly objects: ObjectStore;
  readonly digest: Digest;
}

/** What the pages of a mission's app named when it was tried last, a line each; null where no browser tried it. They are the app's own words. */
export const shownNames =
  (deps: NamesDeps) =>
  async (missionId: MissionId | null, signal: AbortSignal): Promise<string | null> => {
    if (missionId === null) return null;
    const { attempts } = await readMission(deps)(missionId, { signal });
    const stored = attempts.findLast(({ report }) => report !== undefined)?.report;
    const report = await loadReport(deps)(missionId, stored, signal).catch(noneWhereGone);
    return within(namesOf(report)) || null;
  };

/** An earlier pod told of the pages of failed checks alone. */
const namesOf = (report: PodReport | undefined): readonly string[] => {
  const { names, checks = [] } = report?.accept ?? {};
  return names ?? namesIn(checks.flatMap(({ aria }) => aria ?? []));
};

/** An app can be changed without them. */
function noneWhereGone(error: unknown): undefined {
  if (!isGantryError(error) || error.name !== 'NotFound') throw error;
}

/** Whole lines alone. */
function within(lines: readonly string[]): string {
  const text = lines.join('\n');
  if (text.length <= maxNamesLength) return text;
  return text.slice(0, text.lastIndexOf('\n', maxNamesLength));
}
