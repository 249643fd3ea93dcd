import type { MissionFact } from '../wire/event.ts';
import type { Failure } from '../wire/mission.ts';
import type { Attempt } from './attempt.ts';
import { checkStanding, countStanding } from './check-standing.ts';
import type { Command } from './decide.ts';
import type { Mission } from './mission.ts';
import { currentAttempt } from './mission.ts';

type Known = Pick<Mission, 'attempts' | 'restored' | 'spec' | 'waived'>;
type Tested = Attempt & { readonly report: NonNullable<Attempt['report']> };

/**
 * The draft that does all that an app must, where the heals after it were to mend only what informs: what a mission ships when they come to
 * nothing. The one that holds most of several, the last of equals; undefined where there is none, and once the mission has gone back.
 */
export function workingAttempt(mission: Known): Attempt | undefined {
  const { attempts, restored } = mission;
  if (restored !== undefined) return undefined;
  const works = (attempt: Attempt, index: number): boolean =>
    isTested(attempt) && attempts[index + 1]?.reason?.informs === true;
  return attempts
    .filter(works)
    .toSorted((left, right) => heldIn(mission, left) - heldIn(mission, right))
    .at(-1);
}

/** How many checks one attempt's draft held. */
const heldIn = (mission: Known, attempt: Attempt): number =>
  countStanding(checkStanding({ ...mission, attempts: [attempt] })).held;

/** Whether the present draft, the heal of one that works, holds less than that did. */
export function holdsLess(mission: Known): boolean {
  const working = workingAttempt(mission);
  return working !== undefined && heldIn(mission, currentAttempt(mission)) < heldIn(mission, working);
}

/**
 * What giving up comes to. A draft that works is gone back to, unless policy ends the mission. One that opens and was tried is put where its
 * owner can look at it, and the mission ends for what that one does not do; only a model's or a service's own words say more.
 */
export function giveUp(
  mission: Mission,
  { failure, endsAs }: Extract<Command, { kind: 'give-up' }>,
): readonly MissionFact[] {
  if (mission.givenUp !== undefined) return [];
  const isDenied = failure.kind === 'policy' && endsAs === 'BLOCKED';
  const working = isDenied ? undefined : workingAttempt(mission);
  if (working !== undefined) return [restored(working, failure)];
  const shown = isDenied ? undefined : shownAttempt(mission);
  const asked = shown && mission.attempts[mission.attempts.indexOf(shown) + 1]?.reason?.failure;
  const isOwn = failure.kind === 'unsupported' || failure.kind === 'provider' || asked?.step !== 'accept';
  return [
    ...(shown === undefined ? [] : [restored(shown, failure)]),
    {
      event: 'given-up',
      data: isOwn ? { failure, ends_as: endsAs } : { failure: asked, ends_as: 'FAILED' },
    },
  ];
}

const restored = ({ attempt }: Attempt, failure: Failure): MissionFact => ({
  event: 'draft-restored',
  data: { attempt, failure },
});

/** The last tested draft, where heals after it left the mission with one that is not. */
function shownAttempt({ attempts, restored: gone }: Known): Attempt | undefined {
  const last = attempts.findLast(isTested);
  return gone !== undefined || last === attempts.at(-1) ? undefined : last;
}

const isTested = (attempt: Attempt): attempt is Tested => attempt.report?.outcome === 'passed';
