import { budgetedModel } from '../budget/budgeted-model.ts';
import type { SpendDeps } from '../budget/reserve.ts';
import { occasionOf } from '../draft/author.ts';
import { loadAuthored } from '../draft/draft-store.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import { holdFence } from '../mission/hold-fence.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt, hasEnded, testedDraft } from '../mission/mission.ts';
import { spenderOf } from '../mission/spender.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { afterShipOutputSchema } from '../skill/hook-inputs.ts';
import { makeNonce } from '../skill/make-nonce.ts';
import type { RunDeps, SkillRun } from '../skill/run-skills.ts';
import { runnableSkills, runSkills } from '../skill/run-skills.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { SkillNote } from '../wire/skill.ts';
import { appendAppFact } from './append-app-fact.ts';
import { skillInput } from './skill-input.ts';

export interface NoteDeps extends MissionLogDeps, RunDeps, SpendDeps {
  readonly objects: ObjectStore;
}

/** How long an after-ship skill may take; the mission's end waits for it. */
const limitMs = 20_000;

/** Has the after-ship skills speak of a mission that shipped: their words go into the mission's events, once, and into the app's story. */
export const noteRelease =
  (deps: NoteDeps) =>
  async (before: Mission, signal: AbortSignal): Promise<void> => {
    if (!hasShipped(before) || runnableSkills(deps.texts, occasionOf(before, 'after-ship')).length === 0)
      return;
    const mission = before.releaseNotes === undefined ? await recordNotes(deps, before, signal) : before;
    const { app, releaseNotes } = mission;
    const said = releaseNotes?.notes.filter((note) => note.words !== '');
    if (app === undefined || said === undefined || said.length === 0) return;
    const fact = {
      event: 'release-noted',
      message: said.map((note) => note.words).join('\n\n'),
      data: { mission_id: mission.missionId, skills: said.map((note) => note.skill) },
    } as const;
    await appendAppFact(deps)(app.app_id, 'gantry', fact, signal);
  };

/** Everything that was asked for is out: what the mission deployed answers, and what it proposed is open. */
function hasShipped(mission: Mission): boolean {
  const { deploy, publish } = mission.request;
  if (hasEnded(mission) || mission.givenUp !== undefined || !(deploy || publish)) return false;
  return (!deploy || mission.isLive) && (!publish || mission.pullRequest !== undefined);
}

async function recordNotes(deps: NoteDeps, mission: Mission, signal: AbortSignal): Promise<Mission> {
  const { missionId } = mission;
  const { occasion, input } = await skillInput(deps)(mission, 'after-ship', signal);
  const model = budgetedModel(deps, { spender: spenderOf(mission), step: 'after-ship' });
  const { runs, cost } = await holdFence(deps)(missionId, signal, async (fenced) =>
    runSkills({ ...deps, model })(
      {
        occasion,
        input: {
          ...input,
          before: await extendedFiles(deps, mission, fenced),
          url: mission.deployment?.url ?? null,
          pr_url: mission.pullRequest?.pr_url ?? null,
          heals: currentAttempt(mission).attempt,
        },
        output: afterShipOutputSchema,
        limitMs,
        nonceFor: makeNonce(deps.digest)(missionId),
      },
      fenced,
    ),
  );
  const command = { kind: 'record-notes', data: { notes: boundNotes(runs), cost } } as const;
  return runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
}

async function extendedFiles(
  deps: NoteDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<readonly SourceFile[] | null> {
  const earlierId = mission.request.extends;
  if (earlierId === null) return null;
  const stored = testedDraft(await readMission(deps)(earlierId, { signal }));
  if (stored === undefined) return null;
  return (await loadAuthored(deps)(earlierId, stored, signal)).files;
}

/** Of all words together: an event must fit a frame, and a character may take three bytes. */
const maxWordsLength = 4_000;

function boundNotes(runs: readonly SkillRun<{ words: string }>[]): SkillNote[] {
  const share = Math.floor(maxWordsLength / Math.max(1, runs.length));
  return runs.map(({ answer, ...ran }) => ({ ...ran, words: (answer?.words ?? '').trim().slice(0, share) }));
}
