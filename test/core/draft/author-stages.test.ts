import { beforeEach, describe, expect, test } from 'vitest';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadAuthored, loadDraft } from '../../../core/draft/draft-store.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Model, ModelTurn } from '../../../core/ports/model.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { testedMission } from '../app/tested-mission.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { answered, brokeOff, cutOff, fakeModel, nonceOf, refused } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { appText, draftText, editText, fileText } from './answer-texts.ts';
import { completed } from './completed.ts';

const options = { signal: never };
const all = commands();
const draft: Draft = {
  app: { slug: 'todo', title: 'To do', summary: 'Tasks.' },
  stack: 'static',
  files: [
    { path: 'a.js', content: 'bad\n' },
    { path: 'index.html', content: '<title>€</title>\n' },
  ],
  notes: 'First.',
  left_out: [{ what: 'Sign-in', why: 'Apps have no accounts.' }],
};
const whole = draftText(draft);
const [first, second] = draft.files.map(fileText) as [string, string];

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

const started = async (life: readonly Command[] = [], wanted = request()): Promise<MissionId> =>
  (await play(life, { deps: ports, wanted, missionId: newMissionId() })).missionId;

async function run(missionId: MissionId, turns: readonly ModelTurn[]) {
  const { model, calls } = fakeModel(turns);
  const { liveFeed } = fakeLiveFeed();
  const output = await draftApp({ ...ports, model, liveFeed })({ mission_id: missionId }, options);
  return { next: output.next, calls, mission: await readMission(ports)(missionId, options) };
}

/** One answer after the other, each in an invocation of its own, until something else than a draft is wanted. */
async function runAll(missionId: MissionId, turns: readonly ModelTurn[]) {
  const calls = [];
  let last: Awaited<ReturnType<typeof run>> | undefined;
  for (const turn of turns) {
    last = await run(missionId, [turn]);
    calls.push(...last.calls);
    if (last.next !== 'draft') break;
  }
  return { ...(last as NonNullable<typeof last>), calls };
}

const labelsOf = (call: { messages: readonly { blocks: readonly object[] }[] } | undefined): unknown[] =>
  call?.messages[0]?.blocks.flatMap((block) => ('label' in block ? [block.label] : [])) ?? [];
const lastWords = (
  call: { messages: readonly { blocks: readonly { text: string }[] }[] } | undefined,
): string =>
  call?.messages
    .at(-1)
    ?.blocks.map(({ text }) => text)
    .join('\n') ?? '';
const filesOf = async (missionId: MissionId) => {
  const mission = await readMission(ports)(missionId, options);
  const stored = mission.attempts[0]?.draft ?? { attempt: 0, tree_sha256: '' };
  return (await loadAuthored(ports)(missionId, stored, never)).files;
};

describe('draft-app', () => {
  test('stores the draft with its digest and its cost, pinned to what the model was told', async () => {
    const missionId = await started();
    const { next, mission, calls } = await run(missionId, [answered(whole)]);
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
    const { next, mission } = await run(await started(), [
      answered(draftText({ ...draft, app, notes: '\udc00' })),
    ]);
    expect(next).toBe('gate');
    expect(mission.attempts[0]?.draft).toMatchObject({ app: { title: 'To do \ufffd' }, notes: '\ufffd' });
  });

  test('asks no model again for a draft that is stored', async () => {
    const missionId = await started();
    await run(missionId, [answered(whole)]);
    expect(await run(missionId, [])).toMatchObject({ next: 'gate', calls: [] });
  });

  test('shows the model the agreed plan', async () => {
    const plan = { title: 'To do', stack: 'static' as const, features: ['Search'] };
    const { calls } = await run(await started([], request({ plan })), [answered(whole)]);
    expect(labelsOf(calls[0])).toEqual(['plan', 'request']);
  });

  test('gives up in the words of a model that will not', async () => {
    const { next, mission } = await run(await started(), [refused('I will not.')]);
    expect(next).toBe('settle');
    expect(mission.givenUp).toMatchObject({
      endsAs: 'FAILED',
      failure: { kind: 'provider', step: 'draft-app', message: 'I will not.' },
    });
  });

  test('says something where the model refuses without a word', async () => {
    const { mission } = await run(await started(), [refused(' ')]);
    expect(mission.givenUp?.failure.message).toMatch(/refused/);
  });

  test('ends what cannot be built here as unsupported, and says what could be instead', async () => {
    const cannot =
      '<g-NONCE cannot>{"why":"Apps send no mail.","nearest":"A form that keeps messages could be built."}</g-NONCE>';
    const { next, mission } = await run(await started(), [answered(cannot)]);
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
    const missionId = await started();
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
    await expect(run(await started([all.cancel]), [answered(whole)])).rejects.toMatchObject({
      name: 'MissionEnded',
    });
  });
});

