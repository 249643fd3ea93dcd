import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser } from '../../core/access/users.ts';
import { WireStandIn } from '../adapters/ai-sdk/wire-stand-in.ts';
import { anthropicWire } from '../adapters/ai-sdk/wires.ts';
import { knownModel } from '../core/budget/known-model.ts';
import { inEveryRole } from '../core/ports/fake-model.ts';
import { never } from '../core/ports/never.ts';
import { callRoute, invoke } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let breaking: WireStandIn;
let opened: OpenedWorld;
let token = '';

beforeAll(async () => {
  breaking = await WireStandIn.start(anthropicWire, () => [
    { thinking: 'A calculator has keys. '.repeat(100) },
    { connection: 'cut' },
  ]);
  const models = inEveryRole(knownModel('claude-sonnet-5-5'));
  opened = await openWorld({
    services: { model: { door: 'anthropic', models, apiKey: 'key', baseUrl: breaking.url } },
  });
  await addUser(opened.world)({ username: 'ana', password: 'a password', role: 'member' }, never);
  const signedIn = await callRoute('signIn', { body: { username: 'ana', password: 'a password' } });
  token = JSON.parse(signedIn.text).token;
});
afterAll(async () => {
  opened.close();
  await breaking.close();
});

test('a model that breaks off is seen on its mission as what it cost, while that still runs', async () => {
  const body = { voice_memo: 'Build a calculator' };
  const begun = await callRoute('architect', { token, body, query: { wait: '0' } });
  const { mission_id: missionId } = JSON.parse(begun.text);
  const status = async () => {
    const answer = await callRoute('status', { token, params: { mission_id: missionId } });
    return JSON.parse(answer.text);
  };
  expect((await status()).cost.usd).toBe(0);
  const costs: number[] = [];
  for (let tried = 0; tried < 2; tried += 1) {
    await expect(invoke('draft-app', { mission_id: missionId })).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
    const { cost, status: name } = await status();
    expect(name).not.toBe('FAILED');
    costs.push(cost.usd);
  }
  expect(costs[0]).toBeGreaterThan(0.001);
  expect(costs[1]).toBeGreaterThan(1.5 * (costs[0] ?? 0));
});
