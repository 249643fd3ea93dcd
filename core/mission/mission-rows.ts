import type { RecordStore } from '../ports/record-store.ts';
import type { UserId } from '../wire/ids.ts';
import type { MissionStatus, MissionView } from '../wire/mission.ts';
import { missionViewSchema } from '../wire/mission.ts';

interface Deps {
  readonly records: RecordStore;
}

/** The list rows of one owner, or of everybody. */
export const rowsOf = (owner: UserId | '*'): string => `missions#${owner}`;

const pageLimit = 100;
/** Rows that one request may look through for a search. */
const maxScanned = 2_000;
const maxRaces = 5;

/** Keeps the list row of a mission; an older view never replaces a newer one. Rows may lag behind the events. */
export const projectMission =
  (deps: Deps) =>
  async (view: MissionView, signal: AbortSignal): Promise<void> => {
    await Promise.all([
      projectRow(deps, rowsOf(view.owner as UserId), view, signal),
      projectRow(deps, rowsOf('*'), view, signal),
    ]);
  };

async function projectRow(
  deps: Deps,
  partition: string,
  view: MissionView,
  signal: AbortSignal,
): Promise<void> {
  const key = { partition, sort: view.mission_id };
  for (let race = 0; race < maxRaces; race += 1) {
    const present = await deps.records.get(key, missionViewSchema, signal);
    if (present !== undefined && present.value.seq >= view.seq) return;
    const condition =
      present === undefined
        ? ({ kind: 'absent' } as const)
        : ({ kind: 'revision', revision: present.revision } as const);
    if ((await deps.records.put(key, view, { condition }, signal)) !== 'lost') return;
  }
}

export interface MissionFilter {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly status: MissionStatus | undefined;
  readonly q: string | undefined;
}

/** A page of missions. */
export interface MissionPage {
  readonly missions: MissionView[];
  readonly next_cursor: string | null;
}

/** A page of missions, newest first; a search looks through a bounded number of rows and then answers where to go on. */
export const listMissions =
  (deps: Deps) =>
  (owner: UserId | '*', filter: MissionFilter, signal: AbortSignal): Promise<MissionPage> =>
    gather(deps, owner, filter, signal);

async function gather(
  deps: Deps,
  owner: UserId | '*',
  filter: MissionFilter,
  signal: AbortSignal,
): Promise<MissionPage> {
  const missions: MissionView[] = [];
  let cursor: string | null = filter.cursor ?? null;
  for (let scanned = 0; scanned < maxScanned; scanned += pageLimit) {
    const page = await readPage(deps, owner, cursor, signal);
    missions.push(...page.filter((view) => matches(view, filter)));
    if (missions.length > filter.limit) return cutAt(missions, filter.limit);
    if (page.length < pageLimit) return { missions, next_cursor: null };
    cursor = lastId(page);
  }
  return { missions, next_cursor: cursor };
}

/** The next page begins behind the last mission of this one; it is told only where there is one. */
function cutAt(missions: readonly MissionView[], limit: number): MissionPage {
  const page = missions.slice(0, limit);
  return { missions: page, next_cursor: lastId(page) };
}

/** Of a page that is not empty. */
function lastId(page: readonly MissionView[]): string {
  return (page.at(-1) as MissionView).mission_id;
}

async function readPage(
  deps: Deps,
  owner: UserId | '*',
  cursor: string | null,
  signal: AbortSignal,
): Promise<MissionView[]> {
  const range = { limit: pageLimit, descending: true, ...(cursor !== null && { cursor }) };
  const page = await deps.records.list(rowsOf(owner), range, missionViewSchema, signal);
  return page.map((row) => row.value);
}

function matches(view: MissionView, filter: MissionFilter): boolean {
  if (filter.status !== undefined && view.status !== filter.status) return false;
  if (filter.q === undefined) return true;
  const sought = filter.q.toLowerCase();
  return view.voice_memo.toLowerCase().includes(sought) || (view.app ?? '').includes(sought);
}
