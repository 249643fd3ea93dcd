import { InputRejected } from '../errors.ts';
import type { ChainedEvent, MissionEvent } from '../wire/event.ts';
import { missionFactSchema } from '../wire/event.ts';
import { missionStatusSchema } from '../wire/mission.ts';

/** Checks that a stored event is a mission's; throws InputRejected for one that is not (a bug, or a store written by something else). */
export function asMissionEvent(event: ChainedEvent): MissionEvent {
  const fact = missionFactSchema.safeParse({ event: event.event, data: event.data });
  const status = missionStatusSchema.safeParse(event.status);
  if (!fact.success || !status.success) {
    throw new InputRejected(
      'event_unreadable',
      `Event ${event.seq} of ${event.mission_id} is not a mission event.`,
      {
        cause: fact.error ?? status.error,
      },
    );
  }
  return { ...event, ...fact.data, status: status.data } as MissionEvent;
}
