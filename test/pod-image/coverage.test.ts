import { describe, expect, it } from 'vitest';
import { measureCoverage, shippedModules } from '../../pod-image/supervisor/coverage.ts';
import { filesOf } from './support/pod-fixture.ts';

describe('coverage', () => {
  const files = filesOf({
    'index.html': '<script type="module" src="./main.js?v=1"></script>',
    'main.js': 'x\n'.repeat(50),
    'src/a.js': 'a\nb\n',
    'src/b.js': 'a\n\nb\nc\nd\n',
    'vite.config.js': 'no',
    'test/a.test.js': 'no',
  });

  it('weighs shipped modules by lines, leaves out the entry, and counts what nobody loads as 0', () => {
    const claims = [
      { path: 'src/a.js', lines: 4, covered: 3 },
      { path: 'test/a.test.js', lines: 100, covered: 100 },
      { path: '../../etc/passwd', lines: 100, covered: 100 },
    ];
    expect(measureCoverage({ files }, claims)).toEqual({
      line_percent: 37.5,
      files: [
        { path: 'src/a.js', line_percent: 75 },
        { path: 'src/b.js', line_percent: 0 },
      ],
    });
  });

  it('never believes more lines covered than there are', () => {
    const [file] = measureCoverage({ files }, [{ path: 'src/a.js', lines: 2, covered: 900 }]).files;
    expect(file).toEqual({ path: 'src/a.js', line_percent: 100 });
  });

  it('counts an entry that is all there is', () => {
    const lone = filesOf({ 'index.html': '<script src=main.js></script>', 'main.js': 'x' });
    expect(shippedModules({ files: lone }).map(({ path }) => path)).toEqual(['main.js']);
  });

  it('is 0 where nothing can be counted', () => {
    expect(measureCoverage({ files: filesOf({ 'index.html': 'x' }) }, [])).toEqual({
      line_percent: 0,
      files: [],
    });
  });

  it('counts every language that ships, in whatever stack', () => {
    const code = ['a.js', 'b.mjs', 'c.cjs', 'e.ts', 'f.mts', 'g.cts', 'api/i.py'];
    const other = [
      'd.jsx',
      'h.tsx',
      'j.d.ts',
      'k.css',
      'test/l.js',
      'tests/m.py',
      'vite.config.ts',
      'n.json',
    ];
    const shipped = filesOf(Object.fromEntries([...code, ...other].map((path) => [path, 'x'])));
    expect(shippedModules({ files: shipped }).map(({ path }) => path)).toEqual(code);
  });

  it('has nothing to count in a module without a line of code, and leaves comments out of what nobody loads', () => {
    const empty = {
      'api/__init__.py': '',
      'lib/__init__.py': '# The words.\n\n',
      'src/types.js': '// Shapes.\n',
    };
    const files = filesOf({ ...empty, 'api/a.py': '# One.\na = 1\n', 'src/b.js': '#!x\n// b\n' });
    expect(measureCoverage({ files }, [{ path: 'api/a.py', lines: 1, covered: 1 }])).toEqual({
      line_percent: 50,
      files: [
        { path: 'api/a.py', line_percent: 100 },
        { path: 'src/b.js', line_percent: 0 },
      ],
    });
  });

  it('counts views that are all there is', () => {
    const views = filesOf({ 'src/app.jsx': 'x', 'src/list.tsx': 'x' });
    expect(shippedModules({ files: views })).toEqual(views);
    const own = [...views, { path: 'api/_db.js', content: 'export const sql = 1;' }];
    expect(shippedModules({ files: own, added: ['api/_db.js'] })).toEqual(views);
  });
});
