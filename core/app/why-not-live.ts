import type { ChainedEvent } from '../wire/event.ts';
import type { MissionId } from '../wire/ids.ts';
import { isProductionChange } from './append-app-fact.ts';

/** Why a version that was merged did not go live, in the words of its app's story; undefined where it did, or where that is not decided yet. */
export function whyNotLive(events: readonly ChainedEvent[], missionId: MissionId): string | undefined {
  const last = events.findLast(
    (told) =>
      told.data.mission_id === missionId && (isProductionChange(told) || told.event === 'promotion-refused'),
  );
  return last?.event === 'promotion-refused' ? last.message : undefined;
}
