import { beforeEach, describe, expect, test } from 'vitest';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadDraft } from '../../../core/draft/draft-store.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { testedMission } from '../app/tested-mission.ts';
import { commands, request } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { answered, fakeModel, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { draftText, fileText } from './answer-texts.ts';
import { authorRig, draft, labelsOf, lastWords, options, whole } from './author-rig.ts';
import { completed } from './completed.ts';

const all = commands();

let ports: TestPorts;
let rig: ReturnType<typeof authorRig>;
beforeEach(() => {
  ports = makePorts();
  rig = authorRig(ports);
});

describe('draft-app', () => {
  test('stores the draft with its digest and its cost, pinned to what the model was told', async () => {
    const missionId = await rig.started();
    const { next, mission, calls } = await rig.run(missionId, [answered(whole)]);
    const stored = completed(draft);
    expect(next).toBe('gate');
    expect(mission).toMatchObject({
      status: 'VALIDATING',
      pins: {
        model_id: 'built-in',
        skill_sha256: { draft: expect.any(String) },
        prompt_sha256: { house: expect.any(String), author: expect.any(String), draft: expect.any(String) },
      },
    });
    expect(mission.attempts[0]?.draft).toMatchObject({
      tree_sha256: treeSha256(ports.digest, stored.files),
      files: 3,
      size_bytes: Buffer.byteLength(stored.files.map(({ content }) => content).join('')),
      added: [{ path: 'vercel.json' }],
      left_out: draft.left_out,
      cost: { usd: 0, input_tokens: 8, output_tokens: 2 },
    });
    expect(await loadDraft(ports)(missionId, mission.attempts[0]?.draft ?? missing, never)).toEqual(stored);
    expect(labelsOf(calls[0])).toEqual(['request']);
    expect(calls[0]).toMatchObject({ role: 'author', effort: 'medium' });
  });

  test('tells of a draft whose words are half a character, instead of asking the model again and again', async () => {
    const app = { ...draft.app, title: 'To do \ud83d' };
    const { next, mission } = await rig.run(await rig.started(), [
      answered(draftText({ ...draft, app, notes: '\udc00' })),
    ]);
    expect(next).toBe('gate');
    expect(mission.attempts[0]?.draft).toMatchObject({ app: { title: 'To do \ufffd' }, notes: '\ufffd' });
  });

  test('asks no model again for a draft that is stored', async () => {
    const missionId = await rig.started();
    await rig.run(missionId, [answered(whole)]);
    expect(await rig.run(missionId, [])).toMatchObject({ next: 'gate', calls: [] });
  });

  test('shows the model the agreed plan', async () => {
    const plan = { title: 'To do', stack: 'static' as const, features: ['Search'] };
    const { calls } = await rig.run(await rig.started([], request({ plan })), [answered(whole)]);
    expect(labelsOf(calls[0])).toEqual(['plan', 'request']);
  });

  test('gives up in the words of a model that will not', async () => {
    const { next, mission } = await rig.run(await rig.started(), [refused('I will not.')]);
    expect(next).toBe('settle');
    expect(mission.givenUp).toMatchObject({
      endsAs: 'FAILED',
      failure: { kind: 'provider', step: 'draft-app', message: 'I will not.' },
    });
  });

  test('says something where the model refuses without a word', async () => {
    const { mission } = await rig.run(await rig.started(), [refused(' ')]);
    expect(mission.givenUp?.failure.message).toMatch(/refused/);
  });

  test('ends what cannot be built here as unsupported, and says what could be instead', async () => {
    const cannot =
      '<g-NONCE cannot>{"why":"Apps send no mail.","nearest":"A form that keeps messages could be built."}</g-NONCE>';
    const { next, mission } = await rig.run(await rig.started(), [answered(cannot)]);
    expect(next).toBe('settle');
    expect(mission.givenUp).toEqual({
      endsAs: 'BLOCKED',
      failure: {
        kind: 'unsupported',
        step: 'draft-app',
        message: 'Apps send no mail. A form that keeps messages could be built.',
        excerpt: '',
      },
    });
  });

  test('spends nothing without a skill', async () => {
    const missionId = await rig.started();
    const { model } = fakeModel([]);
    const bare = {
      ...ports,
      model,
      liveFeed: fakeLiveFeed().liveFeed,
      texts: { ...ports.texts, skills: [] },
    };
    await expect(draftApp(bare)({ mission_id: missionId }, options)).rejects.toMatchObject({
      code: 'skill_missing',
    });
  });

  test('does not write after the end of its mission', async () => {
    await expect(rig.run(await rig.started([all.cancel]), [answered(whole)])).rejects.toMatchObject({
      name: 'MissionEnded',
    });
  });
});

const missing = { attempt: 0, tree_sha256: '' };

describe('an extension', () => {
  const extending = async () => {
    const earlier = await testedMission(ports);
    return rig.started([], request({ extends: earlier.missionId }));
  };

  test('shows the model every file of what it extends, before anything else and for the cache', async () => {
    const earlier = await testedMission(ports);
    const app = { app_id: ports.ids.make('app') as never, slug: 'calculator' };
    const missionId = await rig.started([], request({ extends: earlier.missionId, app }));
    const { calls } = await rig.run(missionId, [answered(whole)]);
    const blocks = calls[0]?.messages[0]?.blocks ?? [];
    const files = blocks.flatMap((block) => (block.kind === 'file' ? [block] : []));
    expect(files.length).toBeGreaterThan(0);
    expect(files.map(({ isCached }) => isCached)).toEqual([...files.slice(1).map(() => undefined), true]);
    expect(blocks.findIndex(({ kind }) => kind === 'data')).toBeGreaterThan(files.length);
    expect(labelsOf(calls[0])).toEqual(['app', 'request']);
  });

  test('changes what it names and keeps the rest', async () => {
    const missionId = await extending();
    const before = await rig.filesOf(
      (await readMission(ports)(missionId, options)).request.extends as MissionId,
    );
    const { next, mission } = await rig.run(missionId, [
      answered(fileText({ path: 'new.js', content: 'x\n' })),
    ]);
    expect(next).toBe('gate');
    expect(await rig.filesOf(missionId)).toEqual(
      [...before, { path: 'new.js', content: 'x\n' }].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    );
    expect(mission.attempts[0]?.draft?.notes).toBe('');
  });

  test('that changes nothing is asked for once more, and ends in words after that', async () => {
    const missionId = await extending();
    const { next, calls, mission } = await rig.runAll(missionId, [
      answered('<g-NONCE done/>'),
      answered('<g-NONCE done/>'),
    ]);
    expect(next).toBe('settle');
    expect(lastWords(calls[1])).toContain('changed nothing');
    expect(mission.givenUp?.failure.message).toContain('found nothing to change');
  });

  test('starts afresh where the mission that it extends has no draft that was tested', async () => {
    const wanted = request({ extends: await rig.started([all.cancel]) });
    const { calls } = await rig.run(await rig.started([], wanted), [answered(whole)]);
    expect(labelsOf(calls[0])).toEqual(['request']);
    expect(calls[0]?.messages[0]?.blocks.some(({ kind }) => kind === 'file')).toBe(false);
  });
});
