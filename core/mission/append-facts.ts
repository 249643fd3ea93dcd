import { Conflict, NotFound } from '../errors.ts';
import { genesisSha256, sealEvent } from '../evidence/chain.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ChainedEvent, MissionFact } from '../wire/event.ts';
import type { MissionId } from '../wire/ids.ts';
import type { Command } from './decide.ts';
import { decide } from './decide.ts';
import type { Mission } from './mission.ts';
import { applyEvent, foldMission } from './mission.ts';
import { asMissionEvent } from './mission-event.ts';
import { narrate } from './narrate.ts';
import { statusAfter } from './status-after.ts';

export interface MissionLogDeps {
  readonly eventLog: EventLog;
  readonly digest: Digest;
  readonly clock: Clock;
}

/** How often an append may lose the race for a seq before it gives up with Conflict. */
const maxRaces = 20;

/** Reads a mission's events and folds them; NotFound when there are none. */
export const readMission =
  (deps: Pick<MissionLogDeps, 'eventLog'>) =>
  async (missionId: MissionId, { signal }: { readonly signal: AbortSignal }): Promise<Mission> => {
    const mission = foldMission(await deps.eventLog.read(missionId, { afterSeq: 0 }, signal));
    if (mission === undefined) throw new NotFound('mission_not_found', 'There is no such mission.');
    return mission;
  };

/**
 * Runs a command against a mission: reads, decides, appends, and reads again when another appender was first. Answers the mission after it.
 * `actor` is a user id, or `gantry`.
 */
export const runCommand =
  (deps: MissionLogDeps) =>
  async (
    input: { readonly missionId: MissionId; readonly command: Command; readonly actor: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<Mission> => {
    for (let race = 0; race < maxRaces; race += 1) {
      signal.throwIfAborted();
      const before = foldMission(await deps.eventLog.read(input.missionId, { afterSeq: 0 }, signal));
      const after = await appendAll(deps, { ...input, before, facts: decide(before, input.command) }, signal);
      if (after !== 'raced') return after;
    }
    throw new Conflict('mission_busy', 'The mission was changed at the same moment. Try again.');
  };

async function appendAll(
  deps: MissionLogDeps,
  input: {
    readonly missionId: MissionId;
    readonly actor: string;
    readonly before: Mission | undefined;
    readonly facts: readonly MissionFact[];
  },
  signal: AbortSignal,
): Promise<Mission | 'raced'> {
  let mission = input.before;
  for (const fact of input.facts) {
    const event = seal(deps, input, mission, fact);
    // Checked before it is stored: an event that cannot be read back would spoil its mission for good.
    const checked = asMissionEvent(event);
    if ((await deps.eventLog.append(input.missionId, event, signal)) === 'taken') return 'raced';
    mission = applyEvent(mission, checked);
  }
  // A mission that was not requested is refused by `decide`, and a request gives a fact.
  return mission as Mission;
}

function seal(
  deps: MissionLogDeps,
  input: { readonly missionId: MissionId; readonly actor: string },
  mission: Mission | undefined,
  fact: MissionFact,
): ChainedEvent {
  // Only a request is a mission's first fact: everything else has a mission before it.
  const { request } = fact.event === 'mission-requested' ? { request: fact.data } : (mission as Mission);
  return sealEvent(deps.digest, {
    type: 'status',
    event: fact.event,
    mission_id: input.missionId,
    seq: (mission?.seq ?? 0) + 1,
    at: new Date(deps.clock.nowMs()).toISOString(),
    actor: input.actor,
    status: statusAfter(fact, mission?.status ?? 'QUEUED', request),
    message: narrate(fact, mission),
    data: fact.data,
    prev_sha256: mission?.headSha256 ?? genesisSha256,
  });
}
