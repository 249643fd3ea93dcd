import { describe, expect, it } from 'vitest';
import { kits } from '../../../../adapters/local/built-in-model/catalogue.ts';
import { builtInModel } from '../../../../adapters/local/model.ts';
import type { ModelCall, ModelTurn } from '../../../../core/ports/model.ts';
import { consultSchema } from '../../../../core/wire/chat.ts';
import type { Draft, SourceFile } from '../../../../core/wire/draft.ts';
import { draftSchema, healSchema } from '../../../../core/wire/draft.ts';
import { runOwnTests, temporaryFolder, writeFiles } from './support/composed-app.ts';

const call = (name: string, blocks: Readonly<Record<string, unknown>>): ModelCall => ({
  system: [],
  messages: [
    {
      role: 'user',
      blocks: Object.entries(blocks).map(([label, value]) => ({
        kind: 'data' as const,
        label,
        text: typeof value === 'string' ? value : JSON.stringify(value),
      })),
    },
  ],
  tool: { name, description: '', inputSchema: {} },
  maxTokens: 32_000,
});

const ask = (
  name: string,
  blocks: Readonly<Record<string, unknown>>,
  options: { readonly onDelta?: (text: string) => void; readonly signal?: AbortSignal } = {},
): Promise<ModelTurn> =>
  builtInModel().converse(call(name, blocks), { signal: new AbortController().signal, ...options });

const toolInput = async (name: string, blocks: Readonly<Record<string, unknown>>): Promise<unknown> => {
  const turn = await ask(name, blocks);
  if (turn.stop !== 'answered') throw new Error(`${turn.stop}`);
  return turn.toolInput;
};

const write = async (blocks: Readonly<Record<string, unknown>>): Promise<Draft> =>
  draftSchema.parse(await toolInput('write_app', blocks));

const paths = (files: readonly SourceFile[]): readonly string[] => files.map((file) => file.path);

const failuresOf = async (files: readonly SourceFile[]): Promise<readonly string[]> => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, files);
  return (await runOwnTests(folder.path)).failed;
};

describe('the built-in model', () => {
  it('names itself, costs nothing and streams what it writes', async () => {
    const heard: string[] = [];
    const turn = await ask(
      'write_app',
      { request: 'Build a calculator with dark mode' },
      { onDelta: (text) => heard.push(text) },
    );
    expect(builtInModel()).toMatchObject({
      id: 'built-in',
      label: 'built-in demo model',
      isBuiltIn: true,
    });
    expect(turn).toMatchObject({ stop: 'answered', modelId: 'built-in' });
    expect(Object.values(turn.usage)).toEqual([0, 0, 0, 0]);
    expect(heard.length).toBeGreaterThan(1);
  });

  it('stops when it is told to', async () => {
    const blocks = { request: 'Build a calculator' };
    await expect(ask('write_app', blocks, { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('proposes a plan that its consult answer states', async () => {
    const answer = consultSchema.parse(
      await toolInput('consult', { message: 'Build a calculator with dark mode' }),
    );
    expect(answer).toMatchObject({ intent: 'propose', title: 'Calculator', stack: 'static' });
    expect(answer.add_features).toContain('Dark mode');
  });

  it('builds all of a plan and nothing else', async () => {
    const plan = { title: 'Sums', stack: 'static', features: ['Dark mode', 'History'] };
    const { app, files } = await write({ request: 'a calculator, please', plan });
    expect(app.title).toBe('Sums');
    expect(paths(files)).toEqual(expect.arrayContaining(['src/theme.js', 'src/history.js']));
    expect(paths(files)).not.toContain('src/keyboard.js');
  });

  it('writes a calculator with dark mode that needs no heal', async () => {
    const { files } = await write({ request: 'Build a calculator with dark mode' });
    expect(await failuresOf(files)).toEqual([]);
  });

  it('names in its notes what it leaves out', async () => {
    const { notes } = await write({ request: 'Build a calculator that e-mails my boss' });
    expect(notes).toContain('e-mails my boss');
  });

  it('declines what it cannot build, and says what it can and how to get more', async () => {
    const turn = await ask('write_app', { request: 'Build a chess game' });
    expect(turn.stop).toBe('refused');
    const text = turn.stop === 'refused' ? turn.text : '';
    for (const kit of kits) expect(text.toLowerCase()).toContain(kit.title.toLowerCase());
    expect(text).toContain('GANTRY_MODEL=bedrock');
  });

  it('extends an app and keeps its features, its name and foreign files', async () => {
    const plan = { title: 'Task board', stack: 'static', features: ['Search', 'Local storage'] };
    const { files } = await write({ request: 'a task board', plan });
    const source = [...files, { path: 'docs/notes.md', content: 'by hand\n' }];
    const app = { slug: 'chores', title: 'Task board' };
    const next = await write({ request: 'Add due dates', app, source });
    expect(next.app.slug).toBe('chores');
    expect(paths(next.files)).toEqual(
      expect.arrayContaining(['src/due-dates.js', 'src/search.js', 'src/storage.js', 'docs/notes.md']),
    );
    expect(await failuresOf(next.files)).toEqual([]);
  });

  it('slips in the first draft of a habit tracker, and its heal mends just that', async () => {
    const blocks = { request: 'Build a habit tracker with streaks' };
    const { files } = await write(blocks);
    const failed = await failuresOf(files);
    expect(failed.length).toBeGreaterThan(0);
    const failure = {
      kind: 'code',
      step: 'test',
      message: 'tests failed',
      log_tail: `not ok 1 - ${failed[0]}`,
    };
    const heal = healSchema.parse(await toolInput('heal_app', { ...blocks, files, failure }));
    expect(heal.files.map((file) => file.path)).toEqual(['src/streaks.js']);
    const mended = files.map((file) => ({
      ...file,
      content: heal.files.find((change) => change.path === file.path)?.content ?? file.content,
    }));
    expect(await failuresOf(mended)).toEqual([]);
  });

  it('refuses a tool that it does not know, by name', async () => {
    await expect(ask('launch_rocket', {})).rejects.toThrow('launch_rocket');
  });
});
