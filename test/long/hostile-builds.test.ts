import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { defaultPodLimits } from '../../core/wire/pod.ts';
import { makeRunner } from '../../pod-image/runners/make-runner.ts';
import { findToolchain } from '../../pod-image/runners/toolchain.ts';
import { capArtifact } from '../../pod-image/supervisor/cap-artifact.ts';
import {
  type Build,
  type Built,
  buildInPod,
  freshFolder,
  goodApp,
  page,
  startPod,
  testFile,
} from '../pod-image/support/pod-fixture.ts';
import { isPodIsolated, podIsolation } from '../pod-image/support/pod-isolation.ts';

const prelude =
  "import fs from 'node:fs';\nimport net from 'node:net';\nimport cp from 'node:child_process';\nimport os from 'node:os';\n";
const hostile = (code: string): Record<string, string> => ({
  ...goodApp,
  'test/add.test.js': prelude + testFile(code),
});
const attack = (code: string, build: Partial<Build> = {}): Promise<Built> =>
  buildInPod({ files: hostile(code), recipe: [{ step: 'test', program: 'node-test' }], ...build });

/** An image has these, of its own; a sandbox of bubblewrap has not. */
const unseenPaths =
  podIsolation === 'docker' ? [] : ['/etc/passwd', '/proc/1/environ', '/root', '/home', '/var'];

/** Processes on this machine whose command line holds a word. */
function processesWith(word: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word) && pid !== process.pid;
      } catch {
        return false;
      }
    });
}

