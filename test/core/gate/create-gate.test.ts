import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate } from '../../../core/gate/create-gate.ts';
import type { Policy } from '../../../core/wire/policy.ts';
import { verdictSchema } from '../../../core/wire/policy.ts';

const policySha256 = 'a'.repeat(64);
const smallPolicy: Policy = {
  version: 1,
  stacks: {
    static: {
      recipe: [{ step: 'test', program: 'node-test' }],
      packages: [],
      required_files: ['index.html', 'test/*'],
    },
    node: {
      recipe: [{ step: 'test', program: 'node-test' }],
      packages: ['vite', 'preact'],
      tools: ['typescript'],
      required_files: [],
    },
    python: {
      recipe: [{ step: 'test', program: 'python-unittest' }],
      packages: ['flask'],
      required_files: [],
    },
  },
  minimum_coverage_percent: 60,
  limits: { files: 4, file_bytes: 100, total_bytes: 250, path_bytes: 60 },
  paths: { allowed_dot_folders: [], allowed_dot_files: [] },
  forbidden: [
    { id: 'no-bad', why: 'Bad is bad.', pattern: '\\bbad\\b', severity: 'fix', paths: ['**/*.js'] },
    { id: 'no-evil', why: 'Evil is worse.', pattern: 'evil', severity: 'deny' },
    { id: 'some-odd', why: 'Odd.', pattern: '(?i)odd', severity: 'warn' },
  ],
  secrets: [{ id: 'secret-key', why: 'A key.', pattern: 'KEY-[0-9]{4}', severity: 'deny' }],
};
const gate = createGate({ policy: smallPolicy, policySha256 });
const whole = [
  { path: 'index.html', content: '<p>' },
  { path: 'test/a.js', content: '1' },
];
const judged = (...files: { path: string; content: string }[]) =>
  gate({ stack: 'static', files: [...whole, ...files] });
const rulesOf = (...files: { path: string; content: string }[]) =>
  judged(...files).findings.map(({ rule }) => rule);

