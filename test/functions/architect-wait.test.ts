import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addUser } from '../../core/access/users.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { never } from '../core/ports/never.ts';
import { callRoute } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let token = '';
/** Stands still until it is set; the store has a clock of its own, so it begins at the same time. */
let nowMs = Date.now();
/** Told each time somebody looks whether a mission has ended. */
let looked = (): void => {};

beforeAll(async () => {
  // Read once, by the first function that answers.
  vi.stubEnv('GANTRY_WAITING_SLOTS', '1');
  opened = await openWorld();
  const { eventLog } = opened.world;
  const read: typeof eventLog.read = async (...asked) => {
    const events = await eventLog.read(...asked);
    looked();
    return events;
  };
  Object.assign(opened.world, { clock: { nowMs: () => nowMs }, eventLog: { ...eventLog, read } });
  await addUser(opened.world)({ username: 'ana', password: 'a password', role: 'member' }, never);
  const signedIn = await callRoute('signIn', { body: { username: 'ana', password: 'a password' } });
  token = JSON.parse(signedIn.text).token;
});
afterAll(() => {
  vi.unstubAllEnvs();
  opened.close();
});

const architect = (query: Record<string, string> = {}) =>
  callRoute('architect', { token, body: { voice_memo: 'Build a calculator with dark mode' }, query });

const nextLook = (): Promise<void> =>
  new Promise((resolve) => {
    looked = resolve;
  });

test('who says nothing of waiting waits 110 s by the clock and no longer; who finds no slot meanwhile is told at once where to ask', async () => {
  let isAnswered = false;
  const looking = nextLook();
  const waiting = architect().finally(() => {
    isAnswered = true;
  });
  await looking;
  await nextLook();
  const other = await architect();
  const { mission_id } = missionViewSchema.parse(JSON.parse(other.text));
  expect([other.status, other.headers.location]).toEqual([202, `/gantry/status/${mission_id}`]);

  nowMs += 109_999;
  await nextLook();
  await nextLook();
  expect(isAnswered).toBe(false);
  nowMs += 1;
  const answer = await waiting;
  expect([answer.status, missionViewSchema.parse(JSON.parse(answer.text)).status]).toEqual([200, 'QUEUED']);
});
