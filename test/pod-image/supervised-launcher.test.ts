import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool } from '../../pod-image/runners/toolchain.ts';
import { compileLauncher, whyNoLauncher } from './support/compile-launcher.ts';
import { freshFolder } from './support/pod-fixture.ts';

const uid = 47_210;
const supervisor = uid - 1;
const folder = freshFolder();
const place = join(folder, 'work');
const launcher = join(folder, 'launcher');
const setpriv = findTool('setpriv');
const whyNot = whyNoLauncher() ?? (setpriv === undefined ? 'there is no setpriv' : undefined);
if (whyNot !== undefined) console.warn(`SKIPPED: who launches in a pod: ${whyNot}`);

/** As a task begins: root with four rights, and with no way to others. */
const asTask = ['--no-new-privs', '--bounding-set=-all,+setuid,+setgid,+kill,+chown', '--inh-caps=-all'];

const library = `
  const cp = require('node:child_process'), fs = require('node:fs');
  const launcher = ${JSON.stringify(launcher)}, home = ${JSON.stringify(join(place, 'home'))};
  const field = (pid, name) => new RegExp('^' + name + ':\\\\s*(\\\\S*)', 'm').exec(fs.readFileSync('/proc/' + pid + '/status', 'latin1'))[1];
  const launch = (verb, words, options) => cp.spawnSync(launcher, [verb, ...words], { encoding: 'utf8', env: {}, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], ...options });
  const node = (verb, script, options) => launch(verb, [process.execPath, '-e', 'const fs = require("node:fs"), cp = require("node:child_process");' + script], options);
  const alive = (user) => fs.readdirSync('/proc').filter((pid) => /^\\d+$/.test(pid)).filter((pid) => { try { return field(pid, 'Uid') === String(user) && field(pid, 'State') !== 'Z'; } catch { return false; } });
  const say = (what) => fs.writeSync(1, JSON.stringify(what));
`;

function prepare(): void {
  if (existsSync(launcher)) return;
  compileLauncher(launcher, { uid, place });
  chmodSync(folder, 0o755);
  mkdirSync(place);
  chownSync(place, supervisor, supervisor);
}

const wordsOf = (script: string): readonly string[] => [
  ...asTask,
  ...[launcher, 'supervise', process.execPath, '-e', script],
];