describe.skipIf(!isPodIsolated)(`a hostile build in ${podIsolation}`, () => {
  it('sees no environment, no mailbox and nothing of the host but libraries and tools', async () => {
    const home = mkdtempSync(join(tmpdir(), 'gantry-secret-'));
    writeFileSync(join(home, 'secret'), 'the secret of the host');
    const paths = ['/etc/shadow', join(home, 'secret'), process.cwd(), ...unseenPaths];
    const { lines } = await attack(`
      test('looks around', () => {
        console.log('ENV ' + JSON.stringify(process.env));
        console.log('ROOT ' + fs.readdirSync('/').join(' '));
        console.log('ARGV ' + process.argv.join(' ') + ' ' + process.execArgv.join(' '));
        console.log('PIDS ' + fs.readdirSync('/proc').filter((n) => /^\\d+$/.test(n)).map((p) => { try { return fs.readFileSync('/proc/' + p + '/cmdline', 'latin1') } catch { return '' } }).join(' | '));
        for (const path of ${JSON.stringify(paths)}) {
          let found = 'NOT ' + path; try { found = fs.statSync(path).isDirectory() ? 'DIR ' + path : 'READ ' + fs.readFileSync(path, 'utf8').length + path } catch {}
          console.log(found);
        }
        console.log('UID ' + process.getuid());
      });`);
    rmSync(home, { recursive: true });
    const text = lines.join('\n');
    const env = JSON.parse(text.match(/^ENV (.*)$/m)?.[1] ?? '') as Record<string, string>;
    expect(
      Object.keys(env).filter(
        (name) => !/^(?:PATH|HOME|HOSTNAME|TMPDIR|LANG|PWD|PYTHONDONTWRITEBYTECODE|NODE_\w+)$/.test(name),
      ),
    ).toEqual([]);
    expect(
      text
        .match(/^ROOT (.*)$/m)?.[1]
        ?.split(' ')
        .toSorted(),
    ).toEqual(expect.arrayContaining(['dev', 'etc', 'gantry', 'pod', 'proc', 'tmp', 'usr']));
    expect(text).not.toMatch(/^(?:READ|DIR) /m);
    expect(text).not.toMatch(/mailbox|order\.json|--isolation/);
    expect(text.match(/^NOT .*$/gm)).toHaveLength(paths.length);
    expect(text).toMatch(/^UID [1-9]\d*$/m);
  });

  it('reaches no socket of the host, not even on its loopback', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    let wasReached = false;
    server.on('connection', () => (wasReached = true));
    const { port } = server.address() as { port: number };
    const { report, lines } = await attack(`
      for (const [host, port] of [['127.0.0.1', ${port}], ['169.254.169.254', 80], ['1.1.1.1', 53]]) {
        test('connects to ' + host, async () => {
          await new Promise((resolve, reject) => net.connect({ host, port, timeout: 1000 }).on('connect', resolve).on('error', reject).on('timeout', () => reject(new Error('timeout'))));
        });
      }`);
    server.close();
    expect(wasReached).toBe(false);
    expect(report).toMatchObject({ outcome: 'failed', failed_because: 'exit', tests: { failed: 3 } });
    expect(lines.join('\n')).toContain('EAFNOSUPPORT');
  });

  it('ends a fork bomb as too many processes', async () => {
    const { report } = await attack(
      `
      test('forks', () => { const bomb = () => { for (let i = 0; i < 50; i++) cp.spawn(process.execPath, ['-e', "for(;;){try{require('child_process').spawn(process.execPath,['-e','setTimeout(()=>{},1e6)'])}catch{}}"]).on('error', () => {}); setImmediate(bomb); }; return new Promise(() => bomb()); });`,
      { limits: { memory_bytes: 8 * 1024 ** 3 } },
    );
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'test', failed_because: 'processes' });
  });

  it('ends a heap that grows as memory', async () => {
    const { report } = await attack(
      `test('grows', () => { const all = []; for (;;) all.push(new Array(1e5).fill({ a: 1 })); });`,
    );
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'test', failed_because: 'memory' });
  });

  it('ends buffers outside the heap as memory', async () => {
    const { report } = await attack(
      `test('grows', async () => { const all = []; for (;;) { all.push(Buffer.alloc(16 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } });`,
    );
    expect(report).toMatchObject({ failed_because: 'memory', message: expect.stringContaining('512 MB') });
    // The kernel ends a container at its limit, between two looks at it.
    expect(report.peak_memory_bytes).toBeGreaterThan(podIsolation === 'docker' ? 0 : 512 * 1024 * 1024);
  });

  it('ends a flood of output, and keeps the log small', async () => {
    const { report, logs } = await attack(
      `test('floods', () => { for (;;) { try { fs.writeSync(1, 'flood\\n'.repeat(1000)); } catch {} } });`,
    );
    expect(report).toMatchObject({ failed_because: 'output', steps: [{ ended_by: 'output' }] });
    expect(report.steps[0]?.log_tail.length).toBeLessThanOrEqual(16 * 1024);
    expect(logs.length).toBeLessThan(300);
    for (const log of logs) expect(JSON.stringify(log.lines).length).toBeLessThanOrEqual(24 * 1024 + 2);
  });

  it('ends a hang when the wall time is over', async () => {
    const { report } = await attack(`test('hangs', () => { for (;;); });`, { limits: { wall_ms: 1_500 } });
    expect(report).toMatchObject({ failed_because: 'time', steps: [{ ended_by: 'time' }] });
  });

  it('leaves no daemon behind, also one that forked twice and left its session', async () => {
    const word = `gantry-daemon-${process.pid}-${Date.now()}`;
    const daemon = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${word}'], { detached: true, stdio: 'ignore' }).unref()`;
    const { report } = await attack(
      `test('adds', () => { assert.equal(add(1, 2), 3); cp.spawnSync(process.execPath, ['-e', ${JSON.stringify(daemon)}], { detached: true }); });`,
    );
    expect(report.outcome).toBe('passed');
    await sleep(50);
    expect(processesWith(word)).toEqual([]);
  });

  it('cannot write the tree, the artifact, a report or a result of its own', async () => {
    const { report, lines } = await attack(`
      test('adds', () => {
        assert.equal(add(1, 2), 3);
        for (const path of ['/pod/tree/index.html', '/pod/artifact/evil.html', '/pod/out/report.json', '/gantry/pod-image/main.ts', '/x', '/dev/x', '/usr/lib/x', '/proc/sys/kernel/hostname']) {
          try { fs.writeFileSync(path, '{"outcome":"passed"}'); console.log('WROTE ' + path); } catch (error) { console.log('REFUSED ' + error.code); }
        }
      });`);
    expect(lines.join('\n')).not.toContain('WROTE');
    expect(report).toMatchObject({ outcome: 'passed', artifact_sha256: null });
  });

  const vite = { stack: 'node', recipe: [{ step: 'build', program: 'vite-build' }] } as const;
  const buildPage = (files: Readonly<Record<string, string>>): Promise<Built> =>
    buildInPod({
      ...vite,
      recipe: [...vite.recipe],
      files: {
        'index.html': page('<main>hi</main>').replace(/<link[^>]*>/, ''),
        'package.json': '{}',
        ...files,
      },
    });
  /** What a preprocessor would do inside the build: write a function that nobody has read. */
  const writesFunction =
    "require('node:fs').mkdirSync('/pod/artifact/api',{recursive:true});require('node:fs').writeFileSync('/pod/artifact/api/hidden.js','export default 1');";

  it.each(['less/index.cjs', 'sass/index.cjs', 'stylus/index.cjs', 'sugarss/index.cjs', 'preact/index.js'])(
    'brings no package of its own: node_modules/%s',
    async (path) => {
      const { report } = await buildPage({ [`node_modules/${path}`]: writesFunction });
      expect(report).toMatchObject({ outcome: 'failed', artifact_sha256: null });
      expect(report.message).toContain('where tools keep packages');
    },
  );

  it.each(['less', 'sass', 'scss', 'styl', 'stylus', 'sss'])(
    'has no styles built that a package of the app would build: .%s',
    async (ending) => {
      const { report } = await buildPage({
        [`src/style.${ending}`]: 'a {}',
        'package.json': '{"name":"less"}',
      });
      expect(report).toMatchObject({ outcome: 'failed', failed_because: 'exit' });
      expect(report.steps[0]?.log_tail).toContain('write plain CSS');
    },
  );

  it('bundles no module from outside of the app and the image', async () => {
    const { report } = await buildPage({
      'index.html': page('<main>hi</main>', '<script type="module" src="/main.js"></script>').replace(
        /<link[^>]*>/,
        '',
      ),
      'main.js': "import '/gantry/pod-image/main.ts';\n",
    });
    expect(report).toMatchObject({ outcome: 'failed', failed_because: 'exit', artifact_sha256: null });
  });

  it.each([
    'public/.vercel/output/config.json',
    'public/.github/workflows/x.yml',
    'public/vercel.json',
    'public/middleware.js',
    'public/api/hidden.js',
  ])('ships nothing that an app host would obey or run: %s', async (path) => {
    const { report } = await buildPage({ [path]: '{}' });
    expect(report).toMatchObject({
      outcome: 'failed',
      failed_step: 'build',
      failed_because: 'artifact',
      artifact_sha256: null,
    });
    expect(report.message).toContain(path.slice('public/'.length));
  });

  it.each([
    ['bytes', "for (let n = 0; ; n += 1) fs.writeFileSync('/pod/artifact/' + n, Buffer.alloc(1 << 20));"],
    ['folders', "for (let n = 0; ; n += 1) fs.mkdirSync('/pod/artifact/' + n);"],
    [
      'a sparse file',
      "fs.ftruncateSync(fs.openSync('/pod/artifact/x', 'w'), 60 << 20); setInterval(() => {}, 1000);",
    ],
    [
      'files in a deep folder',
      "let at = '/pod/artifact'; for (let n = 0; ; n += 1) { if (n < 100) fs.mkdirSync((at += '/d')); fs.writeFileSync(at + '/' + n, ''); }",
    ],
  ])('is ended while it fills the artifact with %s', async (_, code) => {
    const folder = freshFolder();
    const folders = {
      tree: join(folder, 'tree'),
      artifact: join(folder, 'artifact'),
      scratch: join(folder, 'scratch'),
    };
    for (const path of Object.values(folders)) mkdirSync(path, { mode: 0o755 });
    chmodSync(folder, 0o755);
    const limits = { ...defaultPodLimits, artifact_bytes: 8 << 20 };
    const capped = capArtifact(makeRunner('bubblewrap', findToolchain()), limits.artifact_bytes);
    const running = await capped.runner.start({
      program: {
        kind: 'process',
        engine: 'node',
        script: undefined,
        nodeFlags: ['--eval', `const fs = require('node:fs'); ${code}`],
        makesArtifact: true,
        mustGiveResult: false,
        needsAddons: false,
        inputs: () => ({ paths: [] }),
      },
      inputs: [],
      packages: [],
      folders,
      limits,
    });
    for (const stream of running.output) stream.resume();
    expect((await running.exited).exitCode).not.toBe(0);
    await running.destroy();
    expect(capped.isFull()).toBe(true);
  });

  it('is kept from tracing, from new namespaces and from memory that is nobody\u2019s', async () => {
    const calls = [
      'import ctypes, os, unittest',
      'c = ctypes.CDLL(None, use_errno=True)',
      'class Calls(unittest.TestCase):',
      '    def test_calls(self):',
      '        for name, *a in [("unshare", 0x10000000), ("ptrace", 16, 1, 0, 0), ("memfd_create", b"x", 0), ("socket", 40, 1, 0), ("mount", b"x", b"/tmp", b"tmpfs", 0, 0)]:',
      '            print("CALL", name, getattr(c, name)(*a), ctypes.get_errno())',
    ].join('\n');
    const { lines } = await buildInPod({
      files: { 'a.py': '', 'test/test_a.py': calls },
      stack: 'python',
      recipe: [{ step: 'test', program: 'python-unittest' }],
    });
    const said = lines.flatMap((line) => line.match(/CALL (.*)/)?.[1] ?? []);
    expect(said).toEqual(['unshare -1 1', 'ptrace -1 1', 'memfd_create -1 38', 'socket -1 97', 'mount -1 1']);
  });

  it('dies with its supervisor, however that dies', async () => {
    const word = `gantry-orphan-${process.pid}`;
    const { child } = startPod({
      files: hostile(`test('hangs', () => { process.title = '${word}'; for (;;); });`),
    });
    await vi.waitUntil(() => processesWith(word).length > 0, { timeout: 10_000 });
    child.kill('SIGKILL');
    await vi.waitUntil(() => processesWith(word).length === 0, { timeout: 5_000 });
  });

  it('cannot pass by ending its test process early', async () => {
    const { report } = await attack('process.exit(0);');
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'test' });
  });

  it('cannot fill the disk', async () => {
    const { lines } = await attack(
      `test('fills', () => { for (const path of ['/tmp/a', '/dev/shm/a']) { let size = 0; try { const fd = fs.openSync(path, 'w'); for (;;) size += fs.writeSync(fd, Buffer.alloc(1 << 20)); } catch (error) { console.log('ENDED ' + path + ' ' + size + ' ' + error.code); } } });`,
    );
    const sizes = [...lines.join('\n').matchAll(/ENDED \S+ (\d+)/g)].map((match) => Number(match[1]));
    expect(sizes).toHaveLength(2);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  it('shows no terminal escapes in its log', async () => {
    const { lines } = await attack(
      `test('adds', () => { assert.equal(add(1, 2), 3); console.log('\\u001b[31mred\\u001b[0m \\u001b]0;title\\u0007\\u0000 \\u202e end'); });`,
    );
    expect(lines.join('')).not.toMatch(/\p{Cc}|\u202e/u);
    expect(lines.join('\n')).toContain('red');
  });

  it('leaves no folder of its work behind', async () => {
    const { mailbox, workRoot } = await buildInPod({ files: goodApp });
    expect(existsSync(join(mailbox, 'out/artifact.tar'))).toBe(true);
    expect(readdirSync(workRoot)).toEqual([]);
  });
});

