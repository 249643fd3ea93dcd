import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { functionCallSchema } from '../../core/wire/function-call.ts';
import { fromFunctionHostSchema } from '../../core/wire/function-host.ts';
import {
  type Build,
  type Built,
  buildInPod,
  freshFolder,
  goodApp,
  readBuilt,
  startPod,
  testFile,
} from '../pod-image/support/pod-fixture.ts';
import { isPodIsolated, podEnvironment, podIsolation } from '../pod-image/support/pod-isolation.ts';

const callFile = fileURLToPath(new URL('../../pod-image/call-main.ts', import.meta.url));

const attackInNode = (code: string, build: Partial<Build> = {}): Promise<Built> =>
  buildInPod({
    files: {
      ...goodApp,
      'test/add.test.js': `import fs from 'node:fs';\nimport cp from 'node:child_process';\n${testFile(code)}`,
    },
    recipe: [{ step: 'test', program: 'node-test' }],
    ...build,
  });

const attackInPython = (lines: readonly string[]): Promise<Built> =>
  buildInPod({
    files: {
      'app.py': 'def one():\n    return 1\n\ndef two():\n    return 2\n',
      'test/test_app.py': [
        'import ctypes, json, mmap, os, socket, time, unittest',
        'import app',
        'c = ctypes.CDLL(None, use_errno=True)',
        'c.mmap.restype = ctypes.c_void_p',
        'c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]',
        'class App(unittest.TestCase):',
        '    def test_one(self):',
        '        self.assertEqual(app.one(), 1)',
        ...lines.map((line) => `        ${line}`),
      ].join('\n'),
    },
    stack: 'python',
    recipe: [{ step: 'test', program: 'python-unittest' }],
    bundle: { minimum_coverage_percent: 0 },
  });

/** What a test said on lines of this form. */
const said = ({ lines }: Pick<Built, 'lines'>, word: string): string[] =>
  lines.flatMap((line) => line.match(new RegExp(`${word} (.*)`))?.[1] ?? []);

describe.skipIf(!isPodIsolated)(`memory in ${podIsolation}`, () => {
  it('cannot be had without a process that has it mapped, nor from the kernel by a list of calls', async () => {
    const built = await attackInPython([
      'flags = [0x21, 0x23, 0x8021]',
      'print("SHARED", [c.mmap(None, 1 << 20, 3, flag, -1, 0) == 2 ** 64 - 1 for flag in flags])',
      'print("PRIVATE", c.mmap(None, 1 << 20, 3, 0x22, -1, 0) == 2 ** 64 - 1)',
      'print("ZERO", os.path.exists("/dev/zero") and c.mmap(None, 1 << 20, 3, 1, os.open("/dev/zero", 2), 0) != 2 ** 64 - 1)',
      'calls = {"shmget": (0, 1 << 20, 0o1600), "msgget": (0, 0o1600), "semget": (0, 1, 0o1600), "vmsplice": (1, 0, 0, 0), "memfd_create": (b"x", 0)}',
      'print("CALLS", [getattr(c, name)(*given) for name, given in calls.items()])',
      'print("SECRET", c.syscall(447, 0))',
    ]);
    const shown = ['SHARED', 'PRIVATE', 'CALLS', 'SECRET'].map((word) => said(built, word)[0]);
    expect(shown).toEqual(['[True, True, True]', 'False', '[-1, -1, -1, -1, -1]', '-1']);
    // A container's group holds what a shared mapping of it takes.
    if (podIsolation === 'bubblewrap') expect(said(built, 'ZERO')).toEqual(['False']);
  });

  it('is counted where only page tables hold it', async () => {
    const { report } = await attackInPython([
      'size = 1 << 40',
      'at = c.mmap(None, size, 1, 0x4022, -1, 0)',
      'c.madvise(ctypes.c_void_p(at), ctypes.c_size_t(size), 15)',
      'for page in range(0, size, 2 << 20):',
      '    ctypes.c_char.from_address(at + page).value',
      'time.sleep(20)',
    ]);
    expect(report).toMatchObject({ failed_because: 'memory' });
  });

  it('is counted where it waits in sockets', async () => {
    const { report } = await attackInPython([
      'for child in range(5):',
      '    if os.fork() == 0: break',
      'pairs = []',
      'for number in range(480):',
      '    for end in pairs.append(socket.socketpair()) or pairs[-1]:',
      '        end.setblocking(False)',
      '        try: end.send(bytes(200000))',
      '        except BlockingIOError: pass',
      'time.sleep(20)',
    ]);
    expect(report).toMatchObject({ failed_because: 'memory' });
  });

  it('is seen while output comes that is slow to read', async () => {
    const { report } = await attackInNode(`
      test('prints and grows', async () => {
        assert.equal(add(1, 2), 3);
        const all = [];
        for (let turn = 0; turn < 200; turn += 1) {
          try { fs.writeSync(1, '\\u001b]a'.repeat(10000) + '\\n'); } catch {}
          all.push(Buffer.alloc(8 << 20, 1));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      });`);
    expect(report).toMatchObject({ failed_because: 'memory' });
  });

  it('and time are held by what the report names', async () => {
    const { report } = await attackInNode("test('adds', () => assert.equal(add(1, 2), 3));");
    const held = podIsolation === 'docker' ? ['container'] : ['control-group', 'looks'];
    expect(held).toContain(report.steps[0]?.held_by);
    expect(report.outcome).toBe('passed');
  });
});