const missing = { attempt: 0, tree_sha256: '' };

describe('an extension', () => {
  const extending = async () => {
    const earlier = await testedMission(ports);
    return started([], request({ extends: earlier.missionId }));
  };

  test('shows the model every file of what it extends, before anything else and for the cache', async () => {
    const earlier = await testedMission(ports);
    const app = { app_id: ports.ids.make('app') as never, slug: 'calculator' };
    const missionId = await started([], request({ extends: earlier.missionId, app }));
    const { calls } = await run(missionId, [answered(whole)]);
    const blocks = calls[0]?.messages[0]?.blocks ?? [];
    const files = blocks.flatMap((block) => (block.kind === 'file' ? [block] : []));
    expect(files.length).toBeGreaterThan(0);
    expect(files.map(({ isCached }) => isCached)).toEqual([...files.slice(1).map(() => undefined), true]);
    expect(blocks.findIndex(({ kind }) => kind === 'data')).toBeGreaterThan(files.length);
    expect(labelsOf(calls[0])).toEqual(['app', 'request']);
  });

  test('changes what it names and keeps the rest', async () => {
    const missionId = await extending();
    const before = await filesOf((await readMission(ports)(missionId, options)).request.extends as MissionId);
    const { next, mission } = await run(missionId, [answered(fileText({ path: 'new.js', content: 'x\n' }))]);
    expect(next).toBe('gate');
    expect(await filesOf(missionId)).toEqual(
      [...before, { path: 'new.js', content: 'x\n' }].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    );
    expect(mission.attempts[0]?.draft?.notes).toBe('');
  });

  test('that changes nothing is asked for once more, and ends in words after that', async () => {
    const missionId = await extending();
    const { next, calls, mission } = await runAll(missionId, [
      answered('<g-NONCE done/>'),
      answered('<g-NONCE done/>'),
    ]);
    expect(next).toBe('settle');
    expect(lastWords(calls[1])).toContain('changed nothing');
    expect(mission.givenUp?.failure.message).toContain('found nothing to change');
  });

  test('starts afresh where the mission that it extends has no draft that was tested', async () => {
    const wanted = request({ extends: await started([all.cancel]) });
    const { calls } = await run(await started([], wanted), [answered(whole)]);
    expect(labelsOf(calls[0])).toEqual(['request']);
    expect(calls[0]?.messages[0]?.blocks.some(({ kind }) => kind === 'file')).toBe(false);
  });
});

