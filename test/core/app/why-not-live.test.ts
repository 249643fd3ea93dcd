import { expect, test } from 'vitest';
import { whyNotLive } from '../../../core/app/why-not-live.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import { newMissionId } from '../mission/play.ts';

const [mission, other] = [newMissionId(), newMissionId()];
const told = (event: string, mission_id = mission): ChainedEvent =>
  ({ event, message: `${event} was told`, data: { mission_id } }) as unknown as ChainedEvent;

test.each([
  ['nothing is decided', [told('pull-request-merged')], undefined],
  ['it went live', [told('pull-request-merged'), told('app-promoted')], undefined],
  ['it was refused', [told('promotion-refused'), told('pull-request-opened')], 'promotion-refused was told'],
  ['another one was refused', [told('app-promoted'), told('promotion-refused', other)], undefined],
  ['it was gone back to since', [told('promotion-refused'), told('app-rolled-back')], undefined],
])('why a merged version is not live: %s', (_, events, why) => {
  expect(whyNotLive(events, mission)).toBe(why);
});