describe.skipIf(podIsolation === 'docker')('a hostile build under the permission model', () => {
  const weak = { isolation: 'node-permission' } as const;

  it('reads nothing of the host, starts nothing, and gets no environment', async () => {
    const { lines } = await attack(
      `test('looks', () => { console.log('ENV ' + Object.keys(process.env)); for (const [name, act] of [['read', () => fs.readFileSync('/etc/passwd')], ['spawn', () => cp.spawnSync('id')], ['write', () => fs.writeFileSync('index.html', 'x')]]) { try { const done = act(); console.log(done?.error ? 'REFUSED' : 'DID ' + name); } catch (error) { console.log('REFUSED ' + error.code); } } });`,
      weak,
    );
    expect(lines.join('\n')).not.toContain('DID ');
    expect(lines.filter((line) => line.startsWith('REFUSED'))).toHaveLength(3);
  });

  it('ends memory, time and output as what they are, and says that it is weak', async () => {
    const memory = await attack(
      `test('grows', async () => { const all = []; for (;;) { all.push(Buffer.alloc(16 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } });`,
      weak,
    );
    expect(memory.report).toMatchObject({
      failed_because: 'memory',
      isolation: 'node-permission',
      message: expect.stringContaining('weak'),
    });
    const time = await attack(`test('hangs', () => { for (;;); });`, { ...weak, limits: { wall_ms: 1_000 } });
    expect(time.report.failed_because).toBe('time');
    const output = await attack(
      `test('floods', () => { for (;;) { try { fs.writeSync(1, 'flood\\n'.repeat(1000)); } catch {} } });`,
      weak,
    );
    expect(output.report.failed_because).toBe('output');
  });

  it('refuses a program that it cannot hold', async () => {
    const { report } = await buildInPod({
      files: { 'index.html': 'x', 'test/test_a.py': 'pass' },
      stack: 'python',
      ...weak,
    });
    expect(report).toMatchObject({
      failed_because: 'supervisor',
      message: expect.stringContaining('bubblewrap'),
    });
  });
});
