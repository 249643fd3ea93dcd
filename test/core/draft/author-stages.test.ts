import { beforeEach, describe, expect, test } from 'vitest';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadDraft } from '../../../core/draft/draft-store.ts';
import { healApp } from '../../../core/draft/heal-app.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { ModelTurn } from '../../../core/ports/model.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { testedMission } from '../app/tested-mission.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { answered, cutOff, fakeModel, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { putDraft } from './put-draft.ts';

const options = { signal: never };
const all = commands();
const draft: Draft = {
  app: { slug: 'todo', title: 'To do', summary: 'Tasks.' },
  stack: 'static',
  files: [
    { path: 'index.html', content: '<title>€</title>' },
    { path: 'a.js', content: 'bad' },
  ],
  notes: 'First.',
};
let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

const depsOf = (turns: readonly ModelTurn[], over: Parameters<typeof fakeModel>[1] = {}) => {
  const { model, calls } = fakeModel(turns, over);
  return { deps: { ...ports, model, liveFeed: fakeLiveFeed().liveFeed }, calls };
};
const read = (missionId: MissionId) => readMission(ports)(missionId, options);
const labelsOf = (call: ReturnType<typeof depsOf>['calls'][number] | undefined): unknown[] =>
  call?.messages[0]?.blocks.map((block) => block.kind === 'data' && block.label) ?? [];
const started = async (life: readonly Command[] = [], wanted = request()): Promise<MissionId> =>
  (await play(life, { deps: ports, wanted, missionId: newMissionId() })).missionId;

describe('draft-app', () => {
  const run = async (missionId: MissionId, turns: readonly ModelTurn[], over = {}) => {
    const { deps, calls } = depsOf(turns, over);
    const output = await draftApp(deps)({ mission_id: missionId }, options);
    return { next: output.next, calls, mission: await read(missionId) };
  };

  test('stores the draft with its digest and its cost, pinned to what the model was told', async () => {
    const missionId = await started();
    const { next, mission, calls } = await run(missionId, [answered(draft)]);
    expect(next).toBe('gate');
    expect(mission).toMatchObject({
      status: 'VALIDATING',
      pins: { model_id: 'built-in', skill_sha256: { draft: expect.any(String) } },
    });
    expect(mission.attempts[0]?.draft).toMatchObject({
      tree_sha256: treeSha256(ports.digest, draft.files),
      files: 2,
      size_bytes: 21,
      cost: { usd: 0, input_tokens: 8, output_tokens: 2 },
    });
    expect(await loadDraft(ports)(missionId, draftOf(mission, 0), never)).toEqual(draft);
    expect(labelsOf(calls[0])).toEqual(['request']);
  });

  test('tells of a draft whose words are half a character, instead of asking the model again and again', async () => {
    const app = { ...draft.app, title: 'To do \ud83d' };
    const { next, mission } = await run(await started(), [answered({ ...draft, app, notes: '\udc00' })]);
    expect(next).toBe('gate');
    expect(mission.attempts[0]?.draft).toMatchObject({ app: { title: 'To do \ufffd' }, notes: '\ufffd' });
  });

  test('asks no model again for a draft that is stored', async () => {
    const missionId = await started();
    await run(missionId, [answered(draft)]);
    const again = await run(missionId, []);
    expect(again).toMatchObject({ next: 'gate', calls: [] });
  });

  test('shows the model the agreed plan', async () => {
    const plan = { title: 'To do', stack: 'static' as const, features: ['Search'] };
    const { calls } = await run(await started([], request({ plan })), [answered(draft)]);
    expect(labelsOf(calls[0])).toEqual(['request', 'plan']);
  });

  test('shows the model the whole source of what it extends', async () => {
    const earlier = await testedMission(ports);
    const app = { app_id: ports.ids.make('app') as never, slug: 'calculator' };
    for (const wanted of [
      request({ extends: earlier.missionId, app }),
      request({ extends: earlier.missionId }),
    ]) {
      const { calls } = await run(await started([], wanted), [answered(draft)]);
      expect(labelsOf(calls[0])).toEqual(['app', 'source', 'request']);
    }
  });

  test('starts afresh where the mission that it extends has no draft that was tested', async () => {
    const wanted = request({ extends: await started([all.cancel]) });
    const { calls } = await run(await started([], wanted), [answered(draft)]);
    expect(labelsOf(calls[0])).toEqual(['request']);
  });

  test('goes on after an answer that was cut off, and gives up after the third', async () => {
    const missionId = await started();
    expect((await run(missionId, [cutOff('{"a')])).next).toBe('draft');
    const second = await run(missionId, [cutOff('{"b')]);
    expect(labelsOf(second.calls[0])).toEqual(['request', 'cut-off-answer']);
    const third = await run(missionId, [cutOff('{"c')]);
    expect(third.next).toBe('settle');
    expect(third.mission).toMatchObject({
      givenUp: { endsAs: 'FAILED', failure: { kind: 'provider', step: 'draft-app' } },
    });
    expect(third.mission.cost.input_tokens).toBe(24);
  });

  test('gives up in the words of a model that cannot', async () => {
    const { next, mission } = await run(await started(), [refused('I can build six apps.')]);
    expect(next).toBe('settle');
    expect(mission.givenUp?.failure.message).toBe('I can build six apps.');
  });

  test('is tried again when the answer does not fit the tool', async () => {
    const missionId = await started();
    await expect(run(missionId, [answered({ files: [] })])).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'answer_unreadable',
    });
  });

  test('spends nothing on a model whose price is unknown, or without a skill', async () => {
    const missionId = await started();
    await expect(run(missionId, [], { id: 'unknown' })).rejects.toMatchObject({ name: 'PolicyDenied' });
    const { deps } = depsOf([]);
    const bare = { ...deps, texts: { ...deps.texts, skills: [] } };
    await expect(draftApp(bare)({ mission_id: missionId }, options)).rejects.toMatchObject({
      code: 'skill_missing',
    });
  });

  test('does not write after the end of its mission', async () => {
    await expect(run(await started([all.cancel]), [answered(draft)])).rejects.toMatchObject({
      name: 'MissionEnded',
    });
  });
});

