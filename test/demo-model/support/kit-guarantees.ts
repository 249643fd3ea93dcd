import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../../core/wire/draft.ts';
import type { AppKit } from '../../../demo-model/kit.ts';
import { runOwnTests, temporaryFolder, writeFiles } from './composed-app.ts';

interface Sample {
  readonly title: string;
  readonly request: string;
}

const SHIPPED_LIMIT_BYTES = 100_000;

const pathsOf = (files: readonly SourceFile[]): readonly string[] => files.map((file) => file.path);
const contentOf = (files: readonly SourceFile[], path: string): string =>
  files.find((file) => file.path === path)?.content ?? '';

/** What holds for every kit, whatever it makes. */
export const testKit = (kit: AppKit, sample: Sample): void => {
  const every = kit.features.map((feature) => feature.id);
  const compose = (ids: readonly string[]): readonly SourceFile[] =>
    kit.compose({ ...sample, features: new Set(ids) });
  const whole = compose(every);

  describe(`${kit.title}: what holds for every kit`, () => {
    it('passes its own tests with no feature, with each alone and with all', async () => {
      await using folder = await temporaryFolder();
      const sets = [[], ...every.map((id) => [id]), every];
      for (const [at, ids] of sets.entries()) await writeFiles(`${folder.path}/${at}`, compose(ids));
      const { tests, failed } = await runOwnTests(folder.path);
      expect(failed).toEqual([]);
      expect(tests).toBeGreaterThan(sets.length);
    });

    it('covers at least 90 % of the lines, and loads every module in a test', async () => {
      await using folder = await temporaryFolder();
      await writeFiles(folder.path, whole);
      const { coverage } = await runOwnTests(folder.path, { withCoverage: true });
      expect(coverage.get('all files')).toBeGreaterThanOrEqual(90);
      const modules = pathsOf(whole).filter((path) => path.startsWith('src/'));
      expect(modules.filter((path) => !coverage.has(path.slice('src/'.length)))).toEqual([]);
    });

    it('composes the same bytes twice, and again from its own files', () => {
      expect(compose(every)).toEqual(whole);
      expect(kit.compose({ ...sample, features: new Set(every), source: whole })).toEqual(whole);
    });

    it('has no test that asks how fast the machine is', () => {
      const tests = whole.filter(({ path }) => path.startsWith('test/')).map(({ content }) => content);
      expect(tests.join('\n')).not.toMatch(/performance\.now|hrtime|console\.time|Date\.now\(\) *-/);
    });

    it('ends the last line of every file', () => {
      const files = [[], ...every.map((id) => [id]), every].flatMap(compose);
      expect(pathsOf(files.filter((file) => !file.content.endsWith('\n')))).toEqual([]);
    });

    it('ships less than 100 KB, loads nothing from elsewhere and makes no HTML of data', () => {
      const shipped = whole.filter((file) => !file.path.startsWith('test/'));
      const sizeBytes = shipped.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0);
      expect(sizeBytes).toBeLessThan(SHIPPED_LIMIT_BYTES);
      const text = shipped.map((file) => file.content).join('\n');
      expect(text).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
      );
      expect(contentOf(whole, 'index.html')).not.toMatch(/\son[a-z]+=|(?:src|href)="(?:https?:)?\/\//);
    });
  });

  describe.each(kit.features)(`${kit.title}: $title`, (feature) => {
    const alone = compose([feature.id]);
    const without = compose(every.filter((id) => id !== feature.id));

    it('has a test that is named after it', () => {
      const core = new Set(pathsOf(compose([])));
      const own = alone.filter((file) => file.path.startsWith('test/') && !core.has(file.path));
      expect(own.map((file) => file.content).join('\n')).toContain(feature.title);
    });

    it('leaves no module, test, style or wiring behind when it is left out', () => {
      const left = new Set(pathsOf(without));
      const gone = pathsOf(whole).filter((path) => !left.has(path));
      expect(gone.length).toBeGreaterThan(0);
      expect(contentOf(without, 'main.js')).not.toBe(contentOf(whole, 'main.js'));
      const page = contentOf(without, 'main.js');
      for (const path of gone) expect(page).not.toContain(`./${path}`);
    });
  });
};