describe('an answer without its end', () => {
  const half = `${appText(draft)}${first}<g-NONCE file="index.html">\n<tit`;

  test('keeps what arrived, and the author goes on where it stopped', async () => {
    const missionId = await started();
    const { next, calls, mission } = await runAll(missionId, [
      cutOff(half),
      answered(`${second}<g-NONCE done/>`),
    ]);
    expect(next).toBe('gate');
    expect(await filesOf(missionId)).toEqual(draft.files);
    expect(mission.attempts[0]?.passes).toMatchObject([{ pass: 1, because: 'length', files: 1 }]);
    const [asked, own, more] = calls[1]?.messages ?? [];
    expect([asked?.role, own?.role, more?.role]).toEqual(['user', 'assistant', 'user']);
    const nonce = /<g-([a-z]{6}) /.exec(own?.blocks[0]?.text ?? '')?.[1] ?? 'none';
    expect(own?.blocks[0]?.text).toContain(`<g-${nonce} file="a.js">\nbad\n</g-${nonce}>`);
    expect(own?.blocks[0]?.text).not.toContain('<tit');
    expect(lastWords(calls[1])).toBe(
      [
        'The length limit ended your answer; nothing is wrong with it.',
        'These arrived whole: a.js.',
        'This did not; write it again from its first line: index.html.',
        'Still missing from your list: index.html.',
        `Go on with the same tags and repeat nothing that arrived. Begin with <g-${nonce} file="index.html">.`,
      ].join('\n'),
    );
  });

  test('has no turn of its own where nothing arrived', async () => {
    const { calls } = await runAll(await started(), [cutOff('<g-NONCE app>{"slug"'), answered(whole)]);
    expect(calls[1]?.messages.map(({ role }) => role)).toEqual(['user', 'user']);
    expect(lastWords(calls[1])).toMatch(/Begin with <g-[a-z]{6} app>\.$/);
  });

  test('whose stream broke goes on with another model first, and says why it broke', async () => {
    const missionId = await started();
    const { calls, mission, next } = await runAll(missionId, [
      brokeOff(half, 'Too many requests.'),
      answered(second),
    ]);
    expect(next).toBe('gate');
    expect(calls[1]).toMatchObject({ askLast: 'built-in' });
    expect(mission.attempts[0]?.passes).toMatchObject([
      { because: 'stream', why: 'Too many requests.', model_id: 'built-in' },
    ]);
  });

  test('is gone on with four times at most', async () => {
    const missionId = await started();
    const { next, calls, mission } = await runAll(missionId, Array(5).fill(cutOff(half)));
    expect(next).toBe('settle');
    expect(calls).toHaveLength(4);
    expect(mission.givenUp).toMatchObject({
      endsAs: 'FAILED',
      failure: { kind: 'provider', step: 'draft-app', message: expect.stringContaining('longer than 4') },
    });
    expect(mission.cost.input_tokens).toBe(32);
  });

  test('that ends without a planned file is asked for it', async () => {
    const missionId = await started();
    const { next, calls } = await runAll(missionId, [
      answered(`${appText(draft)}${first}<g-NONCE done/>`),
      answered(second),
    ]);
    expect(next).toBe('gate');
    expect(lastWords(calls[1])).toContain('Still missing from your list: index.html.');
    expect(await filesOf(missionId)).toEqual(draft.files);
  });

  test('is taken as it is where a planned file does not come when asked for', async () => {
    const missionId = await started();
    const { next, mission } = await runAll(missionId, [
      answered(`${appText(draft)}${first}<g-NONCE done/>`),
      answered('<g-NONCE done/>'),
    ]);
    expect(next).toBe('gate');
    expect(mission.attempts[0]?.draft?.remarks).toEqual(['index.html was planned and never came.']);
  });
});

describe('an answer that is of no use', () => {
  test.each([
    ['holds no block', 'I would write an app.', /holds no block/],
    ['holds no app', fileText({ path: 'a.js', content: 'x\n' }), /no block `app`/],
    ['holds no file', appText({ ...draft, files: [] }), /holds no file/],
    ['names no path', `${appText(draft)}<g-NONCE file="">\nx\n</g-NONCE>`, /names no path/],
    ['has an app that is no JSON', '<g-NONCE app>{slug: todo}</g-NONCE>', /app block is not/],
    ['is of a stack that is none', appText({ ...draft, stack: 'ruby' as never }), /stack/],
  ])('because it %s is asked for again, with what was wrong and an example', async (_, text, why) => {
    const missionId = await started();
    const { next, calls, mission } = await runAll(missionId, [answered(text), answered(whole)]);
    expect(next).toBe('gate');
    expect(lastWords(calls[1])).toMatch(why);
    expect(lastWords(calls[1])).toMatch(/<g-[a-z]{6} file="index.html">/);
    expect(mission.attempts[0]?.rejections).toMatchObject([{ because: 'unreadable' }]);
  });

  test('is asked for again twice, and is paid for each time', async () => {
    const missionId = await started();
    const { next, calls, mission } = await runAll(missionId, Array(4).fill(answered('Hm.')));
    expect(next).toBe('settle');
    expect(calls).toHaveLength(3);
    expect(mission.givenUp?.failure).toMatchObject({
      kind: 'provider',
      message: expect.stringContaining('could not be read 3 times'),
      excerpt: expect.stringContaining('no block'),
    });
    expect(mission.cost.output_tokens).toBe(4);
  });

  test('because a file leaves a part of itself out is asked for that file alone', async () => {
    const missionId = await started();
    const short = {
      ...draft,
      files: [{ path: 'a.js', content: '// ... rest unchanged\n' }, draft.files[1] as never],
    };
    const { next, calls, mission } = await runAll(missionId, [answered(draftText(short)), answered(first)]);
    expect(next).toBe('gate');
    expect(lastWords(calls[1])).toMatch(/- a\.js: .*whole, as it is to be.*<g-[a-z]{6} file="a\.js">/s);
    expect(mission.attempts[0]?.rejections).toMatchObject([{ because: 'missed' }]);
    expect(await filesOf(missionId)).toEqual(draft.files);
  });

  test('because an edit of a new app has nothing to edit is asked for that file', async () => {
    const { next, calls } = await runAll(await started(), [
      answered(`${appText(draft)}${first}${editText('index.html', 'x\n', 'y\n')}`),
      answered(second),
    ]);
    expect(next).toBe('gate');
    expect(lastWords(calls[1])).toContain('index.html: the app has no such file to edit');
  });
});

