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

  it('refuses an app that only sounds like one of its own, by name', async () => {
    const turn = await ask('write_app', { request: 'Build a mortgage calculator with dark mode' });
    expect(turn).toMatchObject({ stop: 'refused', text: expect.stringContaining('mortgage calculator') });
  });

  describe('when people changed its files', () => {
    const plan = { title: 'Calculator', stack: 'static', features: ['History'] };
    const app = { slug: 'calculator', title: 'Calculator' };
    const edited = async (path: string, edit: (content: string) => string | undefined) => {
      const { files } = await write({ request: 'a calculator', plan });
      return files.flatMap((file) => {
        const content = file.path === path ? edit(file.content) : file.content;
        return content === undefined ? [] : [{ ...file, content }];
      });
    };
    const contentOf = (files: readonly SourceFile[], path: string): string | undefined =>
      files.find((file) => file.path === path)?.content;

    it('keeps a file that the extension does not touch', async () => {
      const source = await edited('src/number-format.js', (content) => `// Ours.\n${content}`);
      const next = await write({ request: 'Add dark mode', app, source });
      expect(contentOf(next.files, 'src/number-format.js')).toMatch(/^\/\/ Ours\./);
      expect(contentOf(next.files, 'src/theme.js')).toBeDefined();
      expect(next.notes).toContain('Kept what was changed by hand in src/number-format.js.');
      expect(await failuresOf(next.files)).toEqual([]);
    });

    it('merges a file that both changed at different places', async () => {
      const source = await edited('index.html', (content) =>
        content.replace('</body>', '<footer>By hand</footer>\n</body>'),
      );
      const { files } = await write({ request: 'Add dark mode and memory keys', app, source });
      const page = contentOf(files, 'index.html') ?? '';
      expect(page).toContain('<footer>By hand</footer>');
      const plain = await write({
        request: 'x',
        plan: { ...plan, features: ['History', 'Dark mode', 'Memory keys'] },
      });
      expect(page.replace('<footer>By hand</footer>\n', '')).toBe(contentOf(plain.files, 'index.html'));
    });

    it.each<[string, string, (content: string) => string | undefined, string]>([
      ['rewritten', 'main.js', () => 'export {};\n', 'Add dark mode'],
      ['deleted', 'main.js', () => undefined, 'Add dark mode'],
      [
        'changed and no more wanted',
        'src/history.js',
        (content) => `${content}// ours\n`,
        'Remove the history',
      ],
    ])('says so where a file was %s', async (_, path, edit, request) => {
      const turn = await ask('write_app', { request, app, source: await edited(path, edit) });
      expect(turn.stop).toBe('refused');
      expect(turn.stop === 'refused' && turn.text).toContain(`changed by hand in ${path}`);
    });

    it('leaves what people say about their app to them', async () => {
      const source = await edited('README.md', () => 'Mine.\n');
      const next = await write({ request: 'Remove the history', app, source });
      expect(contentOf(next.files, 'README.md')).toBe('Mine.\n');
      const without = source.filter((file) => file.path !== 'README.md');
      expect(
        paths((await write({ request: 'Remove the history', app, source: without })).files),
      ).not.toContain('README.md');
    });

    it('never heals them back to what it wrote', async () => {
      const files = await edited('src/number-format.js', () => 'export const formatNumber = 1;\n');
      const failure = { kind: 'code', step: 'test', message: 'tests failed', log_tail: 'not ok' };
      const turn = await ask('heal_app', { request: 'a calculator', files, failure });
      expect(turn.stop).toBe('refused');
    });
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
