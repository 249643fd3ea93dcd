import { beforeEach, describe, expect, test } from 'vitest';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { currentAttempt } from '../../../core/mission/mission.ts';
import type { ModelTurn } from '../../../core/ports/model.ts';
import { agreedSpec } from '../../../core/spec/agreed-spec.ts';
import { correctCheck } from '../../../core/spec/correct-check.ts';
import { showStep } from '../../../core/spec/show-step.ts';
import { specify } from '../../../core/spec/specify.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { answered, fakeModel, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { checkOf, triedMission } from './failed-mission.ts';

const options = { signal: never };
let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

type Shown = AcceptReport['checks'][number];
const aria = [
  '- heading "Notes" [level=1]',
  '- textbox "Your note"',
  '- button "Keep"',
  '- button "Delete all"',
].join('\n');
const notFound = (id: string, step: number, over: Partial<Shown> = {}): Shown => ({
  id,
  outcome: 'failed',
  step,
  reason: 'not-found',
  aria,
  ...over,
});
const core = checkOf('c1', ['fill Note = Milk', 'click Add | Save', 'see Milk'], true);
const choice = (value: unknown): ModelTurn =>
  answered(`<g-NONCE choice>\n${JSON.stringify(value)}\n</g-NONCE>\n`);

async function run({ missionId }: Mission, turns: readonly ModelTurn[]) {
  const { model, calls } = fakeModel(turns);
  const { next } = await specify({ ...ports, model })({ mission_id: missionId }, options);
  const mission = await readMission(ports)(missionId, options);
  const spec = await agreedSpec(ports)(mission, never);
  return { next, calls, mission, steps: spec?.checks[0]?.steps.map(showStep) };
}
const labelled = (call: Awaited<ReturnType<typeof run>>['calls'][number] | undefined, label: string) =>
  call?.messages[0]?.blocks.find((block) => block.kind === 'data' && block.label === label)?.text;