describe('a draft that the gate denies while it is written', () => {
  const evil = fileText({ path: 'src/evil.js', content: "export const path = '/etc/shadow';\n" });

  test('ends there, and is stored as far as it came, for the gate to deny on record', async () => {
    const missionId = await started();
    const planned = { ...draft, files: [...draft.files, { path: 'src/evil.js', content: '' }] };
    const { next } = await run(missionId, [answered(`${appText(planned)}${first}${evil}`)]);
    expect(next).toBe('gate');
    expect((await filesOf(missionId)).map(({ path }) => path)).toEqual(['a.js', 'src/evil.js']);
  });

  test('is stored under a name of ours where it has none yet', async () => {
    const missionId = await started();
    const { next, mission } = await run(missionId, [answered(`${first}${evil}`)]);
    expect(next).toBe('gate');
    expect(mission.attempts[0]?.draft?.app.slug).toBe('app');
  });

  test('ends the call where it stands, and what was heard of it is paid for', async () => {
    const missionId = await started();
    const { model } = fakeModel([]);
    const writing: Model = {
      ...model,
      converse: (call, { onText, signal }) => {
        onText?.(`${appText(draft)}${first}${evil}\n`.replaceAll('NONCE', nonceOf(call)));
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    };
    const { liveFeed } = fakeLiveFeed();
    const output = await draftApp({ ...ports, model: writing, liveFeed })({ mission_id: missionId }, options);
    expect(output.next).toBe('gate');
    const stored = (await readMission(ports)(missionId, options)).attempts[0]?.draft;
    expect(stored).toMatchObject({ files: 3, model_id: 'built-in' });
    expect(stored?.cost.output_tokens).toBeGreaterThan(1_000);
    expect(stored?.cost.input_tokens).toBeGreaterThan(1_000);
  });

  test('is not denied for what another model had begun', async () => {
    const missionId = await started();
    const { model } = fakeModel([]);
    const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const second: Model = {
      ...model,
      converse: async (call, { onText, beforeAnother }) => {
        const text = whole.replaceAll('NONCE', nonceOf(call));
        onText?.(fileText({ path: 'lost.js', content: 'x\n' }).replaceAll('NONCE', nonceOf(call)));
        await beforeAnother?.({ modelId: 'built-in', usage, isEstimate: true });
        onText?.(text);
        return { stop: 'answered', text, modelId: 'built-in', usage };
      },
    };
    const deps = { ...ports, model: second, liveFeed: fakeLiveFeed().liveFeed };
    expect((await draftApp(deps)({ mission_id: missionId }, options)).next).toBe('gate');
    expect(await filesOf(missionId)).toEqual(draft.files);
  });

  test('is judged by the gate alone where the policy cannot run here', async () => {
    const missionId = await started();
    const unrunnable = { id: 'broken', why: 'x', pattern: '(', severity: 'deny' } as const;
    const content = { ...ports.texts.policy.content, forbidden: [unrunnable] };
    const texts = { ...ports.texts, policy: { ...ports.texts.policy, content } };
    const { model } = fakeModel([answered(`${whole}\n`)]);
    const deps = { ...ports, model, liveFeed: fakeLiveFeed().liveFeed, texts };
    expect((await draftApp(deps)({ mission_id: missionId }, options)).next).toBe('gate');
  });
});
