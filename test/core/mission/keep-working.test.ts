import { beforeEach, expect, test } from 'vitest';
import { BudgetSpent, DependencyFailed, DependencyRefused } from '../../../core/errors.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { keepWorking } from '../../../core/mission/keep-working.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { commands, toPassed } from './samples.ts';

const options = { signal: never };
const spent = new BudgetSpent('budget_spent', 'The budget of this mission is spent.');
const healing = commands()['request-heal'];
const informing: Command = { ...healing, reason: { ...healing.reason, informs: true } };
let deps: TestPorts;
beforeEach(() => {
  deps = makePorts();
});

async function after(earlier: readonly Command[], error: unknown, state: { readonly stage?: string }) {
  const missionId = newMissionId();
  await play(earlier, { deps, missionId });
  const stage = keepWorking(deps)(() => Promise.reject(error));
  const ended = stage({ mission_id: missionId, ...state }, options).then(
    ({ next }) => next,
    (thrown: unknown) => thrown,
  );
  return { ended: await ended, mission: await readMission(deps)(missionId, options) };
}

test.each<[string, Error, { readonly stage?: string }, object]>([
  ['the money is spent', spent, { stage: 'HealApp' }, { kind: 'budget', step: 'heal-app' }],
  [
    'a service refuses for good',
    new DependencyRefused('key_wrong', 'The key is wrong.', { details: { excerpt: 'bad key' } }),
    {},
    { kind: 'provider', message: 'The key is wrong.', excerpt: 'bad key' },
  ],
])('a mission goes on with what works where %s while the rest is mended', async (_, error, state, why) => {
  const { ended, mission } = await after([...toPassed, informing], error, state);
  expect(ended).toBe('judge');
  expect(mission).toMatchObject({ status: 'BUILDING', restored: { attempt: 0, failure: why } });
});

test.each<[string, readonly Command[], unknown]>([
  ['where no draft works yet', [], spent],
  ['where what gates is mended', [...toPassed, healing], spent],
  ['where nothing is mended', toPassed, spent],
  [
    'once the heal is tested',
    [
      ...toPassed,
      informing,
      commands(1)['store-draft'],
      commands(1)['pass-gate'],
      commands(1)['receive-report'],
    ],
    spent,
  ],
  ['that another try may mend', [...toPassed, informing], new DependencyFailed('busy', 'Busy.', {})],
  ['that is a bug', [...toPassed, informing], new TypeError('undefined is not a function')],
])('an error stays an error %s', async (_, earlier, error) => {
  const { ended, mission } = await after(earlier, error, { stage: 'HealApp' });
  expect(ended).toBe(error);
  expect(mission.restored).toBeUndefined();
});