/** Every descriptor over 2 that is open, but what Node opens for itself and nobody wrote a name of ours into. */
const openNames = `
  import fs from 'node:fs';
  const named = [];
  for (let fd = 3; fd < 1024; fd += 1) {
    try { const { ino, dev } = fs.fstatSync(fd); named.push(ino + '@' + dev); } catch {}
  }`;

const planted = (): { readonly folder: string; readonly file: string } => {
  const folder = freshFolder();
  const file = join(folder, 'secret');
  writeFileSync(file, 'of the host', { mode: 0o600 });
  mkdirSync(join(folder, 'inside'));
  return { folder, file };
};

/** Starts Node as a shell does that has files open: on numbers behind a gap, and on one beside the standard ones. */
function startHolding(
  { folder, file }: ReturnType<typeof planted>,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) {
  const script = 'exec 9<"$0" 77<"$1" 200<"$0" 201<"$1"; shift; exec "$@"';
  return spawn('/bin/bash', ['--norc', '-c', script, file, folder, process.execPath, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

const identities = ({ folder, file }: ReturnType<typeof planted>): string[] =>
  [folder, file].map((path) => spawnSync('stat', ['-c', '%i@%d', path], { encoding: 'utf8' }).stdout.trim());

describe.skipIf(!isPodIsolated)(`descriptors in ${podIsolation}`, () => {
  it('of whoever started the supervisor are closed before a step starts', async () => {
    const held = planted();
    const { child, mailbox } = startPod(
      {
        files: {
          ...goodApp,
          'test/add.test.js': `${openNames}\n${testFile("test('adds', () => { assert.equal(add(1, 2), 3); console.log('OPEN ' + JSON.stringify(named)); });")}`,
        },
        recipe: [{ step: 'test', program: 'node-test' }],
      },
      (args, options) => startHolding(held, args, options.env),
    );
    const built = await readBuilt(child, mailbox);
    const open = JSON.parse(said(built, 'OPEN')[0] ?? 'null') as string[];
    expect(open).toBeInstanceOf(Array);
    expect(identities(held).filter((name) => open.includes(name))).toEqual([]);
  });

  it('of the host are closed before a function is called', async () => {
    const held = planted();
    const source = `${openNames}\nexport const GET = () => Response.json(named);`;
    const child = startHolding(held, [callFile, '--isolation', podIsolation], {
      ...podEnvironment,
      PATH: '/usr/bin:/bin',
    });
    const call = functionCallSchema.parse({
      file: 'api/open.js',
      files: [
        { path: 'api/open.js', bytes: Buffer.from(source).toString('base64') },
        { path: 'package.json', bytes: Buffer.from('{"type":"module"}').toString('base64') },
      ],
      request: { method: 'GET', url: '/api/open', headers: {}, body: '' },
    });
    const stderr = text(child.stderr);
    child.stdin.write(`${JSON.stringify({ id: 1, call })}\n`);
    const [answered] = await once(createInterface({ input: child.stdout }), 'line');
    child.stdin.end();
    expect(await stderr).toBe('');
    const { outcome } = fromFunctionHostSchema.parse(JSON.parse(answered));
    const body = outcome.kind === 'answered' ? outcome.answer.body : '';
    const open = JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as string[];
    expect(identities(held).filter((name) => open.includes(name))).toEqual([]);
  });
});

describe.skipIf(!isPodIsolated)(`figures in ${podIsolation}`, () => {
  it('are not what a Python test writes to the result channel, or to any other descriptor', async () => {
    const built = await attackInPython([
      'claim = {"tests": {"total": 240, "passed": 240, "failed": 0, "titles": []}, "coverage": [{"path": "app.py", "lines": 4, "covered": 4}]}',
      'for fd in range(3, 64):',
      '    try: os.write(fd, json.dumps(claim).encode())',
      '    except OSError: pass',
      'os.write(2, b"\\x01gantry-result " + json.dumps(claim).encode() + b"\\n")',
      'os._exit(0)',
    ]);
    expect(built.report).toMatchObject({ outcome: 'failed', failed_step: 'test', failed_because: 'exit' });
    expect(built.report.tests?.total ?? 0).not.toBe(240);
  });

  it('of one Python test file are not said by another one', async () => {
    const { report } = await buildInPod({
      files: {
        'app.py': 'def one():\n    return 1\n',
        'test/test_a.py':
          'import unittest\nfrom app import one\nclass A(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(one(), 2)\n',
        'test/test_b.py':
          'import os, unittest\nimport app\nunittest.TestCase.assertEqual = lambda *rest: None\nfor name in list(__import__("sys").modules):\n    pass\nclass B(unittest.TestCase):\n    def test_b(self):\n        pass\n',
      },
      stack: 'python',
      recipe: [{ step: 'test', program: 'python-unittest' }],
    });
    expect(report).toMatchObject({ outcome: 'failed', tests: { total: 2, passed: 1, failed: 1 } });
  });

  it('stand in a process whose memory and descriptors no test can open', async () => {
    const code = `
      test('looks', () => {
        assert.equal(add(1, 2), 3);
        const opened = [];
        for (const pid of [process.ppid, 1, 2, 3])
          for (const name of ['mem', 'fd/1', 'fd/2', 'fd/3', 'environ'])
            try { fs.closeSync(fs.openSync('/proc/' + pid + '/' + name, name === 'environ' ? 'r' : 'r+')); opened.push(pid + name); } catch {}
        console.log('OPENED ' + JSON.stringify(opened));
      });`;
    expect(said(await attackInNode(code), 'OPENED')).toEqual(['[]']);
    const python = await attackInPython([
      'opened = []',
      'for pid in [os.getppid(), 1, 2, 3]:',
      '    for name in ["mem", "fd/1", "fd/2", "fd/3"]:',
      '        try: opened.append(os.open(f"/proc/{pid}/{name}", os.O_RDWR))',
      '        except OSError: pass',
      'print("OPENED", opened)',
    ]);
    expect(said(python, 'OPENED')).toEqual(['[]']);
  });

  it('count no test that imports nothing of the app', async () => {
    const { report } = await attackInNode("test('adds', () => assert.equal(add(1, 2), 3));", {
      files: {
        ...goodApp,
        'test/empty.test.js': `import test from 'node:test';\n${"test('nothing', () => undefined);\n".repeat(40)}`,
      },
    });
    expect(report).toMatchObject({ outcome: 'passed', tests: { total: 1, passed: 1 } });
  });

  it('are 0 for an app that has nothing to count', async () => {
    const { report } = await buildInPod({
      files: {
        'index.html': '<!doctype html>',
        'test/a.test.js': "import test from 'node:test';\ntest('a', () => undefined);\n",
      },
      recipe: [{ step: 'test', program: 'node-test' }],
    });
    expect(report).toMatchObject({ outcome: 'failed', coverage: { line_percent: 0 } });
  });
});