describe('createGate', () => {
  test('passes a plain draft, and names the policy it was judged by', () => {
    expect(judged()).toEqual({ outcome: 'pass', findings: [], policy_sha256: policySha256 });
  });

  test('names rule, file and line', () => {
    expect(judged({ path: 'src/a.js', content: 'good\nbad\n' })).toEqual({
      outcome: 'fix',
      findings: [{ rule: 'no-bad', severity: 'fix', why: 'Bad is bad.', path: 'src/a.js', line: 2 }],
      policy_sha256: policySha256,
    });
  });

  test('lets the worst finding decide and puts it first; a warning alone passes', () => {
    const verdict = judged({ path: 'b.js', content: 'odd\nbad\nevil' }, { path: 'a.js', content: 'bad' });
    expect(verdict.outcome).toBe('deny');
    expect(verdict.findings.map(({ rule, path, line }) => [rule, path, line])).toEqual([
      ['no-evil', 'b.js', 3],
      ['no-bad', 'a.js', 1],
      ['no-bad', 'b.js', 2],
      ['some-odd', 'b.js', 1],
    ]);
    expect(judged({ path: 'b.js', content: 'odd' })).toMatchObject({
      outcome: 'pass',
      findings: [{ rule: 'some-odd' }],
    });
  });

  test('orders findings of one line by rule, and those without a line first', () => {
    const verdict = judged({ path: 'con.js', content: 'bad\0' });
    expect(verdict.findings.map(({ rule, line }) => [rule, line])).toEqual([
      ['path-portable', undefined],
      ['source-unreadable', undefined],
      ['text-only', undefined],
      ['no-bad', 1],
    ]);
  });

  test('keeps at most 100 findings, the worst of all of them', () => {
    const files = Array.from({ length: 150 }, (_, index) => ({ path: `f${index}.js`, content: 'bad' }));
    const verdict = judged(...files, { path: 'z.js', content: 'evil' });
    expect(verdict.findings).toHaveLength(100);
    expect(verdict.findings[0]).toMatchObject({ severity: 'deny' });
    expect(verdict.findings.some(({ rule }) => rule === 'no-evil')).toBe(true);
  });

  test('sends back a draft without the files its stack needs, or of an unknown stack', () => {
    expect(gate({ stack: 'static', files: [{ path: 'test/deep/a.js', content: '' }] }).findings).toEqual([
      { rule: 'required-file', severity: 'fix', why: expect.stringContaining('index.html') },
      { rule: 'required-file', severity: 'fix', why: expect.stringContaining('test/*') },
    ]);
    expect(gate({ stack: 'php', files: [] }).findings).toEqual([
      { rule: 'stack-not-allowed', severity: 'fix', why: expect.stringContaining('static, node, python') },
    ]);
    expect(gate({ stack: 'constructor', files: [] }).outcome).toBe('fix');
  });

  test('denies a path that escapes and sends back an untidy one', () => {
    expect(judged({ path: '../x', content: '' }).outcome).toBe('deny');
    expect(judged({ path: 'a//b', content: '' }).outcome).toBe('fix');
  });

  test('sends back sizes over a limit and denies four times that', () => {
    const sized = (length: number) => judged({ path: 'a.css', content: 'x'.repeat(length) });
    expect(sized(100).outcome).toBe('pass');
    expect(sized(101).findings).toEqual([
      { rule: 'size-file', severity: 'fix', why: expect.stringContaining('101 bytes'), path: 'a.css' },
    ]);
    expect(sized(401).findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['size-file', 'deny'],
      ['size-total', 'fix'],
    ]);
    const many = Array.from({ length: 3 }, (_, index) => ({ path: `${index}.css`, content: '' }));
    expect(rulesOf(...many)).toEqual(['size-files']);
  });

  test('measures UTF-8 bytes, not characters', () => {
    const unit = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(unit, (content) => {
        const bytes = Buffer.byteLength(content);
        const why = rulesOf({ path: 'a.css', content }).includes('size-file');
        expect(why).toBe(bytes > 100);
      }),
    );
    expect(judged({ path: 'a.css', content: 'é😀'.repeat(50_000) }).findings[0]?.why).toContain(
      '300004 bytes in all',
    );
    expect(rulesOf({ path: 'a.css', content: '\ud800'.repeat(34) })).toEqual(['size-file', 'text-only']);
    expect(rulesOf({ path: 'a.css', content: '\udc00'.repeat(33) })).toEqual(['text-only']);
    expect(rulesOf({ path: 'a.css', content: '😀'.repeat(25) })).toEqual([]);
  });

  test('sends back what is not text', () => {
    expect(rulesOf({ path: 'a.png', content: '\x89PNG\0' })).toEqual(['text-only']);
    expect(rulesOf({ path: 'a.txt', content: 'half \ud83d' })).toEqual(['text-only']);
  });

  test('never repeats a secret, not even one in a path', () => {
    const verdict = judged({ path: 'notes/KEY-1234.txt', content: 'KEY-9876 and KEY-5555\nbad' });
    expect(verdict.outcome).toBe('deny');
    expect(verdict.findings.length).toBeGreaterThan(1);
    expect(JSON.stringify(verdict)).not.toMatch(/1234|9876|5555/);
    expect(verdict.findings).toContainEqual(
      expect.objectContaining({ rule: 'secret-key', path: '[masked: looks like a secret]', line: 1 }),
    );
  });

  test('shows paths bounded and in visible characters', () => {
    const paths = judged(
      { path: 'a\n\u202eb.js', content: 'bad' },
      { path: `${'x'.repeat(500)}.js`, content: 'bad' },
    ).findings.map(({ path }) => path ?? '');
    expect(paths).toContain('a\\u{a}\\u{202e}b.js');
    expect(Math.max(...paths.map((path) => path.length))).toBe(240);
  });

  test('gives the same verdict in any order of files, and one that fits its schema', () => {
    const path = fc.constantFrom('a.js', 'A.js', '../b', 'c/d.js', 'package.json', 'x'.repeat(70), '.env');
    const content = fc
      .array(fc.constantFrom('bad', 'evil', 'odd', '\n', ' ', 'KEY-1234', '{}', '\0', 'x'.repeat(80)))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(fc.record({ path, content }), { maxLength: 8 }), (files) => {
        const verdict = gate({ stack: 'node', files });
        expect(verdictSchema.safeParse(verdict).success).toBe(true);
        expect(gate({ stack: 'node', files: files.toReversed() }).outcome).toBe(verdict.outcome);
        expect(verdict.outcome === 'pass').toBe(
          verdict.findings.every(({ severity }) => severity === 'warn'),
        );
      }),
    );
  });

  test('refuses a policy whose rules cannot run, naming each', () => {
    const broken = {
      ...smallPolicy,
      secrets: [{ id: 'no-bad', why: 'x', pattern: '(?=x)', severity: 'deny' as const }],
    };
    expect(() => createGate({ policy: broken, policySha256 })).toThrow(
      expect.objectContaining({
        name: 'InputRejected',
        code: 'policy_invalid',
        message: expect.stringContaining('secrets[0] (no-bad)'),
      }),
    );
  });
});

