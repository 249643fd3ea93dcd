import type { ChainedEvent } from '../../core/wire/event.ts';
import { chainedEventSchema } from '../../core/wire/event.ts';
import type { MissionStatus } from '../../core/wire/mission.ts';

const missionId = `msn_${'0'.repeat(26)}`;

/** An event of a mission as the wire has it; `seconds` after the mission's beginning. */
export function eventOf(input: {
  readonly seq: number;
  readonly event: string;
  readonly status: MissionStatus;
  readonly seconds?: number;
  readonly data?: Record<string, unknown>;
}): ChainedEvent {
  const { seq, event, status, seconds = seq, data = {} } = input;
  return chainedEventSchema.parse({
    type: 'status',
    mission_id: missionId,
    seq,
    at: new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString(),
    actor: 'gantry',
    message: event,
    prev_sha256: '0'.repeat(64),
    sha256: '0'.repeat(64),
    event,
    status,
    data,
  });
}

/** A mission's events from the first to the terminal one. */
export const shippedMission: readonly ChainedEvent[] = [
  eventOf({ seq: 1, event: 'mission-requested', status: 'QUEUED', data: { deploy: true, publish: true } }),
  eventOf({ seq: 2, event: 'authoring-started', status: 'ARCHITECTING', data: { attempt: 0 } }),
  eventOf({ seq: 3, event: 'draft-stored', status: 'VALIDATING', data: { attempt: 0 } }),
  eventOf({ seq: 4, event: 'gate-passed', status: 'VALIDATING', data: { attempt: 0 } }),
  eventOf({ seq: 5, event: 'bundle-handed-over', status: 'BUILDING', data: { attempt: 0 } }),
  eventOf({ seq: 6, event: 'report-received', status: 'BUILDING', data: { attempt: 0, outcome: 'passed' } }),
  eventOf({ seq: 7, event: 'deploy-intended', status: 'DEPLOYING' }),
  eventOf({ seq: 8, event: 'publish-intended', status: 'PUBLISHING' }),
  eventOf({ seq: 9, event: 'mission-shipped', status: 'DEPLOYED' }),
];
