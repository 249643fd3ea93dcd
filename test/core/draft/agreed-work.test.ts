import { beforeEach, describe, expect, test } from 'vitest';
import { agreedWork, planOf } from '../../../core/draft/agreed-work.ts';
import { readStep } from '../../../core/spec/read-steps.ts';
import { saveSpec } from '../../../core/spec/spec-store.ts';
import { toldSteps } from '../../../core/spec/told-steps.ts';
import type { CheckStep } from '../../../core/wire/check.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import type { Spec } from '../../../core/wire/spec.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const plan = { title: 'Adder', stack: 'node' as const, features: ['Adds numbers'] };
const agree = commands()['agree-spec'];
const { title, stack, features, checks } = agree.data;
const step = (line: string): CheckStep => {
  const read = readStep(line);
  if ('why' in read) throw new Error(read.why);
  return read.step;
};

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

/** A mission that agreed to these checks, with their steps in the store. */
async function agreed(spec: Spec | undefined, over: Partial<MissionRequest> = {}) {
  const missionId = newMissionId();
  const spec_sha256 =
    spec === undefined ? agree.data.spec_sha256 : await saveSpec(ports)(missionId, spec, never);
  const words = spec?.checks.map(({ steps: _steps, ...check }) => check) ?? checks;
  const command = { kind: 'agree-spec', data: { ...agree.data, spec_sha256, checks: words } } as const;
  return play([command], { deps: ports, missionId, wanted: request(over) });
}

describe('what authors are told to build', () => {
  test('is the plan of the talk, and nothing where nothing is agreed', async () => {
    const bare = { needs: null, checks: [], left_out: [] };
    const told = await agreedWork(ports)(await play([], { wanted: request({ plan }) }), never);
    expect(told).toEqual({ plan, ...bare });
    expect(planOf(await play([], { wanted: request({ plan: null }) }))).toBeNull();
  });

  test('is what the spec says where there was no talk, and after one the plan on the stack that its needs ask for', async () => {
    expect(planOf(await agreed(undefined))).toEqual({ title, stack, features });
    expect(planOf(await agreed(undefined, { plan }))).toEqual({ ...plan, stack });
  });

  test('holds the checks in words and step by step, without what the app has to work out', async () => {
    const steps = ['fill Amount = 12.50', 'click Add | Save', 'see 12.50 in Expenses', 'see 87.50'];
    const check = { ...(checks[0] as (typeof checks)[number]), steps: steps.map(step) };
    const { spec_sha256: _sha256, cost: _cost, ...spec } = agree.data;
    const mission = await agreed({ ...spec, checks: [check] });
    const told = await agreedWork(ports)(mission, never);
    expect(told).toMatchObject({ needs: spec.needs, left_out: [] });
    expect(told.checks).toEqual([{ ...checks[0], steps: [...steps.slice(0, 3), 'see ##.##'] }]);
  });

  test('holds the words alone where the steps are not in the store, and no check that the owner does without', async () => {
    const words = checks.map((check) => ({ ...check, steps: [] }));
    expect((await agreedWork(ports)(await agreed(undefined), never)).checks).toEqual(words);
    expect((await agreedWork(ports)(await agreed(undefined, { waive: ['c1'] }), never)).checks).toEqual([]);
  });
});

test.each([
  ['choose Priority = High', 'choose Priority = High'],
  ['tick Done in Milk', 'tick Done in Milk'],
  ['drag Milk -> Done | Finished', 'drag Milk -> Done | Finished'],
  ['changes the board', 'changes the board'],
  ['count tasks = 12', 'count tasks = ##'],
  ['download Export holds total 42', 'download Export holds total ##'],
  ['download Export', 'download Export'],
  ['open /about', 'open /about'],
  [
    'call POST /api/items {"a": 1} expect 201 holds id 7',
    'call POST /api/items {"a":1} expect 201 holds id #',
  ],
  ['call GET /api/items expect 200', 'call GET /api/items expect 200'],
  ['gone Milk 2 | Milk', 'gone Milk # | Milk'],
  ['see Milk in Food 2', 'see Milk in Food 2'],
  ['visitor second', 'visitor second'],
])('a step is told without its outcome: %s', (line, told) => {
  expect(toldSteps([step(line)])).toEqual([told]);
});

test('an outcome that was typed before is told as it is', () => {
  const steps = ['fill Name = Room 7', 'choose Hour = 10', 'see Room 7', 'see 10 | 11'].map(step);
  expect(toldSteps(steps).slice(2)).toEqual(['see Room 7', 'see 10 | ##']);
});
