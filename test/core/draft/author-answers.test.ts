import { beforeEach, describe, expect, test } from 'vitest';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { Model } from '../../../core/ports/model.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { answered, brokeOff, cutOff, fakeModel, nonceOf } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { appText, draftText, editText, fileText } from './answer-texts.ts';
import { authorRig, draft, first, lastWords, options, second, whole } from './author-rig.ts';

let ports: TestPorts;
let rig: ReturnType<typeof authorRig>;
beforeEach(() => {
  ports = makePorts();
  rig = authorRig(ports);
});

describe('an answer without its end', () => {
  const half = `${appText(draft)}${first}<g-NONCE file="index.html">\n<tit`;

  test('keeps what arrived, and the author goes on where it stopped', async () => {
    const missionId = await rig.started();
    const { next, calls, mission } = await rig.runAll(missionId, [
      cutOff(half),
      answered(`${second}<g-NONCE done/>`),
    ]);
    expect(next).toBe('gate');
    expect(await rig.filesOf(missionId)).toEqual(draft.files);
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
    const { calls } = await rig.runAll(await rig.started(), [
      cutOff('<g-NONCE app>{"slug"'),
      answered(whole),
    ]);
    expect(calls[1]?.messages.map(({ role }) => role)).toEqual(['user', 'user']);
    expect(lastWords(calls[1])).toMatch(/Begin with <g-[a-z]{6} app>\.$/);
  });

  test('whose stream broke goes on with another model first, and says why it broke', async () => {
    const missionId = await rig.started();
    const { calls, mission, next } = await rig.runAll(missionId, [
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
    const missionId = await rig.started();
    const { next, calls, mission } = await rig.runAll(missionId, Array(5).fill(cutOff(half)));
    expect(next).toBe('settle');
    expect(calls).toHaveLength(4);
    expect(mission.givenUp).toMatchObject({
      endsAs: 'FAILED',
      failure: { kind: 'provider', step: 'draft-app', message: expect.stringContaining('longer than 4') },
    });
    expect(mission.cost.input_tokens).toBe(32);
  });

  test('that ends without a planned file is asked for it', async () => {
    const missionId = await rig.started();
    const { next, calls } = await rig.runAll(missionId, [
      answered(`${appText(draft)}${first}<g-NONCE done/>`),
      answered(second),
    ]);
    expect(next).toBe('gate');
    expect(lastWords(calls[1])).toContain('Still missing from your list: index.html.');
    expect(await rig.filesOf(missionId)).toEqual(draft.files);
  });

  test('is taken as it is where a planned file does not come when asked for', async () => {
    const missionId = await rig.started();
    const { next, mission } = await rig.runAll(missionId, [
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
    const missionId = await rig.started();
    const { next, calls, mission } = await rig.runAll(missionId, [answered(text), answered(whole)]);
    expect(next).toBe('gate');
    expect(lastWords(calls[1])).toMatch(why);
    expect(lastWords(calls[1])).toMatch(/<g-[a-z]{6} file="index.html">/);
    expect(mission.attempts[0]?.rejections).toMatchObject([{ because: 'unreadable' }]);
  });

  test('is asked for again twice, and is paid for each time', async () => {
    const missionId = await rig.started();
    const { next, calls, mission } = await rig.runAll(missionId, Array(4).fill(answered('Hm.')));
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
    const missionId = await rig.started();
    const short = {
      ...draft,
      files: [{ path: 'a.js', content: '// ... rest unchanged\n' }, draft.files[1] as never],
    };
    const { next, calls, mission } = await rig.runAll(missionId, [
      answered(draftText(short)),
      answered(first),
    ]);
    expect(next).toBe('gate');
    expect(lastWords(calls[1])).toMatch(/- a\.js: .*whole, as it is to be.*<g-[a-z]{6} file="a\.js">/s);
    expect(mission.attempts[0]?.rejections).toMatchObject([{ because: 'missed' }]);
    expect(await rig.filesOf(missionId)).toEqual(draft.files);
  });

  test('because an edit of a new app has nothing to edit is asked for that file', async () => {
    const { next, calls } = await rig.runAll(await rig.started(), [
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
    const missionId = await rig.started();
    const planned = { ...draft, files: [...draft.files, { path: 'src/evil.js', content: '' }] };
    const { next } = await rig.run(missionId, [answered(`${appText(planned)}${first}${evil}`)]);
    expect(next).toBe('gate');
    expect((await rig.filesOf(missionId)).map(({ path }) => path)).toEqual(['a.js', 'src/evil.js']);
  });

  test('is stored under a name of ours where it has none yet', async () => {
    const missionId = await rig.started();
    const { next, mission } = await rig.run(missionId, [answered(`${first}${evil}`)]);
    expect(next).toBe('gate');
    expect(mission.attempts[0]?.draft?.app.slug).toBe('app');
  });

  test('ends the call where it stands, and what was heard of it is paid for', async () => {
    const missionId = await rig.started();
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
    const missionId = await rig.started();
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
    expect(await rig.filesOf(missionId)).toEqual(draft.files);
  });

  test('is judged by the gate alone where the policy cannot run here', async () => {
    const missionId = await rig.started();
    const unrunnable = { id: 'broken', why: 'x', pattern: '(', severity: 'deny' } as const;
    const content = { ...ports.texts.policy.content, forbidden: [unrunnable] };
    const texts = { ...ports.texts, policy: { ...ports.texts.policy, content } };
    const { model } = fakeModel([answered(`${whole}\n`)]);
    const deps = { ...ports, model, liveFeed: fakeLiveFeed().liveFeed, texts };
    expect((await draftApp(deps)({ mission_id: missionId }, options)).next).toBe('gate');
  });
});
