import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser } from '../../core/access/users.ts';
import { newMissionId } from '../core/mission/play.ts';
import { never } from '../core/ports/never.ts';
import { callRoute } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let token = '';

beforeAll(async () => {
  opened = await openWorld();
  await addUser(opened.world)({ username: 'ana', password: 'a password', role: 'member' }, never);
  const signedIn = await callRoute('signIn', { body: { username: 'ana', password: 'a password' } });
  token = JSON.parse(signedIn.text).token;
});
afterAll(() => opened.close());

test('a mission that waits tells its place in its first answer and in every later one', async () => {
  const condition = { kind: 'any' } as const;
  for (const mission_id of [newMissionId(), newMissionId()])
    await opened.world.records.put(
      { partition: 'mission-queue', sort: mission_id },
      { mission_id, owner: 'usr_of_another' },
      { condition },
      never,
    );
  const body = { voice_memo: 'Build a calculator' };
  const begun = await callRoute('architect', { token, body, query: { wait: '0' } });
  const waits = { ahead: 1, speech: 'Got it. Your app waits its turn: up to 1 app is before it.' };
  expect(JSON.parse(begun.text)).toMatchObject(waits);
  const { mission_id } = JSON.parse(begun.text);
  const status = async () => JSON.parse((await callRoute('status', { token, params: { mission_id } })).text);
  expect(await status()).toMatchObject(waits);
});
