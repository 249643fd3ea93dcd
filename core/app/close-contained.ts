import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission } from '../mission/append-facts.ts';
import type { CodeHost } from '../ports/code-host.ts';
import type { MissionId } from '../wire/ids.ts';
import type { AppRecord, AppVersion } from './app.ts';

/** Longer chains of extensions have been merged on their way. */
const maxGenerations = 50;

/** Closes, with a word, pull requests of the missions that a merged one extends and that nobody merged: all that they propose is in it. */
export const closeContained =
  (deps: Pick<MissionLogDeps, 'eventLog'> & { readonly codeHost: CodeHost }) =>
  async (
    merged: {
      readonly app: AppRecord;
      readonly version: AppVersion;
      readonly repository: string;
      readonly number: number;
    },
    signal: AbortSignal,
  ): Promise<void> => {
    const { app, version, repository, number } = merged;
    const why = `Closed by Gantry: all of this is in pull request #${number}, which was merged.`;
    for (const missionId of await ancestorsOf(deps, version.mission_id, signal)) {
      const earlier = app.versions.find((candidate) => candidate.mission_id === missionId);
      if (earlier !== undefined && earlier.pull_number !== null)
        await deps.codeHost.close(repository, earlier.pull_number, why, signal);
    }
  };

async function ancestorsOf(
  deps: Pick<MissionLogDeps, 'eventLog'>,
  missionId: MissionId,
  signal: AbortSignal,
): Promise<readonly MissionId[]> {
  const found: MissionId[] = [];
  let next = (await readMission(deps)(missionId, { signal })).request.extends;
  while (next !== null && found.length < maxGenerations) {
    found.push(next);
    next = (await readMission(deps)(next, { signal })).request.extends;
  }
  return found;
}
