import { describe, expect, it } from 'vitest';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import { buildInPod, filesOf, goodApp, nodeDigest, page } from './support/pod-fixture.ts';
import { isPodIsolated, podIsolation } from './support/pod-isolation.ts';
import { readArtifact } from './support/read-artifact.ts';

const isolation = isPodIsolated ? podIsolation : 'node-permission';

describe('the static recipe', () => {
  it('tests, assembles and boots an app, and binds tree and artifact by their digests', async () => {
    const { report, mailbox, keys } = await buildInPod({ files: goodApp, isolation });
    expect(report).toMatchObject({ outcome: 'passed', failed_step: null, isolation, attempt: 0 });
    expect(report.steps.map((step) => [step.step, step.exit_code])).toEqual([
      ['test', 0],
      ['build', 0],
      ['boot', 0],
      ['accept', 0],
    ]);
    expect(report.tests).toEqual({
      total: 1,
      passed: 1,
      failed: 0,
      titles: [{ title: 'adds', outcome: 'passed' }],
    });
    expect(report.coverage).toEqual({
      line_percent: 100,
      files: [{ path: 'src/add.js', line_percent: 100 }],
    });
    expect(report.tree_sha256).toBe(treeSha256(nodeDigest, filesOf(goodApp)));
    const shipped = await readArtifact(mailbox);
    expect(Object.keys(shipped)).toEqual(
      Object.keys(goodApp)
        .filter((path) => !path.startsWith('test/'))
        .toSorted(),
    );
    expect(report.artifact_sha256).toBe(treeSha256(nodeDigest, filesOf(shipped)));
    expect(keys.slice(-2)).toEqual(['out/artifact.tar', 'out/report.json']);
  });

  it('reports a failing test with the end of its log and runs nothing after it', async () => {
    const files = { ...goodApp, 'src/add.js': 'export const add = (a, b) => a - b;\n' };
    const { report, lines } = await buildInPod({ files, isolation });
    expect(report).toMatchObject({
      outcome: 'failed',
      failed_step: 'test',
      failed_because: 'exit',
      artifact_sha256: null,
    });
    expect(report.tests).toMatchObject({ total: 1, failed: 1 });
    expect(report.steps).toHaveLength(1);
    expect(report.steps[0]?.log_tail).toContain('ERR_ASSERTION');
    expect(lines.join('\n')).toContain('adds');
  });

  it('counts a module that no test loads as 0 and fails for too little coverage', async () => {
    const body = Array.from({ length: 40 }, (_, index) => `export const f${index} = () => ${index};`).join(
      '\n',
    );
    const { report } = await buildInPod({ files: { ...goodApp, 'src/untested.js': body }, isolation });
    expect(report).toMatchObject({ failed_step: 'test', failed_because: 'coverage' });
    expect(report.coverage?.files).toContainEqual({ path: 'src/untested.js', line_percent: 0 });
    expect(report.message).toContain('src/untested.js');
  });

  it('does not count tests that exercise copies', async () => {
    const copied =
      "import test from 'node:test';\nconst add = (a, b) => a + b;\ntest('adds', () => { if (add(1, 2) !== 3) throw new Error(); });\n";
    const { report } = await buildInPod({ files: { ...goodApp, 'test/add.test.js': copied }, isolation });
    expect(report).toMatchObject({
      failed_because: 'exit',
      tests: { total: 0 },
      coverage: { line_percent: 0 },
    });
    expect(report.message).toContain('imports a module of the app');
  });

  it('fails an app without tests', async () => {
    const { 'test/add.test.js': _test, ...files } = goodApp;
    const { report } = await buildInPod({ files, isolation });
    expect(report).toMatchObject({ failed_step: 'test', failed_because: 'exit' });
    expect(report.message).toContain('no tests');
  });

  it('fails the boot step with a line that names the file', async () => {
    const files = {
      ...goodApp,
      'index.html': page(
        '<main id="app"><img src="gone.png"></main>',
        '<script type="module" src="main.js"></script>',
      ),
    };
    const { report, lines } = await buildInPod({ files, isolation });
    expect(report).toMatchObject({ failed_step: 'boot', failed_because: 'exit' });
    expect(lines).toContainEqual(expect.stringMatching(/index\.html: .*gone\.png is not in the artifact/));
    expect(lines).toContainEqual(expect.stringMatching(/index\.html: <img .*has no alt/));
  });
});

