import type { ChainedEvent } from '../../core/wire/event.ts';
import { chainedEventSchema } from '../../core/wire/event.ts';
import { missionIdSchema } from '../../core/wire/ids.ts';
import type { MissionStatus, MissionView } from '../../core/wire/mission.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';

/** The mission that these frames are of. */
export const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);

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

/** The mission as the API has it after its first event. */
export const viewOf = (status: MissionStatus, over: Partial<MissionView> = {}): MissionView =>
  missionViewSchema.parse({
    mission_id: missionId,
    status,
    message: '',
    speech: '',
    app: null,
    voice_memo: 'Build a calculator',
    attempt: 0,
    left_out: [],
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    seq: 1,
    cost: { usd: 0, input_tokens: 0, output_tokens: 0 },
    owner: 'usr_1',
    ...over,
  });