const draftOf = (mission: Mission, attempt: number) =>
  mission.attempts[attempt]?.draft ?? { attempt, tree_sha256: '' };

describe('heal-app', () => {
  async function failing(): Promise<MissionId> {
    const missionId = await started([all['start-authoring'], all['store-draft'], all['request-heal']]);
    await putDraft(ports, missionId, draft);
    return missionId;
  }
  const run = async (missionId: MissionId, turns: readonly ModelTurn[]) => {
    const { deps, calls } = depsOf(turns);
    const output = await healApp(deps)({ mission_id: missionId }, options);
    return { next: output.next, calls, mission: await read(missionId) };
  };
  const heal = {
    diagnosis: 'It was bad.',
    files: [
      { path: 'a.js', content: 'good' },
      { path: 'b.js', content: 'new' },
    ],
  };

  test('merges the smallest change into the last draft, and the whole goes to the gate again', async () => {
    const missionId = await failing();
    const { next, mission } = await run(missionId, [answered(heal)]);
    expect(next).toBe('gate');
    const merged = await loadDraft(ports)(missionId, draftOf(mission, 1), never);
    expect(merged.notes).toBe('It was bad.');
    expect(merged.files).toEqual([
      { path: 'a.js', content: 'good' },
      { path: 'b.js', content: 'new' },
      { path: 'index.html', content: '<title>€</title>' },
    ]);
    expect(mission.attempts[1]?.draft?.tree_sha256).toBe(treeSha256(ports.digest, merged.files));
    expect((await run(missionId, [])).next).toBe('gate');
  });

  test('tells of what earlier heals tried', async () => {
    const missionId = await failing();
    await run(missionId, [answered(heal)]);
    await runCommand(ports)({ missionId, command: commands(1)['request-heal'], actor: 'gantry' }, options);
    const { calls } = await run(missionId, [answered({ ...heal, files: [{ path: 'b.js', content: null }] })]);
    expect(labelsOf(calls[0])).toContain('earlier_heals');
    expect(JSON.stringify(calls[0]?.messages)).toContain('It was bad.');
  });

  test('goes on after an answer that was cut off', async () => {
    const missionId = await failing();
    expect((await run(missionId, [cutOff('{')])).next).toBe('heal');
    const { calls, next } = await run(missionId, [answered(heal)]);
    expect(next).toBe('gate');
    expect(labelsOf(calls[0])).toContain('cut-off-answer');
  });

  test('gives up in the words of a model that cannot', async () => {
    const { next, mission } = await run(await failing(), [refused('No.')]);
    expect(next).toBe('settle');
    expect(mission.givenUp?.failure.step).toBe('heal-app');
  });

  test('is tried again when the change does not fit the draft', async () => {
    const bad = { diagnosis: 'x', files: [{ path: 'missing.js', content: null }] };
    await expect(run(await failing(), [answered(bad)])).rejects.toMatchObject({ code: 'answer_unreadable' });
  });

  test('has nothing to heal where no failure is on record', async () => {
    await expect(run(await started(), [])).rejects.toMatchObject({ code: 'nothing_to_heal' });
  });

  test('waits for a draft that the store does not have', async () => {
    const missionId = await started([all['start-authoring'], all['store-draft'], all['request-heal']]);
    await expect(run(missionId, [])).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'draft_missing',
    });
  });

  test('takes a cut-off answer that was lost for an empty one', async () => {
    const missionId = await failing();
    await runCommand(ports)({ missionId, command: commands(1)['note-cut-off'], actor: 'gantry' }, options);
    expect((await run(missionId, [answered(heal)])).next).toBe('gate');
  });
});
