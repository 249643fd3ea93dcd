import { beforeEach, describe, expect, test } from 'vitest';
import { describePull } from '../../../core/app/describe-pull.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { ModelTurn } from '../../../core/ports/model.ts';
import { showSpec } from '../../../core/spec/show-spec.ts';
import { loadSpec } from '../../../core/spec/spec-store.ts';
import { specify } from '../../../core/spec/specify.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request, tree } from '../mission/samples.ts';
import { makeReport } from '../pod/make-report.ts';
import { answered, fakeModel, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
const all = commands();
let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

const spec = {
  title: 'Adder',
  stack: 'static',
  features: ['Adds'],
  left_out: [{ what: 'Sign-in', why: 'Apps have no accounts.' }],
  checks: [
    { id: 'c1', feature: 'Adds', words: 'One and two are three.', core: true, steps: ['see 3'] },
    { id: 'c2', feature: 'Adds', words: 'It stays.', steps: ['reload', 'see 3'] },
  ],
};
const gives = (value: unknown): ModelTurn =>
  answered(`<g-NONCE spec>\n${JSON.stringify(value)}\n</g-NONCE>\n`);

const started = async (
  life: readonly Command[] = [],
  over: Partial<MissionRequest> = {},
): Promise<MissionId> =>
  (await play(life, { deps: ports, wanted: request(over), missionId: newMissionId() })).missionId;

async function run(missionId: MissionId, turns: readonly ModelTurn[], over: Partial<TestPorts> = {}) {
  const { model, calls } = fakeModel(turns);
  const output = await specify({ ...ports, ...over, model })({ mission_id: missionId }, options);
  return { next: output.next, calls, mission: await readMission(ports)(missionId, options) };
}

describe('specify', () => {
  test('agrees the spec before a line is written: hash, ids and words are on record, the steps are stored', async () => {
    const missionId = await started();
    const { next, mission, calls } = await run(missionId, [gives(spec)]);
    expect(next).toBe('draft');
    expect(calls[0]).toMatchObject({ role: 'quick', effort: 'low' });
    expect(mission).toMatchObject({ status: 'ARCHITECTING', cost: { input_tokens: 8, output_tokens: 2 } });
    expect(mission.spec?.checks).toEqual([
      { id: 'c1', feature: 'Adds', words: 'One and two are three.', core: true },
      { id: 'c2', feature: 'Adds', words: 'It stays.', core: false },
    ]);
    const stored = await loadSpec(ports)(missionId, mission.spec?.spec_sha256 ?? '', never);
    expect(stored?.checks[1]?.steps).toEqual([{ do: 'reload' }, { do: 'see', what: '3' }]);
    expect(viewMission(mission)).toMatchObject({
      spec_sha256: mission.spec?.spec_sha256,
      checks: { held: 0, total: 2, waived: 0, browser: null },
      left_out: spec.left_out,
    });
  });

  test('does nothing where a spec is agreed, where the app is being written, and before a heal', async () => {
    const missionId = await started();
    await run(missionId, [gives(spec)]);
    expect(await run(missionId, [])).toMatchObject({ next: 'draft', calls: [] });
    expect((await run(await started([all['start-authoring']]), [])).next).toBe('draft');
    const healing = await started([all['start-authoring'], all['store-draft'], all['request-heal']]);
    expect((await run(healing, [])).next).toBe('heal');
  });

  test('takes over the spec of the mission that is retried, and asks nobody', async () => {
    const first = await started();
    const { mission: earlier } = await run(first, [gives(spec)]);
    const { mission, calls } = await run(await started([], { retry_of: first }), []);
    expect(calls).toEqual([]);
    expect(mission.spec).toMatchObject({ spec_sha256: earlier.spec?.spec_sha256, cost: { usd: 0 } });
  });

  test('makes one for a retry of a mission of version 0.1, which has none', async () => {
    const { mission } = await run(await started([], { retry_of: await started() }), [gives(spec)]);
    expect(mission.spec?.title).toBe('Adder');
  });

  test('shows what an app is held to when it is extended, and keeps it', async () => {
    const first = await started();
    await run(first, [gives(spec)]);
    const more = { ...spec, checks: [{ ...spec.checks[0], id: 'c3', core: false, words: 'More.' }] };
    const { mission, calls } = await run(await started([], { extends: first }), [gives(more)]);
    expect(JSON.stringify(calls[0]?.messages)).toContain('One and two are three.');
    expect(mission.spec?.checks.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3']);
  });

  test('says what cannot be built here, before anything is written', async () => {
    const cannot = { why: 'Apps send no mail.', nearest: 'A form that keeps messages could be built.' };
    const { next, mission } = await run(await started(), [gives({ cannot })]);
    expect(next).toBe('settle');
    expect(mission.givenUp).toEqual({
      endsAs: 'BLOCKED',
      failure: {
        kind: 'unsupported',
        step: 'specify',
        message: 'Apps send no mail. A form that keeps messages could be built.',
        excerpt: '',
      },
    });
  });

  test.each([
    ['No.', 'No.'],
    [' ', 'The model refused this without saying why.'],
  ])('ends with the words of a model that refuses: %j', async (text, message) => {
    const { mission } = await run(await started(), [refused(text)]);
    expect(mission.givenUp?.failure).toMatchObject({ kind: 'unsupported', message });
  });

  test('asks again for a spec that cannot be read, and fails as a service does after the third', async () => {
    const bad = gives({ ...spec, checks: [{ ...spec.checks[0], steps: ['look'] }] });
    expect((await run(await started(), [bad, gives(spec)])).calls).toHaveLength(2);
    await expect(run(await started(), [bad, bad, bad])).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'answer_unreadable',
    });
  });

  test('needs a skill with code', async () => {
    const texts = { ...ports.texts, skills: [] };
    await expect(run(await started(), [], { texts })).rejects.toMatchObject({ code: 'skill_missing' });
  });
});

