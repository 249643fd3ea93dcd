import { isGantryError } from '../errors.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { checkStanding, countStanding, failing } from '../mission/check-standing.ts';
import type { Mission } from '../mission/mission.ts';
import type { CodeHost, PullRequest, ShownChecks } from '../ports/code-host.ts';
import type { AppId } from '../wire/ids.ts';
import { appendAppFact } from './append-app-fact.ts';
import { missionPage } from './mission-page.ts';
import { checkLines } from './pull-standing.ts';

interface ShowDeps extends MissionLogDeps {
  readonly codeHost: CodeHost;
  readonly consoleOrigin: (signal: AbortSignal) => Promise<string>;
}

/** The head of a mission's pull request. */
export interface ShownAt {
  readonly appId: AppId;
  readonly repository: string;
  readonly pull: Pick<PullRequest, 'number' | 'headSha'>;
  /** Whether its files are the ones that the mission tested. */
  readonly isTested: boolean;
}

/** Shows how a mission's checks stand beside its pull request, where the code host shows such. A host that refuses fails nothing: the app's story says so, once. */
export const showChecks =
  (deps: ShowDeps) =>
  async (mission: Mission, at: ShownAt, signal: AbortSignal): Promise<void> => {
    const { appId, repository, pull, isTested } = at;
    try {
      const page = await missionPage(deps)(mission, signal);
      const shown = isTested ? standing(mission, page) : changed;
      const where = { missionId: mission.missionId, headSha: pull.headSha, ...(page && { url: page }) };
      await deps.codeHost.showChecks?.(repository, { ...where, ...shown }, signal);
    } catch (error) {
      signal.throwIfAborted();
      const why = isGantryError(error) ? error.message : 'Something went wrong on our side.';
      const fact = {
        event: 'checks-not-shown',
        message: `The checks are not shown beside pull request ${pull.number}. ${why}`,
        data: { mission_id: mission.missionId, number: pull.number },
      } as const;
      await appendAppFact(deps)(appId, 'gantry', fact, signal);
    }
  };

type Standing = Pick<ShownChecks, 'outcome' | 'title' | 'summary'>;

const changed: Standing = {
  outcome: 'failed',
  title: 'The branch was changed after it was tested',
  summary:
    'These are not the files that Gantry tested, so its checks say nothing about them, and merging them puts nothing live. Ask Gantry for the change instead, or take the branch back to what was tested.',
};

function standing(mission: Mission, page: string | undefined): Standing {
  const shown = checkStanding(mission);
  const { held, total, waived } = countStanding(shown);
  const lines = checkLines(mission, page);
  if (shown.browser === null || held + failing(shown).length === 0)
    return { outcome: 'untried', title: 'No check was tried in a browser', summary: summaryOf(lines) };
  const without = waived === 0 ? '' : `; ${waived} done without`;
  return {
    outcome: failing(shown).length === 0 ? 'held' : 'failed',
    title: `${held} of ${total - waived} checks hold${without}`,
    summary: summaryOf(lines),
  };
}

const summaryOf = (lines: readonly string[]): string =>
  lines.length === 0 ? 'No check was agreed before this was built.' : lines.slice(1).join('\n\n');