describe.skipIf(!isPodIsolated)('the node recipe', () => {
  const nodeApp = {
    'index.html': page('<div id="app"></div>', '<script type="module" src="/src/main.jsx"></script>').replace(
      '<link rel="stylesheet" href="style.css">',
      '',
    ),
    'package.json':
      '{"type":"module","private":true,"dependencies":{"preact":"*"},"devDependencies":{"vite":"*"}}',
    'src/main.jsx':
      "import { render } from 'preact';\nimport { greet } from './greet.js';\nimport './style.css';\nrender(<h1>{greet('you')}</h1>, document.getElementById('app'));\n",
    'src/greet.js': "export const greet = (name) => 'Hello ' + name;\n",
    'src/style.css': 'h1 { color: teal }',
    'api/hello.js':
      "import { greet } from '../src/greet.js';\nexport default (request, response) => response.end(greet('api'));\n",
    'test/greet.test.js':
      "import test from 'node:test';\nimport assert from 'node:assert';\nimport { greet } from '../src/greet.js';\nimport hello from '../api/hello.js';\nimport { h } from 'preact';\ntest('greets', () => { assert.equal(greet('a'), 'Hello a'); hello({}, { end: (text) => assert.equal(text, 'Hello api') }); assert.ok(h('p')); });\n",
  };

  it('builds the page by Vite, ships functions as they were written, and boots the page', async () => {
    const { report, mailbox } = await buildInPod({ files: nodeApp, stack: 'node' });
    expect(report).toMatchObject({ outcome: 'passed', message: expect.stringContaining('100 %') });
    const shipped = await readArtifact(mailbox);
    expect(Object.keys(shipped).map((path) => path.replace(/-[\w-]{8}\./, '-HASH.'))).toEqual([
      'api/hello.js',
      'assets/index-HASH.css',
      'assets/index-HASH.js',
      'index.html',
      'package.json',
      'src/greet.js',
    ]);
    for (const path of ['api/hello.js', 'src/greet.js'] as const) expect(shipped[path]).toBe(nodeApp[path]);
    expect(shipped['package.json']).toBe('{"type":"module","private":true}\n');
  });

  it('is told nothing by configuration that a tool would find by itself', async () => {
    const throws = "throw new Error('the app configures nothing');";
    const configured = {
      ...nodeApp,
      'package.json':
        '{"type":"module","private":true,"browserslist":["ie 6"],"postcss":{"plugins":{"x":{}}},"babel":{"plugins":["./x.cjs"]},"sideEffects":false,"browser":{"./src/greet.js":"./src/other.js"},"imports":{"#x":"./x.cjs"},"vite":{"base":"/x/"}}',
      'src/other.js': "export const greet = () => 'other';\n",
      'x.cjs': throws,
      'tsconfig.json':
        '{"extends":"./missing.json","compilerOptions":{"jsx":"preserve","jsxImportSource":"evil","paths":{"preact":["./x.cjs"]},"baseUrl":".","plugins":[{"name":"./x.cjs"}]}}',
      'jsconfig.json': '{"compilerOptions":{"baseUrl":"."}}',
      '.babelrc': '{"plugins":["./x.cjs"]}',
      '.swcrc': '{"jsc":{"experimental":{"plugins":[["./x.cjs",{}]]}}}',
      '.browserslistrc': 'ie 6',
      '.postcssrc': '{"plugins":{"x":{}}}',
      '.env': 'VITE_X=1',
      '.npmrc': 'node-options=--require ./x.cjs',
      ...Object.fromEntries(
        ['babel', 'postcss', 'tailwind', 'svelte', 'rollup', 'rolldown', 'vite'].flatMap((tool) =>
          ['js', 'cjs', 'mjs'].map((ending) => [`${tool}.config.${ending}`, throws]),
        ),
      ),
    };
    const recipe = [{ step: 'build', program: 'vite-build' }] as const;
    const built = await Promise.all(
      [nodeApp, configured].map((files) => buildInPod({ files, stack: 'node', recipe: [...recipe] })),
    );
    const [plain, told] = await Promise.all(built.map(({ mailbox }) => readArtifact(mailbox)));
    const { 'src/other.js': _shipped, ...same } = told ?? {};
    expect(same).toEqual(plain);
  });

  it('makes the same artifact twice', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => buildInPod({ files: nodeApp, stack: 'node' })),
    );
    expect(first?.report.artifact_sha256).toBe(second?.report.artifact_sha256);
  });
});

describe.skipIf(!isPodIsolated)('the python recipe', () => {
  const pythonApp = {
    'public/index.html': page('<main>hi</main>').replace('<link rel="stylesheet" href="style.css">', ''),
    'api/hello.py':
      "from lib.greet import greet\n\ndef app(environ, start):\n    start('200 OK', [])\n    return [greet(environ['name'] if 'name' in environ else 'you').encode()]\n",
    'lib/greet.py':
      "def greet(name):\n    if name == 'never':\n        return 'no'\n    return 'Hello ' + name\n",
    'test/test_greet.py':
      "import unittest\nfrom api.hello import app\n\nclass Greeting(unittest.TestCase):\n    def test_greets(self):\n        self.assertEqual(app({'name': 'a'}, lambda *_: None), [b'Hello a'])\n",
  };

  it('runs unittest with line coverage and ships front and functions', async () => {
    const { report, mailbox, lines } = await buildInPod({ files: pythonApp, stack: 'python' });
    expect(lines.join('\n')).toContain('test_greets');
    expect(report).toMatchObject({ outcome: 'passed', tests: { total: 1, passed: 1 } });
    expect(report.coverage?.files).toEqual([
      { path: 'api/hello.py', line_percent: 100 },
      { path: 'lib/greet.py', line_percent: 75 },
    ]);
    expect(Object.keys(await readArtifact(mailbox))).toEqual(['api/hello.py', 'index.html', 'lib/greet.py']);
  });

  it('waits for no process that a test left behind', async () => {
    const test = `import os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)\n${pythonApp['test/test_greet.py']}`;
    const { report } = await buildInPod({
      files: { ...pythonApp, 'test/test_greet.py': test },
      stack: 'python',
      recipe: [{ step: 'test', program: 'python-unittest' }],
      limits: { wall_ms: 20_000 },
    });
    expect(report).toMatchObject({ outcome: 'passed', tests: { total: 1, passed: 1 } });
  });

  it('fails a test that ends the interpreter as if all were well', async () => {
    const files = { ...pythonApp, 'test/test_greet.py': 'import os\nos._exit(0)\n' };
    const { report } = await buildInPod({ files, stack: 'python' });
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'test', failed_because: 'exit' });
    expect(report.tests?.titles).toContainEqual({
      title: 'test/test_greet.py runs to its end',
      outcome: 'failed',
    });
  });
});
