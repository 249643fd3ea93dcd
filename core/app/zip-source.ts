import { loadDraft } from '../draft/draft-store.ts';
import { NotFound } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission } from '../mission/append-facts.ts';
import { testedDraft } from '../mission/mission.ts';
import type { Archive } from '../ports/archive.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { MissionId } from '../wire/ids.ts';
import type { AppRecord } from './app.ts';

export interface ZipDeps extends MissionLogDeps {
  readonly objects: ObjectStore;
  readonly archive: Pick<Archive, 'zip'>;
}

/** The source of an app as a zip: the version that is live, else the newest that was tested. NotFound where none was. */
export const zipSource =
  (deps: ZipDeps) =>
  async (app: AppRecord, signal: AbortSignal): Promise<Uint8Array> => {
    const files = await sourceOf(deps, app, signal);
    const encoder = new TextEncoder();
    return deps.archive.zip(
      app.slug,
      files.map(({ path, content }) => ({ path, bytes: encoder.encode(content) })),
    );
  };

async function sourceOf(deps: ZipDeps, app: AppRecord, signal: AbortSignal): Promise<readonly SourceFile[]> {
  const newest = app.missions.toReversed().filter((id) => id !== app.live_mission);
  for (const missionId of app.live_mission === null ? newest : [app.live_mission, ...newest]) {
    const files = await testedFiles(deps, missionId, signal);
    if (files !== undefined) return files;
  }
  throw new NotFound('no_source', `${app.title} has no version that passed its tests yet.`);
}

async function testedFiles(
  deps: ZipDeps,
  missionId: MissionId,
  signal: AbortSignal,
): Promise<readonly SourceFile[] | undefined> {
  const stored = testedDraft(await readMission(deps)(missionId, { signal }));
  return stored === undefined ? undefined : (await loadDraft(deps)(missionId, stored, signal)).files;
}
