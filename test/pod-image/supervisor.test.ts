import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemblePython, assembleStatic } from '../../core/pod/assemble.ts';
import type { PodLog } from '../../core/wire/pod.ts';
import { resultMark } from '../../pod-image/programs/give-result.ts';
import { splitResult } from '../../pod-image/runners/split-result.ts';
import { packArtifact, readArtifact } from '../../pod-image/supervisor/artifact.ts';
import { cleanLine, createLineCleaner } from '../../pod-image/supervisor/clean-lines.ts';
import { judgeStep } from '../../pod-image/supervisor/judge-step.ts';
import { createLogSink } from '../../pod-image/supervisor/log-sink.ts';
import { findPathClash, whyUnsafePath } from '../../pod-image/supervisor/safe-path.ts';
import { createTail } from '../../pod-image/supervisor/tail.ts';
import { writeFiles } from '../../pod-image/supervisor/work-folder.ts';
import { buildInPod, filesOf, freshFolder, goodApp } from './support/pod-fixture.ts';

describe('judging a step', () => {
  const ended = { exit_code: 0, signal: null, ended_by: null, log_tail: '' } as const;
  it.each([
    ['a clean exit', {}, false, undefined],
    ["the code's own exit", { exit_code: 1 }, false, 'exit'],
    ['a limit, whatever the exit', { exit_code: 0, ended_by: 'processes' }, true, 'processes'],
    ['an abort', { exit_code: 134 }, false, 'memory'],
    ['an abort by signal', { exit_code: null, signal: 'SIGABRT' }, false, 'memory'],
    ['a kill that was not ours', { exit_code: 137 }, false, 'memory'],
    ['a crash without words', { exit_code: 139 }, false, 'exit'],
    [
      'a crash with a full heap',
      { exit_code: 139, log_tail: 'FATAL ERROR: Reached heap limit Allocation failed' },
      false,
      'memory',
    ],
    [
      'a child whose heap was full',
      { exit_code: 1, log_tail: 'x\nJavaScript heap out of memory\ny' },
      false,
      'memory',
    ],
    ['what the engine says was memory', { exit_code: 1 }, true, 'memory'],
    ['a passing step that talks of heaps', { log_tail: 'JavaScript heap out of memory' }, false, undefined],
  ] as const)('takes %s for what it is', (_name, step, isOutOfMemory, expected) => {
    expect(judgeStep({ ...ended, ...step }, isOutOfMemory)).toBe(expected);
  });
});

describe('paths that the pod writes', () => {
  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a//b',
    'a/./b',
    '.git/config',
    'a/.GIT/hooks/x',
    'a\\b',
    'a\0b',
    'a\nb',
    'e\u0301',
    'x'.repeat(600),
    `${'y'.repeat(201)}/a`,
  ])('refuses %j', (path) => expect(whyUnsafePath(path)).toEqual(expect.any(String)));

  it('accepts plain ones, and finds the ones that shadow each other', () => {
    for (const path of ['index.html', 'src/a-b_c.js', '.well-known/x', 'ünï/ç.txt'])
      expect(whyUnsafePath(path)).toBeUndefined();
    expect(findPathClash(['a/b', 'A/b'])).toBe('A/b');
    expect(findPathClash(['a', 'a/b'])).toBe('a/b');
    expect(findPathClash(['a/b', 'a'])).toBe('a');
    expect(findPathClash(['a/b', 'a/c'])).toBeUndefined();
  });

  it('stay inside the folder, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '.', '', 'a', 'b', '.git'), { maxLength: 6 }),
        (segments) => {
          const path = segments.join('/');
          if (whyUnsafePath(path) === undefined) expect(join('/root', path)).toBe(`/root/${path}`);
        },
      ),
    );
  });

  it('are all refused when one is', async () => {
    const root = freshFolder();
    await expect(writeFiles(root, filesOf({ 'a.txt': 'a', '../b.txt': 'b' }))).rejects.toThrow('../b.txt');
  });
});

