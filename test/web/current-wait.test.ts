import { expect, it } from 'vitest';
import { currentWait } from '../../web/mission/current-wait.ts';
import { eventOf, shippedMission } from './mission-frames.ts';

const until = '2026-01-01T00:01:00.000Z';
const wait = eventOf({
  seq: 9,
  event: 'wait-began',
  status: 'PUBLISHING',
  data: { for: 'GitHub', until, stage: 'publish-app', why: 'GitHub asks us to wait 60 s.' },
});

it('is a wait for as long as nothing has come after it', () => {
  const events = [...shippedMission.slice(0, 8), wait];
  expect(currentWait(events)).toEqual({ for: 'GitHub', untilMs: Date.parse(until) });
  const next = eventOf({ seq: 10, event: 'pull-request-opened', status: 'PUBLISHING' });
  expect(currentWait([...events, next])).toBeUndefined();
  expect(currentWait([])).toBeUndefined();
});
