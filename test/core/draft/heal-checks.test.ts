import { beforeEach, describe, expect, test } from 'vitest';
import { healApp } from '../../../core/draft/heal-app.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { shotKey } from '../../../core/pod/attempt-store.ts';
import type { ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import { agreedSpec } from '../../../core/spec/agreed-spec.ts';
import { showStep } from '../../../core/spec/show-step.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { HealReason } from '../../../core/wire/event.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, failure, tree } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { answered, fakeModel } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { agreeOn, checkOf, triedMission } from '../spec/failed-mission.ts';
import { editText, fileText, healText } from './answer-texts.ts';
import { putDraft } from './put-draft.ts';

const options = { signal: never };
const draft: Draft = {
  app: { slug: 'notes', title: 'Notes', summary: 'Notes.' },
  stack: 'static',
  files: [{ path: 'a.js', content: 'one\nbad\nthree\n' }],
  notes: '',
  left_out: [],
};
const checks = [
  checkOf('c1', ['fill Amount = 12.50', 'click Add', 'see 12.50'], true),
  checkOf('c2', ['reload', 'see Milk']),
  checkOf('c3', ['click Dark', 'see Dark']),
];
const fix = editText('a.js', 'bad\n', 'good\n');
const dispute = (check: string, why = 'The amount is shown in dollars.'): string =>
  `<g-NONCE dispute="${check}">\n${why}\n</g-NONCE>\n`;
const ruling = (value: unknown): ModelTurn =>
  answered(`<g-NONCE ruling>\n${JSON.stringify(value)}\n</g-NONCE>\n`);
type Shown = AcceptReport['checks'][number];
const shownAs = (one: string | Shown): Shown => (typeof one === 'string' ? wrong(one) : one);
const wrong = (id: string): Shown => ({
  id,
  outcome: 'failed',
  step: 0,
  reason: 'wrong',
});

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

/** A store that has lost what stands under such a key. */
const lose =
  (get: TestPorts['objects']['get'], lost: string): TestPorts['objects']['get'] =>
  async (key, signal) =>
    key.includes(lost) ? undefined : get(key, signal);

async function healing(
  ids: readonly (string | Shown)[],
  reason: Partial<HealReason> = {},
  over: Partial<MissionRequest> = {},
): Promise<Mission> {
  const { missionId } = await triedMission(ports, checks, ids.map(shownAs), { over });
  await putDraft(ports, missionId, draft);
  const excerpt = 'c1: Check c1 holds.\nThe page then:\n- button "Go"';
  const command: Command = {
    kind: 'request-heal',
    ofAttempt: 0,
    reason: {
      source: 'pod',
      failure: failure({ step: 'accept', excerpt }),
      fingerprint: tree(4),
      strategy: 'mend',
      findings: [],
      ...reason,
    },
  };
  return runCommand(ports)({ missionId, command, actor: 'gantry' }, options);
}

async function run({ missionId }: Mission, turns: readonly ModelTurn[]) {
  const { model, calls } = fakeModel(turns);
  const { liveFeed } = fakeLiveFeed();
  const { next } = await healApp({ ...ports, model, liveFeed })({ mission_id: missionId }, options);
  const mission = await readMission(ports)(missionId, options);
  const spec = await agreedSpec(ports)(mission, never);
  return { next, calls, mission, steps: spec?.checks[0]?.steps.map(showStep) };
}
const labelsOf = (call: ModelCall | undefined): unknown[] =>
  call?.messages[0]?.blocks.flatMap((block) => (block.kind === 'data' ? [block.label] : [])) ?? [];
const blockOf = (call: ModelCall | undefined, label: string): string =>
  call?.messages[0]?.blocks.find((block) => block.kind === 'data' && block.label === label)?.text ?? '';

test('a heal is told which checks are tried step by step, and what the browser saw as it was printed', async () => {
  const { calls } = await run(await healing(['c1']), [answered(healText('Bad.', fix))]);
  expect(labelsOf(calls[0])).toEqual(['plan', 'checks', 'request', 'failure', 'seen']);
  expect(JSON.parse(blockOf(calls[0], 'checks'))[0]).toMatchObject({
    steps: ['fill Amount = 12.50', 'click Add', 'see 12.50'],
  });
  expect(blockOf(calls[0], 'seen')).toBe('c1: Check c1 holds.\nThe page then:\n- button "Go"');
  expect(calls[0]?.messages[0]?.blocks.map(({ text }) => text).join('\n')).toContain('wrong name');
});