describe('the artifact', () => {
  it('is refused with a link, a hole to the host, or over its size', async () => {
    const root = freshFolder();
    writeFileSync(join(root, 'index.html'), 'x');
    symlinkSync('/etc/shadow', join(root, 'shadow'));
    await expect(readArtifact(root, 1_000)).rejects.toThrow('"shadow" is not a plain file');
    const folder = freshFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync('/etc', join(folder, 'etc'));
    await expect(readArtifact(folder, 1_000)).rejects.toThrow('"etc" is not a plain file');
    const large = freshFolder();
    writeFileSync(join(large, 'a'), 'x'.repeat(600));
    linkSync(join(large, 'a'), join(large, 'b'));
    await expect(readArtifact(large, 1_000)).rejects.toThrow('larger than 1000 bytes');
    await expect(readArtifact(freshFolder(), 1_000)).rejects.toThrow('empty');
  });

  it('packs to the same bytes for the same files', async () => {
    const files = [
      { path: 'a', content: 'a' },
      { path: 'b/c', content: new Uint8Array([0, 255]) },
    ];
    expect(await packArtifact(files)).toEqual(await packArtifact(files));
  });

  it('of a static app is its tree without test/, of a python app its front and its Python', () => {
    const tree = filesOf({ 'index.html': '', 'test/a.test.js': '', 'testing.js': '', 'tests.md': '' });
    expect(assembleStatic(tree).map(({ path }) => path)).toEqual(['index.html', 'testing.js', 'tests.md']);
    const python = filesOf({
      'public/index.html': '',
      'api/a.py': '',
      'lib/b.py': '',
      'test/test_a.py': '',
      'readme.md': '',
    });
    expect(assemblePython(python).map(({ path }) => path)).toEqual(['index.html', 'api/a.py', 'lib/b.py']);
    const flat = filesOf({ 'index.html': '', 'api/a.py': '' });
    expect(assemblePython(flat).map(({ path }) => path)).toEqual(['index.html', 'api/a.py']);
  });
});

describe('the log', () => {
  it('loses escapes and control characters but no words, wherever the chunks break', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), (size) => {
        const lines: string[] = [];
        const cleaner = createLineCleaner((line) => lines.push(line));
        const bytes = Buffer.from('plain\r\n\u001b[1;31mréd\u001b[0m\tend\n\nlast');
        for (let at = 0; at < bytes.length; at += size) cleaner.push(bytes.subarray(at, at + size));
        cleaner.end();
        expect(lines).toEqual(['plain', 'réd\tend', '', 'last']);
      }),
    );
    expect(cleanLine('a\u0000\u0007\u009b\u202eb\ud800')).not.toMatch(/\p{Cc}|\u202e|\ud800/u);
  });

  it('is numbered from 0 without gaps, a step a batch, at most 200 lines and 24 KiB each', async () => {
    const logs: PodLog[] = [];
    const putLog = async (n: number, bytes: Uint8Array): Promise<void> => {
      logs.push(JSON.parse(Buffer.from(bytes).toString()) as PodLog);
      expect(logs.at(-1)?.n).toBe(n);
    };
    const none = async (): Promise<undefined> => undefined;
    const sink = createLogSink({
      mailbox: { awaitBundle: none, putLog, putArtifact: none, putShot: none, putReport: none },
      attempt: 3,
    });
    for (let index = 0; index < 450; index += 1) sink.write('test', `line ${index}`);
    for (let index = 0; index < 20; index += 1) sink.write('boot', '"'.repeat(4_000));
    await sink.flush();
    expect(logs.map(({ n }) => n)).toEqual(logs.map((_, index) => index));
    expect(logs.slice(0, 3).map(({ step, lines }) => [step, lines.length])).toEqual([
      ['test', 200],
      ['test', 200],
      ['test', 50],
    ]);
    for (const { lines } of logs)
      expect(Buffer.byteLength(JSON.stringify(lines))).toBeLessThanOrEqual(24 * 1024);
    expect(logs.flatMap(({ lines }) => lines)).toHaveLength(470);
  });

  it('keeps its end within its size', () => {
    const tail = createTail(100);
    for (let index = 0; index < 5_000; index += 1) tail.push(`line ${index}`);
    expect(tail.text()).toMatch(/line 4999$/);
    expect(Buffer.byteLength(tail.text())).toBeLessThanOrEqual(100);
  });

  it('gives up a result that stands in it', async () => {
    const source = new PassThrough();
    const { output, result } = splitResult(source);
    const all = `warning\n${resultMark}{"tests":1}\nlast`;
    for (const character of all) source.write(character);
    source.end();
    expect(await Promise.all([text(output), text(result)])).toEqual(['warning\nlast', '{"tests":1}\n']);
  });
});

describe('a bundle that is not what it says', () => {
  const isolation = 'node-permission';
  it('is not built when its digest names another tree, and the report tells the tree that came', async () => {
    const { report } = await buildInPod({
      files: goodApp,
      isolation,
      bundle: { tree_sha256: '0'.repeat(64) },
    });
    expect(report).toMatchObject({
      outcome: 'failed',
      failed_because: 'supervisor',
      steps: [],
      artifact_sha256: null,
    });
    expect(report.tree_sha256).not.toBe('0'.repeat(64));
  });

  it('is not written when a path escapes', async () => {
    const { report } = await buildInPod({ files: { ...goodApp, '../../escaped.txt': 'x' }, isolation });
    expect(report).toMatchObject({
      failed_because: 'supervisor',
      message: expect.stringContaining('../../escaped.txt'),
    });
  });

  it('is not run by a program that the pod has not', async () => {
    const { report } = await buildInPod({
      files: goodApp,
      isolation,
      recipe: [{ step: 'build', program: 'constructor' }],
    });
    expect(report).toMatchObject({ failed_because: 'supervisor', failed_step: 'build' });
  });
});