const packageRules = (stack: string, path: string, content: unknown) =>
  gate({
    stack,
    files: [...whole, { path, content: typeof content === 'string' ? content : JSON.stringify(content) }],
  })
    .findings.filter(({ rule }) => rule.startsWith('package'))
    .map(({ rule }) => rule);

describe('the package rules', () => {
  test.each([
    [{}],
    [{ name: 'x', type: 'module', private: true }],
    [{ dependencies: { preact: '^10.0.0' }, devDependencies: { vite: '7.x' } }],
    [{ dependencies: { preact: '*', vite: '>=7 <8' } }],
    [{ devDependencies: { typescript: '^7.0.0' } }],
    [{ dependencies: { preact: '10.0.0-rc.1' } }],
    [{ scripts: { build: 'vite build', test: 'node --test', postinstall: '' } }],
  ])('take %j', (manifest) => {
    expect(packageRules('node', 'package.json', manifest)).toEqual([]);
  });

  test.each([
    ['package-not-allowed', { dependencies: { 'left-pad': '1.0.0' } }],
    ['package-not-allowed', { devDependencies: { Vite: '7' } }],
    ['package-not-allowed', { optionalDependencies: { 'vite ': '7' } }],
    ['package-not-allowed', { peerDependencies: { '@evil/vite': '7' } }],
    ['package-not-allowed', { dependencies: { __proto__x: '7' } }],
    ['package-source', { dependencies: { vite: 'git+https://x.test/y' } }],
    ['package-source', { dependencies: { vite: 'npm:evil@1' } }],
    ['package-source', { dependencies: { vite: 'file:../x' } }],
    ['package-source', { dependencies: { vite: 'someone/vite' } }],
    ['package-source', { dependencies: { vite: 'latest' } }],
    ['package-script', { scripts: { postinstall: 'node x.js' } }],
    ['package-script', { scripts: { prepare: 'husky' } }],
    ['package-manifest', '{ not json'],
    ['package-manifest', '[]'],
    ['package-manifest', { dependencies: ['vite'] }],
    ['package-manifest', { scripts: 'x' }],
  ])('send back with %s: %j', (rule, manifest) => {
    expect(packageRules('node', 'package.json', manifest)).toEqual([rule]);
  });

  test('allow no package where the stack has none, and say which there are', () => {
    const manifest = '{\n  "dependencies": {\n    "vite": "7" } }';
    const [finding] = judged({ path: 'package.json', content: manifest }).findings;
    expect(finding).toMatchObject({
      rule: 'package-not-allowed',
      line: 3,
      why: expect.stringContaining('no packages'),
    });
  });

  test('find a key that is written with escapes, without a line', () => {
    const manifest = '{"dependencies":{"left\\u002dpad":"1"}}';
    const [finding] = gate({ stack: 'node', files: [{ path: 'package.json', content: manifest }] }).findings;
    expect(finding?.rule).toBe('package-not-allowed');
    expect(finding?.line).toBeUndefined();
  });

  test.each([
    ['', []],
    ['# a comment\n\n', []],
    ['flask', []],
    ['flask==3.0.0  # the server', []],
    ['flask>=3,<4', []],
    ['flask[async] ~= 3.0', []],
    ['django', ['package-not-allowed']],
    ['flask @ https://x.test/flask.whl', ['package-source']],
    ['-r other.txt', ['package-not-allowed']],
    ['--index-url https://x.test', ['package-not-allowed']],
    ['https://x.test/flask.whl', ['package-not-allowed']],
  ])('read a requirements.txt %j', (content, rules) => {
    expect(packageRules('python', 'requirements.txt', content)).toEqual(rules);
  });

  test('read manifests in every folder, and know other kinds by name', () => {
    expect(packageRules('node', 'sub/package.json', { dependencies: { x: '1' } })).toEqual([
      'package-not-allowed',
    ]);
    expect(packageRules('python', 'requirements-dev.txt', 'django')).toEqual(['package-not-allowed']);
    expect(packageRules('node', 'package-lock.json', '{}')).toEqual(['package-lock']);
    expect(packageRules('python', 'pyproject.toml', '')).toEqual(['package-manifest']);
    expect(packageRules('node', 'src/packages.json', '{ not json')).toEqual([]);
  });
});
