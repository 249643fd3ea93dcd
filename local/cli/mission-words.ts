import { specViewSchema } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { terminalStatuses } from '../../core/wire/mission.ts';
import { line } from '../terminal.ts';
import type { Answer } from './context.ts';
import type { Reached } from './reach-gantry.ts';

const hasEnded = ({ status }: MissionView): boolean =>
  (terminalStatuses as readonly string[]).includes(status);

/** Whether it made what it was asked for. */
const hasShipped = (mission: MissionView): boolean =>
  hasEnded(mission) && mission.failure === undefined && mission.status !== 'CANCELLED';

/** A mission as it stands, with the checks that do not hold; the code is 1 where it ended otherwise than asked. */
export async function answerMission(gantry: Reached, mission: MissionView): Promise<Answer> {
  const lines = [...standing(mission), ...(await failingChecks(gantry, mission))];
  return {
    value: mission,
    text: lines.join('\n'),
    code: hasEnded(mission) && !hasShipped(mission) ? 1 : 0,
  };
}

function standing(mission: MissionView): readonly string[] {
  const { failure } = mission;
  return [
    line`${mission.status}: ${mission.speech}`,
    ...(mission.url === undefined ? [] : [line`  app           ${mission.url}`]),
    ...(mission.pr_url === undefined ? [] : [line`  pull request  ${mission.pr_url}`]),
    // What does not work is all that there is to say of an app that was tried.
    ...(failure === undefined || failure.step === 'accept'
      ? []
      : [line`  why           ${failure.step}: ${failure.message}`]),
    ...mission.left_out.map(({ what, why }) => line`  left out      ${what}: ${why}`),
    ...(mission.cost.usd > 0 ? [line`  cost          $${mission.cost.usd.toFixed(2)}`] : []),
    line`  mission       ${mission.mission_id}`,
  ];
}

/** What does not hold, by the ids that `retry --without` takes. */
async function failingChecks(gantry: Reached, mission: MissionView): Promise<readonly string[]> {
  const { checks, mission_id: id } = mission;
  if (checks === undefined || checks.browser === null || checks.held + checks.waived >= checks.total)
    return [];
  if (!hasEnded(mission)) return [];
  const { spec, outcomes } = await gantry.call('missionSpec', { params: { mission_id: id } }, specViewSchema);
  const failing = spec.checks.filter((check) => {
    const outcome = outcomes.find((one) => one.id === check.id)?.outcome;
    return outcome === 'failed' || outcome === 'not-reached';
  });
  return [
    ...failing.map(({ id: check, words }) => line`  does not work ${check}: ${words}`),
    line`  Mend it, or do without a check: gantry retry ${id} [--without CHECK]${gantry.flag}`,
  ];
}
