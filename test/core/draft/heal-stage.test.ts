import { beforeEach, describe, expect, test } from 'vitest';
import { loadAuthored } from '../../../core/draft/draft-store.ts';
import { healApp } from '../../../core/draft/heal-app.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { answered, cutOff, fakeModel, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { editText, fileText, healText } from './answer-texts.ts';
import { completed } from './completed.ts';
import { putDraft } from './put-draft.ts';

const options = { signal: never };
const all = commands();
const draft: Draft = {
  app: { slug: 'todo', title: 'To do', summary: 'Tasks.' },
  stack: 'static',
  files: [
    { path: 'a.js', content: 'one\nbad\nthree\n' },
    { path: 'index.html', content: '<title>€</title>\n' },
  ],
  notes: 'First.',
  left_out: [],
};
const mend = editText('a.js', 'bad\n', 'good\n');
const heal = healText('It was bad.', mend, fileText({ path: 'b.js', content: 'new\n' }));

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

const read = (missionId: MissionId) => readMission(ports)(missionId, options);
const started = async (life: readonly Command[]): Promise<MissionId> =>
  (await play(life, { deps: ports, wanted: request(), missionId: newMissionId() })).missionId;

async function failing(): Promise<MissionId> {
  const missionId = await started([all['start-authoring'], all['store-draft'], all['request-heal']]);
  await putDraft(ports, missionId, draft);
  return missionId;
}

async function run(missionId: MissionId, turns: readonly ModelTurn[]) {
  const { model, calls } = fakeModel(turns);
  const { liveFeed } = fakeLiveFeed();
  const output = await healApp({ ...ports, model, liveFeed })({ mission_id: missionId }, options);
  return { next: output.next, calls, mission: await read(missionId) };
}

const labelsOf = (call: ModelCall | undefined): unknown[] =>
  call?.messages[0]?.blocks.flatMap((block) => (block.kind === 'data' ? [block.label] : [])) ?? [];
const lastWords = (call: ModelCall | undefined): string =>
  call?.messages
    .at(-1)
    ?.blocks.map(({ text }) => text)
    .join('\n') ?? '';
const storedOf = async (missionId: MissionId, attempt: number): Promise<Draft> => {
  const stored = (await read(missionId)).attempts[attempt]?.draft ?? { attempt, tree_sha256: '' };
  return loadAuthored(ports)(missionId, stored, never);
};

