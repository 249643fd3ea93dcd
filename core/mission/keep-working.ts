import { isGantryError } from '../errors.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { readMission, runCommand } from './append-facts.ts';
import { explainCaught } from './explain-caught.ts';
import { workingAttempt } from './fall-back.ts';
import { currentAttempt } from './mission.ts';
import { withServiceWords } from './service-words.ts';
import type { StageInput, StageOptions, StageOutput } from './stage.ts';
import { goTo } from './stage.ts';

/** Errors that no further try of the same stage mends. */
const final: ReadonlySet<string> = new Set(['BudgetSpent', 'DependencyRefused']);

/** Runs a stage so that what ends a heal which only informs, spent money above all, does not cost the mission the draft that works. */
export const keepWorking =
  (deps: MissionLogDeps) =>
  <I extends StageInput, O>(work: (input: I, options: StageOptions) => Promise<O>) =>
  async (input: I, options: StageOptions): Promise<O | StageOutput> => {
    try {
      return await work(input, options);
    } catch (error) {
      const isBack = isFinal(error) && (await wentBack(deps, input, error, options.signal));
      if (!isBack) throw error;
      return goTo(input.mission_id, 'judge');
    }
  };

const isFinal = (error: unknown): error is Error => isGantryError(error) && final.has(error.name);

async function wentBack(
  deps: MissionLogDeps,
  { mission_id: missionId, stage: step = '' }: StageInput,
  error: Error,
  signal: AbortSignal,
): Promise<boolean> {
  const mission = await readMission(deps)(missionId, { signal });
  if (workingAttempt(mission) === undefined || currentAttempt(mission).report !== undefined) return false;
  const { name, message: cause } = withServiceWords(error);
  const command = { kind: 'give-up', ...explainCaught({ name, cause, step }) } as const;
  const after = await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
  return after.restored !== undefined;
}
