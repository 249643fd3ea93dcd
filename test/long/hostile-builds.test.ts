import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { attack, hostile } from '../pod-image/support/hostile-app.ts';
import { buildInPod, goodApp, startPod } from '../pod-image/support/pod-fixture.ts';
import { isPodIsolated, podIsolation } from '../pod-image/support/pod-isolation.ts';

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
