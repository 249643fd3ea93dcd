import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PodBundle, Recipe } from '../../core/wire/pod.ts';
import { defaultPodLimits } from '../../core/wire/pod.ts';
import { installedBrowser } from '../../pod-image/driver/installed-browser.ts';
import { launcherRunner } from '../../pod-image/runners/launcher-runner.ts';
import { findTool, findToolchain } from '../../pod-image/runners/toolchain.ts';
import { createAppData } from '../../pod-image/supervisor/app-data.ts';
import { createAppOutside } from '../../pod-image/supervisor/app-outside.ts';
import { createLogSink } from '../../pod-image/supervisor/log-sink.ts';
import { pidsOfUser } from '../../pod-image/supervisor/process-tree.ts';
import { type RecipeResult, runRecipe } from '../../pod-image/supervisor/run-recipe.ts';
import { createWorkFolder, writeFiles } from '../../pod-image/supervisor/work-folder.ts';
import { compileLauncher, whyNoLauncher } from './support/compile-launcher.ts';
import { bundleOf, freshFolder, goodApp, recipes, testFile } from './support/pod-fixture.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const uid = 47_110;
const folder = freshFolder();
const launcher = join(folder, 'launcher');
const whyNot = whyNoLauncher();
if (whyNot !== undefined) console.warn(`SKIPPED: ${whyNot}`);

function compile(): void {
  if (existsSync(launcher)) return;
  chmodSync(folder, 0o755);
  compileLauncher(launcher, { uid });
}

function run(script: string): string {
  compile();
  const done = spawnSync(launcher, ['run', process.execPath, '-e', script], {
    cwd: '/tmp',
    env: { ONLY: 'this' },
    encoding: 'utf8',
  });
  expect(done.stderr).toBe('');
  return done.stdout.trim();
}

async function build(
  files: Record<string, string>,
  recipe: Recipe,
  { browser, spec }: { readonly browser?: string; readonly spec?: PodBundle['spec'] } = {},
): Promise<RecipeResult> {
  compile();
  const work = await createWorkFolder();
  const bundle = bundleOf({ files, recipe, bundle: spec && { spec, minimum_coverage_percent: 0 } });
  await writeFiles(work.folders.tree, bundle.files);
  const mailbox = {
    awaitBundle: async () => undefined,
    putLog: async () => undefined,
    putArtifact: async () => undefined,
    putShot: async () => undefined,
    putReport: async () => undefined,
  };
  const deps = {
    runner: launcherRunner(findToolchain(), { path: launcher, uid, browser }),
    logs: createLogSink({ mailbox, attempt: 0 }),
    work,
    data: createAppData([]),
    outside: createAppOutside(bundle),
    deadlineMs: performance.now() + 20_000,
    ending: new AbortController().signal,
    limits: defaultPodLimits,
  };
  try {
    return await runRecipe(deps, bundle);
  } finally {
    await work.remove();
  }
}