describe('a check that found nothing under its names', () => {
  test('is given the control that was meant, and the same tree is tried again', async () => {
    const tried = await triedMission(ports, [core], [notFound('c1', 1)]);
    const { next, calls, mission, steps } = await run(tried, [
      choice({ choice: 1, why: 'It is called Keep.' }),
    ]);
    expect(next).toBe('build');
    expect(steps).toEqual(['fill Note = Milk', 'click Keep', 'see Milk']);
    expect(mission.questioned).toMatchObject([{ check: 'c1', why: 'It is called Keep.' }]);
    expect(mission.spec?.spec_sha256).toBe(tried.spec?.spec_sha256);
    expect(calls[0]).toMatchObject({ role: 'quick', effort: 'low' });
    expect(labelled(calls[0], 'controls')).toBe('1. button "Keep"');
    expect(labelled(calls[0], 'failed_step')).toBe('2');
    expect(labelled(calls[0], 'not_found')).toBe('Add | Save');
    expect(calls[0]?.system.join()).toContain('the check itself may be what is wrong');
  });

  test('stays where no control is meant, and is judged as it came out', async () => {
    const tried = await triedMission(ports, [core], [notFound('c1', 0)]);
    const { next, mission, steps } = await run(tried, [choice({ choice: null, why: 'There is none.' })]);
    expect(next).toBe('judge');
    expect(steps).toEqual(core.steps.map(showStep));
    expect(mission.questioned).toEqual([{ check: 'c1', why: 'There is none.' }]);
  });

  test('is asked about once', async () => {
    const tried = await triedMission(ports, [core], [notFound('c1', 0)]);
    await run(tried, [choice({ choice: null, why: 'There is none.' })]);
    expect(await run(tried, [])).toMatchObject({ next: 'judge', calls: [] });
  });

  test('is not asked about where nothing on the page could be meant', async () => {
    const tried = await triedMission(ports, [core], [notFound('c1', 0, { aria: '- main' })]);
    const { next, mission } = await run(tried, []);
    expect(next).toBe('judge');
    expect(mission.questioned).toMatchObject([
      { check: 'c1', why: 'Nothing on the page could be meant by it.' },
    ]);
  });

  test.each([
    ['no page was seen', { aria: undefined }],
    ['the step is not told', { step: undefined }],
    ['there is no such step', { step: 7 }],
  ])('stays unasked where %s', async (_, over) => {
    const tried = await triedMission(ports, [core], [{ ...notFound('c1', 0), ...over } as Shown]);
    expect(await run(tried, [])).toMatchObject({ next: 'judge', calls: [] });
  });

  test('is offered what deletes only where deleting was asked for', async () => {
    const clear = checkOf('c1', ['click Clear', 'see Empty'], true);
    const tried = await triedMission(ports, [clear], [notFound('c1', 0)]);
    const { calls, steps } = await run(tried, [choice({ choice: 2, why: 'That clears.' })]);
    expect(labelled(calls[0], 'controls')).toBe('1. button "Keep"\n2. button "Delete all"');
    expect(steps).toEqual(['click Delete all', 'see Empty']);
  });

  test.each([
    ['drag Keep -> Done | Ready', 'Done | Ready'],
    ['drag Milk -> Done', 'Milk'],
    ['see Milk in Basket', 'Basket'],
    ['count tasks = 2', undefined],
  ])('is asked about with the part of %s that was not found', async (line, missing) => {
    const tried = await triedMission(ports, [checkOf('c1', [line, 'see Milk'], true)], [notFound('c1', 0)]);
    const { calls } = await run(tried, [choice({ choice: null, why: 'x' })]);
    expect(labelled(calls[0], 'not_found')).toBe(missing);
  });

  test('stays where the step names nothing that could be another, and where the new name cannot be looked for', async () => {
    const key = checkOf('c1', ['press Foo', 'see Milk'], true);
    const tried = await triedMission(ports, [key], [notFound('c1', 0)]);
    expect((await run(tried, [choice({ choice: 1, why: 'x' })])).next).toBe('judge');
    const row = checkOf('c1', [`click Done in ${'x'.repeat(185)}`, 'see Milk'], true);
    const long = await triedMission(
      ports,
      [row],
      [notFound('c1', 0, { aria: '- button "Keep all of these"' })],
    );
    expect((await run(long, [choice({ choice: 1, why: 'x' })])).next).toBe('judge');
  });

  test.each<[string, readonly ModelTurn[]]>([
    ['refuses', [refused('No.')]],
    ['picks a number that is not there, three times', Array(3).fill(choice({ choice: 9, why: 'x' }))],
  ])('stays where the model %s', async (_, turns) => {
    const tried = await triedMission(ports, [core], [notFound('c1', 1)]);
    const { next, mission } = await run(tried, turns);
    expect(next).toBe('judge');
    expect(mission.questioned[0]?.why).toContain('Nobody could say');
  });

  test('is none where nothing was agreed, as in version 0.1', async () => {
    const { missionId } = await triedMission(ports, [core], [notFound('c1', 1)]);
    const mission = await readMission(ports)(missionId, options);
    const { report } = currentAttempt(mission);
    if (report === undefined) throw new Error('There is no report.');
    const { model } = fakeModel([]);
    const bare = { ...mission, spec: undefined };
    expect((await correctCheck({ ...ports, model })(bare, report, never)).next).toBe('judge');
  });

  test('is left alone where it does not gate, where it acted, or where somebody does without it', async () => {
    const other = checkOf('c2', ['click Dark', 'see Dark']);
    const informing = await triedMission(ports, [core, other], [notFound('c2', 0)]);
    expect(await run(informing, [])).toMatchObject({ next: 'judge', calls: [] });
    const acted = await triedMission(ports, [core], [notFound('c1', 1, { reason: 'wrong' })]);
    expect(await run(acted, [])).toMatchObject({ next: 'judge', calls: [] });
    const without = await triedMission(ports, [core, other], [notFound('c1', 1)], {
      over: { waive: ['c1'] },
    });
    expect(await run(without, [])).toMatchObject({ next: 'judge', calls: [] });
  });
});
