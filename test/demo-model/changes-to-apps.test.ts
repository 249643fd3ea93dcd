import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../core/wire/draft.ts';
import { afterAnswer, answerTo, cannotOf, writtenApp } from './support/ask-built-in.ts';
import { failuresOf } from './support/composed-app.ts';

const paths = (files: readonly SourceFile[]): readonly string[] => files.map((file) => file.path);

const contentOf = (files: readonly SourceFile[], path: string): string | undefined =>
  files.find((file) => file.path === path)?.content;

describe('the built-in model', () => {
  describe('as it extends an app', () => {
    const app = { slug: 'chores', title: 'Task board' };
    const board = async (...features: readonly string[]): Promise<readonly SourceFile[]> => {
      const plan = { title: 'Task board', stack: 'static', features };
      return (await writtenApp({ data: { request: 'a task board', plan } })).files;
    };

    it('keeps its features, its name and foreign files', async () => {
      const files = [
        ...(await board('Search', 'Local storage')),
        { path: 'docs/notes.md', content: 'by hand\n' },
      ];
      const next = await writtenApp({ data: { request: 'Add due dates', app }, files });
      expect(next.app).toMatchObject({ slug: 'chores', title: 'Task board' });
      expect(paths(next.files)).toEqual(
        expect.arrayContaining(['src/due-dates.js', 'src/search.js', 'src/storage.js', 'docs/notes.md']),
      );
      expect(await failuresOf(next.files)).toEqual([]);
    });

    it('writes only what changes: new files whole, the others as edits', async () => {
      const files = await board('Search', 'Local storage');
      const {
        app: planned,
        written,
        parts,
        said,
      } = await writtenApp({
        data: { request: 'Add due dates', app },
        files,
      });
      const known = new Set(paths(files));
      expect(paths(written.files).filter((path) => known.has(path))).toEqual([]);
      expect(paths(written.files)).toEqual(planned.files);
      expect(written.edits.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['index.html', 'main.js', 'styles.css']),
      );
      expect(written.deletes).toEqual([]);
      const changed = written.files.length + written.edits.length;
      expect(said).toContain(`Changing ${changed} files.`);
      const names = parts.map((part) => (part.kind === 'block' ? part.name : part.path));
      expect(names.indexOf('styles.css')).toBeLessThan(names.indexOf('page'));
      expect(names.indexOf('page')).toBeLessThan(names.indexOf('test/due-dates.test.js'));
    });

    it('takes a feature out, with its files', async () => {
      const files = await board('Search', 'Due dates');
      const { written, files: left } = await writtenApp({
        data: { request: 'Remove the search', app },
        files,
      });
      expect(written.deletes).toEqual(['src/search.js', 'test/search.test.js']);
      expect(left).toEqual(await board('Due dates'));
      expect(await failuresOf(left)).toEqual([]);
    });
  });

  describe('when people changed its files', () => {
    const plan = { title: 'Calculator', stack: 'static', features: ['History'] };
    const app = { slug: 'calculator', title: 'Calculator' };
    const edited = async (path: string, edit: (content: string) => string | undefined) => {
      const { files } = await writtenApp({ data: { request: 'a calculator', plan } });
      return files.flatMap((file) => {
        const content = file.path === path ? edit(file.content) : file.content;
        return content === undefined ? [] : [{ ...file, content }];
      });
    };

    it('keeps a file that the extension does not touch', async () => {
      const files = await edited('src/number-format.js', (content) => `// Ours.\n${content}`);
      const next = await writtenApp({ data: { request: 'Add dark mode', app }, files });
      expect(contentOf(next.files, 'src/number-format.js')).toMatch(/^\/\/ Ours\./);
      expect(contentOf(next.files, 'src/theme.js')).toBeDefined();
      expect(next.written.notes).toContain('Kept what was changed by hand in src/number-format.js.');
      expect(await failuresOf(next.files)).toEqual([]);
    });

    it('merges a file that both changed at different places', async () => {
      const files = await edited('index.html', (content) =>
        content.replace('</body>', '<footer>By hand</footer>\n</body>'),
      );
      const next = await writtenApp({ data: { request: 'Add dark mode and memory keys', app }, files });
      const page = contentOf(next.files, 'index.html') ?? '';
      expect(page).toContain('<footer>By hand</footer>');
      const features = ['History', 'Dark mode', 'Memory keys'];
      const plain = await writtenApp({ data: { request: 'x', plan: { ...plan, features } } });
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
      const told = { data: { request, app }, files: await edited(path, edit) };
      expect((await cannotOf('app', told)).why).toContain(`changed by hand in ${path}`);
    });

    it('leaves what people say about their app to them', async () => {
      const files = await edited('README.md', () => 'Mine.\n');
      const data = { request: 'Remove the history', app };
      const next = await writtenApp({ data, files });
      expect(contentOf(next.files, 'README.md')).toBe('Mine.\n');
      const without = files.filter((file) => file.path !== 'README.md');
      expect(paths((await writtenApp({ data, files: without })).files)).not.toContain('README.md');
    });

    it('says what else it could add where it finds nothing to change', async () => {
      const files = await edited('README.md', (content) => content);
      const { why, nearest } = await cannotOf('app', { data: { request: 'Add history', app }, files });
      expect(why).toBe('I found no change in this that I can make.');
      expect(nearest).toContain('Dark mode');
    });

    it.each(['app', 'diagnosis'])('touches no app of another author, asked for %s', async (question) => {
      const files = [{ path: 'index.html', content: '<title>Mine</title>\n' }];
      const told = { data: { request: 'Add dark mode', app }, files };
      expect((await cannotOf(question, told)).why).toContain('apps that it wrote itself');
    });

    it.each<[string, (content: string) => string | undefined]>([
      ['changed', () => 'export const formatNumber = 1;\n'],
      ['deleted', () => undefined],
    ])('never heals what they %s back to what it wrote', async (_, edit) => {
      const files = await edited('test/number-format.test.js', edit);
      const failure = { kind: 'code', step: 'test', message: 'tests failed', excerpt: 'not ok' };
      const { why } = await cannotOf('diagnosis', { data: { request: 'a calculator', failure }, files });
      expect(why).toContain('finds nothing wrong');
    });
  });

  describe('as it heals', () => {
    it('mends just the slip of its first habit tracker, by an edit', async () => {
      const data = { request: 'Build a habit tracker with streaks' };
      const { files } = await writtenApp({ data });
      const [failed] = await failuresOf(files);
      expect(failed).toBeDefined();
      const failure = {
        kind: 'code',
        step: 'test',
        message: 'tests failed',
        excerpt: `not ok 1 - ${failed}`,
      };
      const { parts, said, written } = await answerTo('diagnosis', { data: { ...data, failure }, files });
      expect(said).toBe('');
      expect(parts.map((part) => (part.kind === 'block' ? part.name : `${part.kind} ${part.path}`))).toEqual([
        'diagnosis',
        'edit src/streaks.js',
        'done',
      ]);
      expect(written.diagnosis).toContain('src/streaks.js was wrong');
      expect(await failuresOf(afterAnswer(files, written))).toEqual([]);
    });

    it('finds nothing to mend in a habit tracker that never slipped', async () => {
      const plan = { title: 'Habit tracker', stack: 'static', features: ['Dark mode'] };
      const { files } = await writtenApp({ data: { request: 'a habit tracker', plan } });
      const { why } = await cannotOf('diagnosis', { data: { request: 'a habit tracker' }, files });
      expect(why).toContain('finds nothing wrong');
    });
  });
});