describe('heal-app', () => {
  test('puts the smallest change on the last draft, and the whole goes to the gate again', async () => {
    const missionId = await failing();
    const { next, mission, calls } = await run(missionId, [answered(heal)]);
    expect(next).toBe('gate');
    const mended = await storedOf(missionId, 1);
    expect(mended.files).toEqual([
      { path: 'a.js', content: 'one\ngood\nthree\n' },
      { path: 'b.js', content: 'new\n' },
      { path: 'index.html', content: '<title>€</title>\n' },
    ]);
    expect(mission.attempts[1]?.draft).toMatchObject({
      tree_sha256: treeSha256(ports.digest, completed(mended).files),
      diagnosis: 'It was bad.',
    });
    expect(calls[0]).toMatchObject({ role: 'author', effort: 'low' });
    expect((await run(missionId, [])).next).toBe('gate');
  });

  test("adds to the author's notes and may correct the summary; the diagnosis takes the place of neither", async () => {
    const missionId = await failing();
    const app =
      '<g-NONCE app>{"slug":"other","title":"To do","summary":"Tasks, sorted.","stack":"node","files":[]}</g-NONCE>\n';
    await run(missionId, [
      answered(healText('It was bad.', app, mend, '<g-NONCE notes>Look at a.</g-NONCE>\n')),
    ]);
    expect(await storedOf(missionId, 1)).toMatchObject({
      app: { slug: 'todo', title: 'To do', summary: 'Tasks, sorted.' },
      stack: 'static',
      notes: 'First.\n\nLook at a.',
    });
  });

  test('shows the first draft before what became of it since, so that the cache keeps it', async () => {
    const missionId = await failing();
    await run(missionId, [answered(healText('Gone.', mend, '<g-NONCE delete="index.html"/>\n'))]);
    await runCommand(ports)({ missionId, command: commands(1)['request-heal'], actor: 'gantry' }, options);
    const { calls } = await run(missionId, [
      answered(healText('More.', fileText({ path: 'c.js', content: 'c\n' }))),
    ]);
    const shown = calls[0]?.messages[0]?.blocks.flatMap((block) =>
      block.kind === 'file' ? [`${block.path} ${block.text.length}${block.isCached ? ' cached' : ''}`] : [],
    );
    expect(shown).toEqual(['a.js 14', 'index.html 17 cached', 'a.js 15']);
    expect(labelsOf(calls[0])).toEqual(['deleted', 'request', 'earlier_heals', 'failure']);
    expect(JSON.stringify(calls[0]?.messages)).toContain('Gone.');
    expect((await storedOf(missionId, 2)).files.map(({ path }) => path)).toEqual(['a.js', 'c.js']);
  });

  test('tells of earlier heals, also of those of version 0.1, whose notes were their diagnosis', async () => {
    const missionId = await failing();
    const old = commands(1)['store-draft'];
    const notes = 'It was bad then.';
    for (const command of [commands(1)['start-authoring'], { ...old, data: { ...old.data, notes } }])
      await runCommand(ports)({ missionId, command, actor: 'gantry' }, options);
    await putDraft(ports, missionId, draft, old.data);
    await runCommand(ports)({ missionId, command: commands(1)['request-heal'], actor: 'gantry' }, options);
    const { calls } = await run(missionId, [answered(heal)]);
    expect(JSON.stringify(calls[0]?.messages)).toContain(notes);
  });

  const unread = {
    rule: 'configuration-unread',
    path: 'vite.config.js',
    severity: 'warn',
    why: 'Nothing reads it.',
  } as const;
  const passed = { ...all['pass-gate'], data: { ...all['pass-gate'].data, findings: [unread] } };
  const toldAfter = async (life: readonly Command[]): Promise<string> => {
    const missionId = await started([all['start-authoring'], all['store-draft'], ...life]);
    await putDraft(ports, missionId, draft);
    return JSON.stringify((await run(missionId, [answered(heal)])).calls[0]?.messages);
  };

  test('tells what the gate let pass where that draft then failed', async () => {
    const told = await toldAfter([passed, all['hand-over'], all['receive-report'], all['request-heal']]);
    expect(told).toContain('Nothing reads it.');
  });

  test('tells of the draft that failed alone', async () => {
    const second = commands(1);
    const life = [passed, all['hand-over'], all['receive-report'], all['request-heal']];
    const missionId = await started([all['start-authoring'], all['store-draft'], ...life]);
    await putDraft(ports, missionId, draft);
    for (const name of [
      'start-authoring',
      'store-draft',
      'pass-gate',
      'hand-over',
      'receive-report',
      'request-heal',
    ] as const)
      await runCommand(ports)({ missionId, command: second[name], actor: 'gantry' }, options);
    await putDraft(ports, missionId, draft, second['store-draft'].data);
    const { calls } = await run(missionId, [answered(heal)]);
    expect(JSON.stringify(calls[0]?.messages)).not.toContain('Nothing reads it.');
  });

  test('tells what the gate refused', async () => {
    const { kind, ofAttempt, reason } = all['request-heal'];
    const refusal = { ...unread, severity: 'fix', why: 'It reads files.' } as const;
    const told = await toldAfter([
      { kind, ofAttempt, reason: { ...reason, source: 'gate', findings: [refusal] } },
    ]);
    expect(told).toContain('It reads files.');
  });

  test('goes on after an answer that was cut off', async () => {
    const missionId = await failing();
    const first = await run(missionId, [
      cutOff('<g-NONCE diagnosis>\nIt was bad.\n</g-NONCE>\n<g-NONCE edit="a.js">\n'),
    ]);
    expect(first.next).toBe('heal');
    const { calls, next } = await run(missionId, [answered(mend)]);
    expect(next).toBe('gate');
    expect(lastWords(calls[0])).toMatch(/Begin with <g-[a-z]{6} edit="a\.js">\.$/);
    expect((await read(missionId)).attempts[1]?.draft?.diagnosis).toBe('It was bad.');
  });

  test('asks for a file whole where an edit of it does not fit, and keeps what did', async () => {
    const missionId = await failing();
    const bad = editText('a.js', 'nowhere\n', 'x\n');
    const first = await run(missionId, [
      answered(healText('It was bad.', bad, fileText({ path: 'b.js', content: 'new\n' }))),
    ]);
    expect(first.next).toBe('heal');
    expect(first.mission).toMatchObject({
      status: 'HEALING',
      attempts: [{}, { rejections: [{ because: 'missed' }] }],
    });
    const { calls, next } = await run(missionId, [answered(fileText({ path: 'a.js', content: 'good\n' }))]);
    expect(next).toBe('gate');
    expect(lastWords(calls[0])).toMatch(/- a\.js: change 1 of 1: its find does not stand in the file/);
    expect(calls[0]?.messages[1]?.blocks[0]?.text).not.toContain('nowhere');
    expect((await storedOf(missionId, 1)).files).toMatchObject([
      { path: 'a.js', content: 'good\n' },
      { path: 'b.js', content: 'new\n' },
      { path: 'index.html' },
    ]);
  });

  test('that misses again is an answer of no use', async () => {
    const missionId = await failing();
    const bad = answered(healText('x', editText('a.js', 'nowhere\n', 'x\n')));
    await run(missionId, [bad]);
    const { mission } = await run(missionId, [bad]);
    expect(mission.attempts[1]?.rejections.map(({ because }) => because)).toEqual(['missed', 'unreadable']);
  });

  test('that changes nothing is told so once; then the failure that it was to mend stands', async () => {
    const missionId = await failing();
    const same = answered(healText('Fine.', fileText(draft.files[0] as never)));
    const first = await run(missionId, [same]);
    expect(first.next).toBe('heal');
    const second = await run(missionId, [same]);
    expect(second.next).toBe('settle');
    expect(lastWords(second.calls[0])).toContain('changed nothing');
    expect(second.mission.givenUp?.failure).toEqual(second.mission.attempts[1]?.reason?.failure);
  });

  test("that writes only what is Gantry's changes nothing", async () => {
    const own = answered(healText('Headers.', fileText({ path: 'vercel.json', content: '{}\n' })));
    const { next, mission } = await run(await failing(), [own]);
    expect(next).toBe('heal');
    expect(mission.attempts[1]?.rejections).toMatchObject([{ because: 'unchanged' }]);
  });

  test('that finds the thing impossible ends it as unsupported', async () => {
    const { next, mission } = await run(await failing(), [
      answered('<g-NONCE diagnosis>It needs mail.</g-NONCE>\n<g-NONCE cannot>Apps send no mail.</g-NONCE>'),
    ]);
    expect(next).toBe('settle');
    expect(mission.givenUp).toMatchObject({
      endsAs: 'BLOCKED',
      failure: { kind: 'unsupported', message: 'Apps send no mail.' },
    });
  });

  test('that deletes every file is asked for again', async () => {
    const gone = draft.files.map(({ path }) => `<g-NONCE delete="${path}"/>\n`);
    const { next, mission } = await run(await failing(), [answered(healText('Gone.', ...gone))]);
    expect(next).toBe('heal');
    expect(mission.attempts[1]?.rejections[0]?.why).toContain('deletes every file');
  });

  test('gives up in the words of a model that will not', async () => {
    const { next, mission } = await run(await failing(), [refused('No.')]);
    expect(next).toBe('settle');
    expect(mission.givenUp?.failure).toMatchObject({ step: 'heal-app', message: 'No.' });
  });

  test('of an edit that puts something denied into a file is stored for the gate, even where it fits nowhere', async () => {
    const missionId = await failing();
    const evil = editText('a.js', 'nowhere\n', "export const path = '/etc/shadow';\n");
    expect((await run(missionId, [answered(healText('x', evil))])).next).toBe('gate');
    expect((await storedOf(missionId, 1)).files[0]?.content).toContain('/etc/shadow');
  });

  test('has nothing to heal where no failure is on record', async () => {
    await expect(run(await started([]), [])).rejects.toMatchObject({ code: 'nothing_to_heal' });
  });

  test('waits for a draft that the store does not have', async () => {
    const missionId = await started([all['start-authoring'], all['store-draft'], all['request-heal']]);
    await expect(run(missionId, [])).rejects.toMatchObject({
      name: 'DependencyFailed',
      code: 'draft_missing',
    });
  });

  test.each([
    ['lost', undefined],
    ['written by version 0.1', '{"diagnosis":"It w'],
    ['of another form', '{"parts":1}'],
  ])('begins again where what was kept of a cut-off answer is %s', async (_, text) => {
    const missionId = await failing();
    const { data, ...rest } = commands(1)['note-cut-off'] as Extract<Command, { kind: 'note-cut-off' }>;
    if (text !== undefined)
      await ports.objects.put(data.partial_key, new TextEncoder().encode(text), { ifAbsent: true }, never);
    await runCommand(ports)({ missionId, command: { ...rest, data }, actor: 'gantry' }, options);
    const { next, calls } = await run(missionId, [answered(heal)]);
    expect(next).toBe('gate');
    expect(calls[0]?.messages).toHaveLength(1);
  });
});