test('a heal of a page that says nothing is shown its picture, where the store has it', async () => {
  const shown = { ...wrong('c1'), aria: '- main', shot_sha256: tree(9) };
  const blocksOf = async (mission: Mission) => {
    const { calls } = await run(mission, [answered(healText('Bad.', fix))]);
    return calls[0]?.messages[0]?.blocks.find((block) => block.kind === 'data' && block.label === 'picture');
  };
  const mission = await healing([shown]);
  await ports.objects.put(shotKey(mission.missionId, tree(9)), Buffer.from('PNG'), {}, never);
  expect(await blocksOf(mission)).toMatchObject({ png: 'UE5H' });
  expect(await blocksOf(await healing([shown]))).toBeUndefined();
});

describe('an author who finds a check wrong', () => {
  test('is heard at length, and what is cut is seen to be cut', async () => {
    const why = 'It is shown in dollars. '.repeat(40).trim();
    const endless = 'It is not. '.repeat(400);
    const said = answered(healText('x', fix, dispute('c1', why), dispute('c2', endless)));
    const stays = ruling({ why: 'It stays.', steps: [] });
    const { mission } = await run(await healing(['c1']), [said, stays, stays]);
    const [first, second] = mission.attempts[1]?.draft?.disputes ?? [];
    expect(first?.why).toBe(why);
    expect(second?.why).toHaveLength(1_500);
    expect(second?.why.endsWith('…')).toBe(true);
  });

  const corrected = ['fill Amount = 12.50', 'click Add', 'see $12.50'];

  test('is heard before the app is tried again, and a dispute alone is a heal', async () => {
    const said = answered(healText('The check is wrong.', dispute('c1')));
    const {
      next: after,
      mission,
      steps,
      calls,
    } = await run(await healing(['c1']), [said, ruling({ why: 'Money has a sign.', steps: corrected })]);
    expect(after).toBe('gate');
    expect(steps).toEqual(corrected);
    expect(mission.attempts[1]?.draft).toMatchObject({
      disputes: [{ check: 'c1', why: 'The amount is shown in dollars.' }],
    });
    expect(mission.questioned).toMatchObject([{ check: 'c1', why: 'Money has a sign.' }]);
    expect(calls[1]).toMatchObject({ role: 'quick' });
    expect(blockOf(calls[1], 'dispute')).toBe('The amount is shown in dollars.');
    expect(blockOf(calls[1], 'seen')).toMatch(/^c1: Check c1 holds\..*\nStep \d of 3, `.*` failed \(wrong\)/);
    expect((await run(mission, [])).next).toBe('gate');
    const again = { ...commands(1)['request-heal'], ofAttempt: 1 };
    await runCommand(ports)({ missionId: mission.missionId, command: again, actor: 'gantry' }, options);
    await putDraft(ports, mission.missionId, draft, mission.attempts[1]?.draft);
    const next = await run(mission, [answered(healText('y', fix))]);
    expect(JSON.parse(blockOf(next.calls[0], 'checks'))[0]).not.toHaveProperty('stays');
  });

  test('may come to a check that looks where the app shows it', async () => {
    const elsewhere = ['fill Amount = 12.50', 'click Add', 'click Totals', 'see 12.50'];
    const said = answered(healText('It stands behind Totals.', dispute('c1')));
    const ruled = ruling({ why: 'The total is on a view of its own.', steps: elsewhere });
    const { steps, mission } = await run(await healing(['c1']), [said, ruled]);
    expect(steps).toEqual(elsewhere);
    expect(mission.questioned).toMatchObject([{ check: 'c1', why: 'The total is on a view of its own.' }]);
  });

  test('is heard without a page where no app was tried yet', async () => {
    const missionId = newMissionId();
    const { 'start-authoring': start, 'store-draft': store, 'request-heal': heal } = commands();
    const life = [await agreeOn(ports, missionId, checks), start, store, heal];
    const mission = await play(life, { deps: ports, missionId });
    await putDraft(ports, missionId, draft);
    const { calls } = await run(mission, [
      answered(healText('x', fix, dispute('c1'))),
      ruling({ why: 'It is right.', steps: [] }),
    ]);
    expect(labelsOf(calls[1])).toEqual(['request', 'check', 'dispute']);
  });

  test.each<[string, unknown]>([
    ['where it asks for what was meant', { why: 'It is right.', steps: [] }],
    [
      'where it would come to do something else',
      { why: 'x', steps: ['fill Amount = 12.50', 'click Add', 'see 13'] },
    ],
    ['where a line is none', { why: 'x', steps: ['fill Amount = 12.50', 'click Add', 'look'] }],
  ])('is told why it stays %s', async (_, ruled) => {
    const before = await healing(['c1']);
    const { mission, steps } = await run(before, [
      answered(healText('x', fix, dispute('c1'), dispute('c1'))),
      ruling(ruled),
    ]);
    expect(steps).toEqual(['fill Amount = 12.50', 'click Add', 'see 12.50']);
    const [questioned] = mission.questioned;
    const again = { ...commands(1)['request-heal'], ofAttempt: 1 };
    await runCommand(ports)({ missionId: mission.missionId, command: again, actor: 'gantry' }, options);
    await putDraft(ports, mission.missionId, draft, mission.attempts[1]?.draft);
    const { calls } = await run(mission, [
      answered(healText('y', fileText({ path: 'b.js', content: 'b\n' }))),
    ]);
    expect(JSON.parse(blockOf(calls[0], 'checks'))[0]).toMatchObject({ stays: questioned?.why });
  });

  test('is heard once, and not of a check that there is not or that the owner does without', async () => {
    const other = await healing(['c1'], {}, { waive: ['c2'] });
    const said = healText('x', fix, dispute('c2'), dispute('c9'));
    const { mission } = await run(other, [answered(said)]);
    expect(mission.attempts[1]?.draft).not.toHaveProperty('disputes');
    expect(mission.questioned).toEqual([]);
  });

  test('is not heard where the steps are not in the store', async () => {
    const mission = await healing(['c1']);
    const sha256 = mission.spec?.spec_sha256;
    ports.objects.get = lose(ports.objects.get, `spec-${sha256}`);
    const after = await run(mission, [answered(healText('x', fix, dispute('c1')))]);
    expect(after).toMatchObject({ next: 'gate', mission: { questioned: [] } });
  });

  test('with nothing but words against such a check has changed nothing', async () => {
    const { mission, next } = await run(await healing(['c1']), [answered(healText('x', dispute('c9')))]);
    expect(next).toBe('heal');
    expect(mission.attempts[1]?.rejections[0]?.because).toBe('unchanged');
  });
});

