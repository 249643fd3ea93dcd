import type { MissionEvent } from '../../../core/wire/event.ts';
import { type MissionView, missionViewSchema } from '../../../core/wire/mission.ts';

/** An event as far as a row reads it, so many seconds after the first. */
export const event = (name: string, status: string, seconds: number, data: object = {}): MissionEvent =>
  ({
    event: name,
    status,
    at: new Date(Date.UTC(2026, 4, 1) + seconds * 1_000).toISOString(),
    data,
  }) as unknown as MissionEvent;

/** The view of a mission that ended. */
export const view = (over: Partial<MissionView>): MissionView =>
  missionViewSchema.parse({
    mission_id: `msn_${'0'.repeat(26)}`,
    status: 'DEPLOYED',
    message: 'Done.',
    speech: 'Done.',
    app: 'habits',
    voice_memo: 'Habits',
    attempt: 0,
    created_at: '2026-05-01T00:00:00.000Z',
    updated_at: '2026-05-01T00:00:20.000Z',
    seq: 8,
    cost: { usd: 0, input_tokens: 0, output_tokens: 0 },
    owner: 'usr_1',
    ...over,
  });
