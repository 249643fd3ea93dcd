import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgePaths } from '../../../core/draft/path-rules.ts';

const limits = { maxPathBytes: 240, allowedDotFolders: ['.well-known'], allowedDotFiles: ['.gitignore'] };
const found = (...paths: string[]) =>
  judgePaths(paths, limits).map(({ rule, severity }) => `${severity} ${rule}`);

describe('judgePaths', () => {
  test.each([
    'index.html',
    'src/deep/er/app.js',
    'a/'.repeat(119).concat('b'),
    'a'.repeat(200),
    'src/..app.js',
    'a...b/c..d',
    '.gitignore',
    'api/.gitignore',
    '.well-known/security.txt',
    'docs/über-uns.md',
    'images/日本語.svg',
    'icons/😀.svg',
    'git/notes.md',
    'src/node_modules.md',
    'src/middleware.js',
    'docs/vercel.json.md',
    'test/outside/now.json',
    'tests/vercel.json',
    'src/console.js',
    'com10.txt',
    'auxiliary/con-text.js',
    'my file.txt',
    'a-b_c+d(e)[f]@1,2=3.js',
  ])('takes %j', (path) => {
    expect(found(path)).toEqual([]);
  });

  test.each([
    ['../x', 'deny path-parent'],
    ['a/../../x', 'deny path-parent'],
    ['a/..', 'deny path-parent'],
    ['a/.. /x', 'deny path-parent'],
    ['a/.../x', 'deny path-parent'],
    ['/etc/passwd', 'deny path-absolute'],
    ['//host/share', 'deny path-absolute'],
    ['~/x', 'deny path-absolute'],
    ['C:/x', 'deny path-absolute'],
    ['c:x', 'deny path-absolute'],
    ['a\\..\\b', 'deny path-backslash'],
    ['\\\\host\\x', 'deny path-backslash'],
    ['a\0b', 'deny path-control-character'],
    ['a\nb', 'deny path-control-character'],
    ['a\u0085b', 'deny path-control-character'],
    ['a\u2028b', 'deny path-control-character'],
    ['a\ud800b', 'deny path-control-character'],
    ['.git/config', 'deny path-git'],
    ['src/.GIT/hooks/x', 'deny path-git'],
    ['.git', 'deny path-git'],
    ['.git /config', 'deny path-git'],
    ['.g\u200cit/config', 'deny path-git'],
    ['git~1/config', 'deny path-git'],
    ['.github/workflows/x.yml', 'deny path-obeyed-folder'],
    ['.husky/pre-commit', 'deny path-obeyed-folder'],
    ['.Vercel/project.json', 'deny path-obeyed-folder'],
    ['node_modules/less/index.cjs', 'fix path-tool-folder'],
    ['src/Node_Modules/x.js', 'fix path-tool-folder'],
    ['node_modules /x.js', 'fix path-tool-folder'],
    ['n\u200bode_modules/x.js', 'fix path-tool-folder'],
    ['bower_components/x.js', 'fix path-tool-folder'],
    ['.yarn/releases/yarn.cjs', 'fix path-tool-folder'],
    ['.pnp.cjs', 'fix path-tool-folder'],
    ['lib/__pycache__/x.pyc', 'fix path-tool-folder'],
    ['vercel.json', 'fix path-host-file'],
    ['public/Vercel.JSON', 'fix path-host-file'],
    ['now.json', 'fix path-host-file'],
    ['src/test/now.json', 'fix path-host-file'],
    ['middleware.ts', 'fix path-host-file'],
    ['', 'fix path-segment'],
    ['./a', 'fix path-segment'],
    ['a//b', 'fix path-segment'],
    ['a/', 'fix path-segment'],
    ['.vscode/settings.json', 'fix path-dot-folder'],
    ['a/.cache/b', 'fix path-dot-folder'],
    ['.env', 'fix path-dot-file'],
    ['api/.npmrc', 'fix path-dot-file'],
    ['.gitmodules', 'fix path-dot-file'],
    ['u\u0308ber.md', 'fix path-normal-form'],
    ['a\u200bb', 'fix path-invisible-character'],
    ['a\u202eb', 'fix path-invisible-character'],
    ['a:b', 'fix path-portable'],
    ['what?.js', 'fix path-portable'],
    ['trailing /x', 'fix path-portable'],
    ['trailing.', 'fix path-portable'],
    ['CON', 'fix path-portable'],
    ['src/aux.js', 'fix path-portable'],
    ['lpt1.txt', 'fix path-portable'],
    ['a/'.repeat(120).concat('b'), 'fix path-length'],
    ['ü/'.repeat(80).concat('b'), 'fix path-length'],
    ['a'.repeat(201), 'fix path-length'],
    ['ü'.repeat(101), 'fix path-length'],
  ])('finds in %j: %s', (path, rule) => {
    expect(found(path)).toContain(rule);
  });

  test.each([
    ['case', 'src/App.js', 'SRC/app.js'],
    ['full case folding', 'straße.md', 'STRASSE.md'],
    ['the final sigma', 'ς.md', 'σ.md'],
    ['composition', 'e\u0301.md', 'é.md'],
    ['nothing', 'a.js', 'a.js'],
  ])('finds two paths that differ in %s only', (_, left, right) => {
    expect(found(left, right)).toContain('fix path-clash');
  });

  test('finds a file that another one needs as a folder, in either order', () => {
    expect(found('a', 'a/b')).toEqual(['fix path-file-is-folder']);
    expect(found('x/A/b/c', 'x/a')).toEqual(['fix path-file-is-folder']);
    expect(found('a/b', 'a/c', 'ab')).toEqual([]);
  });

  test('answers in byte order of path, each finding with its path', () => {
    const paths = judgePaths(['z/../a', '/a', 'b//c'], limits).map((finding) => finding.path);
    expect(paths).toEqual(['/a', '/a', 'b//c', 'z/../a']);
  });

  test('lets nothing through that resolves outside, on POSIX or Windows', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', ' ', '~', '.git', '\0', 'b.js');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        const path = pieces.join('');
        if (judgePaths([path], limits).length > 0) return;
        const segments = path.split('/');
        expect(segments.every((segment) => /^[^\\\0]+$/.test(segment) && !/^\.+ *$/.test(segment))).toBe(
          true,
        );
        expect(/^(?:[a-z]:|~|\/)/i.test(path)).toBe(false);
        expect(segments).not.toContain('.git');
      }),
      { numRuns: 2_000 },
    );
  });
});