describe('an app of which half came out wrong', () => {
  const whole =
    '<g-NONCE app>{"slug":"x","title":"Notes, anew","summary":"S.","stack":"static","files":["n.js"]}</g-NONCE>\n';
  const anew = answered(whole + fileText({ path: 'n.js', content: 'new\n' }));

  test('is written anew from what was agreed and what failed, without its old code', async () => {
    const { next, mission, calls } = await run(await healing(['c1', 'c2']), [anew]);
    expect(next).toBe('gate');
    expect(calls[0]).toMatchObject({ role: 'author', effort: 'high' });
    expect(calls[0]?.messages[0]?.blocks.some(({ kind }) => kind === 'file')).toBe(false);
    expect(labelsOf(calls[0])).toEqual(['plan', 'checks', 'request', 'failure', 'seen']);
    expect(calls[0]?.messages[0]?.blocks.at(-1)?.text).toMatch(/^Begin with <g-[a-z]{6} app>/);
    expect(mission.attempts[1]?.draft).toMatchObject({ app: { slug: 'notes', title: 'Notes, anew' } });
  });

  test('and that extends another is mended', async () => {
    const first = await triedMission(ports, checks, []);
    await putDraft(ports, first.missionId, draft);
    const { calls } = await run(await healing(['c1', 'c2'], {}, { extends: first.missionId }), [
      answered(healText('Bad.', fix)),
    ]);
    expect(calls[0]?.messages[0]?.blocks.some(({ kind }) => kind === 'file')).toBe(true);
  });
});
