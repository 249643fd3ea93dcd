import { checkOutcomes } from '../pod/check-outcomes.ts';
import { triedIn } from '../pod/failed-checks.ts';
import type { PodReport } from '../wire/pod.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { runCommand } from './append-facts.ts';
import type { Attempt } from './attempt.ts';
import type { Mission } from './mission.ts';
import type { StageOutput } from './stage.ts';
import { goTo } from './stage.ts';

const untried = {
  kind: 'unsupported',
  step: 'judge',
  message:
    'There is no browser here to try this in, so I could not see what is wrong. Ask for a change instead, and say what should happen.',
  excerpt: '',
} as const;

/**
 * Of a mission for a fault, what follows from trying its check on the app as it is: where it holds nothing is written, and where it cannot be tried
 * nothing is guessed. Undefined where the fault shows, which is healed like any other, and of any other mission.
 */
export const showFault =
  (deps: MissionLogDeps) =>
  async (
    { missionId, request, spec, waived }: Mission,
    { attempt, draft }: Pick<Attempt, 'attempt' | 'draft'>,
    report: PodReport,
    signal: AbortSignal,
  ): Promise<StageOutput | undefined> => {
    const check = spec?.checks.find(({ id }) => id === request.fault);
    const isAsItWas = attempt === 0 && draft?.carried_from !== undefined && report.outcome === 'passed';
    if (check === undefined || !isAsItWas) return undefined;
    const without = waived.map((one) => one.check);
    const [result] = checkOutcomes([check], triedIn(report), without);
    if (result?.outcome === 'held') {
      const data = { attempt, check: check.id, words: check.words };
      const command = { kind: 'note-not-shown', data } as const;
      await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
      return goTo(missionId, 'settle');
    }
    if (result?.outcome !== 'not-run') return undefined;
    const command = { kind: 'give-up', failure: untried, endsAs: 'BLOCKED' } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
    return goTo(missionId, 'settle');
  };