/** Runs a script as the supervisor of a first process that has what a task's has; what it says is read as JSON. */
function supervise(script: string): { readonly said: unknown; readonly status: number | null } {
  prepare();
  const done = spawnSync(setpriv ?? '', wordsOf(library + script), {
    cwd: '/',
    env: { GANTRY_POD_ORDER: 'the order' },
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(done.stderr).toBe('');
  return { said: JSON.parse(done.stdout), status: done.status };
}

describe.skipIf(whyNot !== undefined)('the launcher as the first process, without new privileges', () => {
  it('starts the supervisor as its user, without a right, and ends as it ends', () => {
    const { said, status } = supervise(`
      say({ order: process.env.GANTRY_POD_ORDER, groups: process.getgroups(), of: ['Uid', 'Gid', 'CapPrm', 'CapEff', 'NoNewPrivs'].map((name) => field('self', name)) });
      process.exitCode = 7;`);
    expect(said).toEqual({
      order: 'the order',
      groups: [supervisor],
      of: [String(supervisor), String(supervisor), '0000000000000000', '0000000000000000', '1'],
    });
    expect(status).toBe(7);
  });

  it('launches another user for it, locked down, with the given words, folder, environment and descriptors', () => {
    const { said } = supervise(`
      const done = node('run', 'fs.writeSync(3, "result"); console.error("error"); console.log(JSON.stringify([process.cwd(), process.env, process.argv[1], ["Uid", "CapEff", "NoNewPrivs", "Seccomp"].map((name) => new RegExp("^" + name + ":\\\\\\\\s*(\\\\\\\\S*)", "m").exec(fs.readFileSync("/proc/self/status", "latin1"))[1]), fs.readdirSync("/proc/self/fd").length < 25]))', { cwd: '/usr', env: { ONLY: '' } });
      say([JSON.parse(done.stdout), done.stderr, done.output[3], done.status]);`);
    expect(said).toEqual([
      ['/usr', { ONLY: '' }, null, [String(uid), '0000000000000000', '1', '2'], true],
      'error\n',
      'result',
      0,
    ]);
  });

  it('tells how a program ended: by a code, by a signal, or as one that is not there', () => {
    const { said } = supervise(`
      const ends = [node('run', 'process.exit(9)'), node('run', 'process.kill(process.pid, "SIGKILL")'), node('run', 'process.abort()'), launch('run', ['/no/such/program'])];
      say(ends.map(({ status, signal }) => signal ?? status));`);
    expect(said).toEqual([9, 'SIGKILL', 'SIGABRT', 126]);
  });

  it('launches for the supervisor alone: no step comes to its socket, or has anything of its own launched', () => {
    const { said } = supervise(`
      const words = (verb) => launch(verb, [process.execPath, '-e', 'const cp = require("node:child_process"), fs = require("node:fs"); const asked = cp.spawnSync(process.argv[1], ["run", "/bin/true"], { encoding: "utf8" }); let seen; try { seen = fs.readdirSync(process.argv[2]); } catch (error) { seen = error.code; } console.log(JSON.stringify([asked.status, /Permission denied/.test(asked.stderr), seen]))', launcher, ${JSON.stringify(join(place, '.launcher'))}], { env: { HOME: home } });
      fs.mkdirSync(home, { recursive: true });
      say(['run', 'run-driver'].map((verb) => JSON.parse(words(verb).stdout)));`);
    expect(said).toEqual([
      [126, true, 'EACCES'],
      [126, true, 'EACCES'],
    ]);
  });

  it('has no right but those four, and forgets the order', async () => {
    prepare();
    const script = `console.log(process.ppid); process.stdin.resume()`;
    const child = spawn(setpriv ?? '', wordsOf(script), {
      env: { GANTRY_POD_ORDER: 'the order' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      const [line] = await once(child.stdout, 'data');
      const read = (name: string): string => readFileSync(`/proc/${Number(line)}/${name}`, 'latin1');
      // SETUID, SETGID, KILL and CHOWN, and nothing beside them.
      expect(read('status')).toMatch(/^CapEff:\s*0{14}e1$/m);
      expect(read('status')).toMatch(/^NoNewPrivs:\s*1$/m);
      expect(read('environ').replaceAll('\0', '')).toBe('');
    } finally {
      child.stdin.end();
      await once(child, 'close');
    }
  });

  it("kills a user's every process, a daemon's too, and no other user's", () => {
    const { said } = supervise(`
      const daemon = 'cp.spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" }).unref()';
      fs.mkdirSync(home, { recursive: true });
      for (const verb of ['run', 'run-driver']) node(verb, daemon, { stdio: 'ignore', env: { HOME: home } });
      const seen = () => [${uid}, ${uid + 2}].map((user) => alive(user).length);
      say([seen(), launch('kill', []).status, seen(), launch('kill-driver', []).status, seen()]);`);
    expect(said).toEqual([[1, 1], 0, [0, 1], 0, [0, 0]]);
  });

  it('ends a program with whoever asked for it, and itself with the supervisor', () => {
    const { said } = supervise(`
      const child = cp.spawn(launcher, ['run', process.execPath, '-e', 'console.log(1); setInterval(() => {}, 1000)'], { env: {}, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
      child.stdout.once('data', () => {
        const before = alive(${uid}).length;
        // The program's end closes its output, which nobody else holds.
        child.stdout.once('close', () => { say([before, alive(${uid}).length]); process.exit(); });
        child.kill('SIGKILL');
      });`);
    expect(said).toEqual([1, 0]);
  });

  it('does not begin as another user than root, and says what to do', () => {
    prepare();
    const done = spawnSync(launcher, ['supervise', '/bin/true'], { uid, gid: uid, encoding: 'utf8' });
    expect(done.status).toBe(126);
    expect(done.stderr).toContain('start it without a user of your own');
  });
});