describe('a spec that is shown', () => {
  test('has an outcome for each check: not run where no browser was, waived where the owner does without', async () => {
    const missionId = await started([], { waive: ['c2'] });
    const { mission } = await run(missionId, [gives(spec)]);
    expect(await showSpec(ports)(mission, undefined, never)).toMatchObject({
      spec_sha256: mission.spec?.spec_sha256,
      spec: { checks: [{ id: 'c1' }, { id: 'c2' }] },
      outcomes: [
        { id: 'c1', outcome: 'not-run' },
        { id: 'c2', outcome: 'waived' },
      ],
    });
    expect(viewMission(mission).checks).toMatchObject({ total: 2, waived: 1 });
  });

  test('tells what a report says of a check, without the page', async () => {
    const { mission } = await run(await started(), [gives(spec)]);
    const failed = { id: 'c1', outcome: 'failed', step: 0, reason: 'wrong' } as const;
    const report = makeReport({
      accept: { browser: 'Chromium 156', checks: [{ ...failed, aria: '- main', said: ['x'] }], shots: [] },
    });
    expect((await showSpec(ports)(mission, report, never)).outcomes).toEqual([
      failed,
      { id: 'c2', outcome: 'not-reached' },
    ]);
  });

  test('is not there before it is agreed', async () => {
    const mission = await readMission(ports)(await started(), options);
    await expect(showSpec(ports)(mission, undefined, never)).rejects.toMatchObject({
      name: 'NotFound',
      code: 'spec_not_found',
    });
    const unstored = await runCommand(ports)(
      { missionId: mission.missionId, command: all['agree-spec'], actor: 'gantry' },
      options,
    );
    await expect(showSpec(ports)(unstored, undefined, never)).rejects.toMatchObject({
      code: 'spec_not_found',
    });
  });

  test('stands in the pull request with what is left out, before anything else was tested', async () => {
    const { mission } = await run(await started(), [gives(spec)]);
    const draft = {
      app: { slug: 'a', title: 'A', summary: 'It adds.' },
      stack: 'static' as const,
      files: [],
      notes: '',
      left_out: [],
    };
    const checkpoint = { mission_id: mission.missionId, seq: 1, head_sha256: tree(1) } as never;
    const changes = { heals: [], extended: undefined };
    const body = describePull({ mission, draft, report: makeReport(), checkpoint, changes });
    expect(body).toMatch(/## Left out\n\n- Sign-in: Apps have no accounts\./);
    expect(body).toMatch(
      /Not tried in a browser[\s\S]*- \[ \] One and two are three\. \(what the app is for\)\n- \[ \] It stays\./,
    );
    expect(body.indexOf('## Checks')).toBeLessThan(body.indexOf('## Tested'));
    const bare = await run(await started(), [gives({ ...spec, left_out: [], checks: [] })]);
    const plain = { mission: bare.mission, draft, report: makeReport(), checkpoint, changes };
    expect(describePull(plain)).not.toContain('## Checks');
  });
});
