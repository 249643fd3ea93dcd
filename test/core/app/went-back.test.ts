import { describe, expect, test } from 'vitest';
import { deployApp, testedVersion } from '../../../core/app/deploy-app.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { judge } from '../../../core/mission/judge.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { needsNothing } from '../../../core/wire/spec.ts';
import { failure } from '../mission/samples.ts';
import { deps, options, read, stage, useFreshPorts } from './shipping-rig.ts';
import { sources, testedMission } from './tested-mission.ts';

useFreshPorts();

const check = (id: string, words: string): Check => ({
  id,
  feature: 'Adds',
  words,
  core: id === 'c1',
  steps: [{ do: 'see', what: '4' }],
});
const checks = [
  check('c1', 'Two and two are four.'),
  check('c2', 'It can be dark.'),
  check('c3', 'It rings.'),
];
const acceptOf = (...held: readonly string[]): AcceptReport => ({
  browser: 'Chromium 141',
  checks: checks.map(({ id }) => ({ id, outcome: held.includes(id) ? 'held' : 'failed' })),
  shots: [],
});
const mended = [...sources, { path: 'dark.js', content: 'export const dark = true;' }];
const judged = async (missionId: MissionId): Promise<string> =>
  (await judge(deps)(stage(missionId), options)).next;

/** A mission whose first draft does not ring, and whose heal holds these checks. */
async function healedTo(...held: readonly string[]) {
  const first = await testedMission(deps, { checks, accept: acceptOf('c1', 'c2') });
  expect(await judged(first.missionId)).toBe('heal');
  const { missionId } = first;
  const healed = await testedMission(deps, {
    missionId,
    checks,
    files: mended,
    accept: acceptOf(...held),
    heals: 1,
  });
  return { missionId, first, healed };
}

describe('a heal of what only informs', () => {
  test('ships where it holds as much as the draft before it', async () => {
    const { missionId, healed } = await healedTo('c1', 'c3', 'c2');
    expect(await judged(missionId)).toBe('deploy');
    expect(testedVersion(await read(missionId)).treeSha256).toBe(testedVersion(healed).treeSha256);
  });

  test('is left out where it holds less, and the draft before it ships', async () => {
    const { missionId, first } = await healedTo('c1');
    // What broke beside it is mended once, as anything that informs.
    expect(await judged(missionId)).toBe('heal');
    await testedMission(deps, { missionId, checks, files: mended, accept: acceptOf('c1'), heals: 2 });
    expect(await judged(missionId)).toBe('judge');
    expect(await judged(missionId)).toBe('deploy');
    await deployApp(deps)(stage(missionId), options);
    const mission = await read(missionId);
    expect(testedVersion(mission)).toEqual(testedVersion(first));
    expect(viewMission(mission)).toMatchObject({ attempt: 0, checks: { held: 2, total: 3 } });
  });
});

test('what a mission went back to is mended no more, also where the outside is not what it takes it for', async () => {
  const origin = 'https://api.weather.example';
  const needs = { ...needsNothing, origins: [{ origin, by: 'function' as const, why: 'The weather.' }] };
  const stub = { request: { url: `${origin}/now` }, answer: { body: { degrees: 4 } } };
  const files = [...sources, { path: 'test/outside/now.json', content: JSON.stringify(stub) }];
  const { missionId } = await testedMission(deps, { checks, needs, files, accept: acceptOf('c1', 'c2') });
  expect(await judged(missionId)).toBe('heal');
  const command = { kind: 'give-up', failure: failure(), endsAs: 'FAILED' } as const;
  await runCommand(deps)({ missionId, command, actor: 'gantry' }, options);
  const differs = {
    ...deps,
    outsideFetcher: {
      fetch: async (url: string) => ({
        status: 200,
        url,
        headers: { 'content-type': 'application/json' },
        bytes: Buffer.from('{"other":true}'),
      }),
    },
  } as unknown as typeof deps;
  expect((await judge(differs)(stage(missionId), options)).next).toBe('show');
  const mission = await read(missionId);
  expect(mission.givenUp?.failure.step).toBe('outside');
  expect(mission.attempts).toHaveLength(1);
});