describe.skipIf(whyNot !== undefined)('the launcher', () => {
  it('becomes the step user for good, without groups, capabilities or new privileges', () => {
    const status = run("process.stdout.write(require('fs').readFileSync('/proc/self/status', 'utf8'))");
    const field = (name: string): string =>
      status.match(new RegExp(`^${name}:[ \\t]*(.*)$`, 'm'))?.[1]?.trim() ?? 'absent';
    expect([field('Uid'), field('Gid')]).toEqual([
      Array(4).fill(uid).join('\t'),
      Array(4).fill(uid).join('\t'),
    ]);
    expect([field('Groups'), field('NoNewPrivs'), field('Seccomp')]).toEqual(['', '1', '2']);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect(Number(`0x${field(set)}`)).toBe(0);
  });

  it('leaves AF_UNIX as the only socket family', () => {
    const script = `
      const net = require('net'), dgram = require('dgram');
      const failed = (name) => (error) => console.log(name + ' ' + error.code);
      net.connect(80, '127.0.0.1').on('error', failed('tcp4'));
      net.connect(80, '::1').on('error', failed('tcp6'));
      try { dgram.createSocket('udp4').on('error', failed('udp')).bind(0); } catch (error) { failed('udp')(error); }
      const server = net.createServer().listen('\\0gantry-launcher-' + process.pid, () => { console.log('unix listens'); server.close(); });`;
    const lines = run(script).split('\n').toSorted();
    expect(lines).toEqual(['tcp4 EAFNOSUPPORT', 'tcp6 EAFNOSUPPORT', 'udp EAFNOSUPPORT', 'unix listens']);
  });

  it('limits processes, files and cores, and is first to go when memory ends', () => {
    const limits = run("process.stdout.write(require('fs').readFileSync('/proc/self/limits', 'utf8'))");
    expect(limits).toMatch(/Max processes\s+256\s+256/);
    expect(limits).toMatch(/Max core file size\s+0\s+0/);
    expect(run("process.stdout.write(require('fs').readFileSync('/proc/self/oom_score_adj', 'utf8'))")).toBe(
      '1000',
    );
  });

  it('passes the given environment and no other file', () => {
    expect(run('console.log(JSON.stringify(process.env))')).toBe('{"ONLY":"this"}');
    const script = `require('child_process').spawnSync(process.argv[1], ['run', process.execPath, '-e', "console.log(require('fs').readdirSync('/proc/self/fd').join())"], { stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe', 'pipe'] })`;
    const listed = spawnSync(process.execPath, ['-e', script, launcher], { encoding: 'utf8' })
      .stdout.trim()
      .split(',');
    const inherited = spawnSync(
      launcher,
      ['run', process.execPath, '-e', "console.log(require('fs').readdirSync('/proc/self/fd').join())"],
      { encoding: 'utf8' },
    )
      .stdout.trim()
      .split(',');
    expect(listed.length - inherited.length).toBeLessThanOrEqual(1);
  });

  it('refuses namespaces and looking into other processes', () => {
    const python = findTool('python3');
    if (python === undefined) return console.warn('SKIPPED: no python3 to make the calls');
    compile();
    const script = [
      'import ctypes, os, platform',
      'c = ctypes.CDLL(None, use_errno=True)',
      'def call(name, *a):',
      '    print(name, getattr(c, name)(*a), ctypes.get_errno())',
      'call("unshare", 0x10000000)',
      'call("ptrace", 16, os.getppid(), 0, 0)',
      'call("memfd_create", b"x", 0)',
      'call("keyctl", 0, -3, 0, 0, 0) if hasattr(c, "keyctl") else None',
      'call("vmsplice", 1, 0, 0, 0)',
      'call("msgget", 0, 0o1600)',
      'c.mmap.restype = ctypes.c_long',
      'c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]',
      'call("mmap", None, 1 << 20, 3, 0x21, -1, 0)',
      'print("private", c.mmap(None, 1 << 20, 3, 0x22, -1, 0) > 0)',
    ].join('\n');
    const { stdout } = spawnSync(launcher, ['run', python, '-c', script], { encoding: 'utf8', env: {} });
    expect(stdout.trim().split('\n')).toEqual(
      expect.arrayContaining([
        'unshare -1 1',
        'ptrace -1 1',
        'memfd_create -1 38',
        'vmsplice -1 38',
        'msgget -1 38',
        'mmap -1 1',
        'private True',
      ]),
    );
  });

  it('keeps processes of a Node that nobody may read from one another, as the image has it', () => {
    compile();
    const node = join(folder, 'node');
    copyFileSync(process.execPath, node);
    chmodSync(node, 0o711);
    const look = `
      const fs = require('fs');
      const open = (name) => { try { fs.closeSync(fs.openSync('/proc/' + process.ppid + '/' + name)); return [name]; } catch { return []; } };
      console.log(JSON.stringify(['mem', 'environ', 'maps', 'fd/1', 'status'].flatMap(open)));`;
    const script = `process.stdout.write(require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(look)}]))`;
    const { stdout } = spawnSync(launcher, ['run', node, '-e', script], { encoding: 'utf8', env: {} });
    expect(JSON.parse(stdout)).toEqual(['status']);
  });

  it('collects orphans and passes on the exit code as the first process', () => {
    compile();
    const done = spawnSync(launcher, ['init', process.execPath, '-e', 'process.exit(7)'], {
      encoding: 'utf8',
    });
    expect(done.status).toBe(7);
  });

  it('runs a whole recipe: tests with coverage, and the page', async () => {
    const result = await build({ ...goodApp }, recipes.static);
    expect(result.failure).toBeUndefined();
    expect(result.coverage?.line_percent).toBe(100);
    expect(result.steps.map((step) => step.exit_code)).toEqual([0, 0, 0, 0]);
    expect(result.steps[0]?.peak_memory_bytes).toBeGreaterThan(0);
  });

  it('tries an app in a browser, by users beside the step, whose function sees neither into them nor what they download', async (test) => {
    const browser = installedBrowser();
    if (browser === undefined) return test.skip('there is no browser here');
    const files = {
      ...goodApp,
      'api/look.js': `import fs from 'node:fs';
export default (request, response) => {
  const uidOf = (pid) => { try { return fs.statSync('/proc/' + pid).uid; } catch { return 0; } };
  const can = (path) => { try { fs.closeSync(fs.openSync(path)); return [path]; } catch { return []; } };
  const others = fs.readdirSync('/proc').filter((pid) => /^\\d+$/.test(pid) && [${uid + 1}, ${uid + 2}].includes(uidOf(pid)));
  const home = others.map((pid) => /--user-data-dir=(\\S+?)\\/profile/.exec(fs.readFileSync('/proc/' + pid + '/cmdline', 'latin1'))?.[1]).find(Boolean);
  const list = () => { try { return fs.readdirSync(home); } catch (error) { return error.code; } };
  response.end(JSON.stringify({ users: new Set(others.map(uidOf)).size, open: others.flatMap((pid) => ['mem', 'environ', 'fd/0'].flatMap((name) => can('/proc/' + pid + '/' + name))), list: list() }));
};\n`,
      'test/look.test.js': testFile(
        "import look from '../api/look.js'; test('looks', () => assert.ok(look));",
      ),
    };
    const spec = specOf([
      checkOf('c1', 'The sum is shown', { do: 'see', what: '3' }),
      checkOf(
        'c2',
        'The function sees nothing',
        { do: 'open', path: '/' },
        {
          do: 'call',
          method: 'GET',
          path: '/api/look',
          expect: { holds: '{"users":2,"open":[],"list":"EACCES"}' },
        },
      ),
    ]);
    const { accept, failure } = await build(files, recipes.static, { browser, spec });
    expect(failure).toBeUndefined();
    expect(accept?.report.checks.map(({ id, outcome, why }) => [id, outcome, why])).toEqual([
      ['c1', 'held', undefined],
      ['c2', 'held', undefined],
    ]);
    const left = [uid + 1, uid + 2].flatMap(pidsOfUser);
    expect(left.filter((pid) => !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z '))).toEqual([]);
  });

  it('runs python tests', async () => {
    if (!existsSync('/usr/bin/python3')) return console.warn('SKIPPED: no python3');
    const files = {
      'lib.py': 'def one():\n    return 1\n',
      'test/test_lib.py':
        'import unittest\nfrom lib import one\nclass One(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(one(), 1)\n',
    };
    const bundle = await build(files, [{ step: 'test', program: 'python-unittest' }]);
    expect(bundle.tests).toMatchObject({ total: 1, passed: 1 });
  });

  it('is killed whole: a daemon of the step user does not see the artifact read', async () => {
    const daemon =
      "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref()";
    const code = testFile(
      `import cp from 'node:child_process'; test('adds', () => { assert.equal(add(1, 2), 3); cp.spawnSync(process.execPath, ['-e', ${JSON.stringify(daemon)}]); });`,
    );
    const { failure } = await build({ ...goodApp, 'test/add.test.js': code }, [
      { step: 'test', program: 'node-test' },
    ]);
    expect(failure).toBeUndefined();
    expect(
      pidsOfUser(uid).filter((pid) => !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')),
    ).toEqual([]);
  });
});
