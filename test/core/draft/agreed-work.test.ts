import { beforeEach, describe, expect, test } from 'vitest';
import { agreedWork, planOf } from '../../../core/draft/agreed-work.ts';
import { controlNames } from '../../../core/spec/control-names.ts';
import { readStep } from '../../../core/spec/read-steps.ts';
import { saveSpec } from '../../../core/spec/spec-store.ts';
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

  test('holds the checks in words, with the names that their steps look for, and no steps', async () => {
    const steps = ['fill Amount = 12.50', 'click Add | Save', 'click Add | Save', 'see 12.50 in Expenses'];
    const check = { ...(checks[0] as (typeof checks)[number]), steps: steps.map(step) };
    const { spec_sha256: _sha256, cost: _cost, ...spec } = agree.data;
    const mission = await agreed({ ...spec, checks: [check] });
    const told = await agreedWork(ports)(mission, never);
    expect(told).toMatchObject({ needs: spec.needs, left_out: [] });
    expect(told.checks).toEqual([{ ...checks[0], uses: ['fill Amount', 'click Add | Save', 'in Expenses'] }]);
    expect(JSON.stringify(told)).not.toContain('12.50');
  });

  test('holds the words alone where the steps are not in the store, and no check that the owner does without', async () => {
    const words = checks.map((check) => ({ ...check, uses: [] }));
    expect((await agreedWork(ports)(await agreed(undefined), never)).checks).toEqual(words);
    expect((await agreedWork(ports)(await agreed(undefined, { waive: ['c1'] }), never)).checks).toEqual([]);
  });
});

test.each([
  ['choose Priority = High', ['choose Priority']],
  ['tick Done in Milk', ['tick Done in Milk']],
  ['drag Milk -> Done | Finished', ['drag Milk -> Done | Finished']],
  ['changes the board', ['changes the board']],
  ['count tasks = 3', ['count tasks']],
  ['download Export holds Milk', ['download Export']],
  ['open /about', ['open /about']],
  ['call POST /api/items {"a": 1} expect 201 holds Milk', ['call POST /api/items']],
  ['gone Milk in Shopping', ['in Shopping']],
  ['see Milk in Food | Groceries', ['in Food | Groceries']],
  ['see Milk', []],
  ['press Enter', []],
  ['reload', []],
  ['offline', []],
  ['visitor second', []],
])('a step looks for these: %s', (line, names) => {
  expect(controlNames([step(line)])).toEqual(names);
});
