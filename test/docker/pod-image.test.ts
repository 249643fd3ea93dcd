import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type PodBundle,
  type PodLimits,
  type PodReport,
  podLogSchema,
  podReportSchema,
} from '../../core/wire/pod.ts';
import {
  type MailboxStandIn,
  orderWithUrls,
  startMailboxStandIn,
} from '../pod-image/support/mailbox-stand-in.ts';
import { bundleOf, goodApp, recipes, testFile } from '../pod-image/support/pod-fixture.ts';
import { checkOf, specOf } from '../pod-image/support/spec-of.ts';
import { taskArguments } from './rig/task-arguments.ts';

let standIn: MailboxStandIn;
beforeEach(async () => {
  standIn = await startMailboxStandIn();
});
afterEach(() => standIn.close());

interface Ran {
  readonly report: PodReport;
  readonly lines: readonly string[];
}

async function runTask(
  files: Readonly<Record<string, string>>,
  limits?: Partial<PodLimits>,
  spec?: PodBundle['spec'],
): Promise<Ran> {
  const isWhole = files === goodApp;
  const recipe = isWhole ? recipes.static : ([{ step: 'test', program: 'node-test' }] as const);
  const orderUrl = orderWithUrls(standIn, bundleOf({ files, recipe: [...recipe], bundle: { spec } }), limits);
  const args = [...taskArguments, '--env', `GANTRY_POD_ORDER=${orderUrl}`, 'gantry-pod'];
  await promisify(execFile)('docker', args);
  const read = (key: string): unknown => JSON.parse(String(standIn.posted.get(key)));
  const logs = [...standIn.posted.keys()].filter((key) => key.includes('/log-'));
  return {
    report: podReportSchema.parse(read('m/p/out/report.json')),
    lines: logs.flatMap((key) => podLogSchema.parse(read(key)).lines),
  };
}

const hostile = (code: string): Record<string, string> => ({
  ...goodApp,
  'test/add.test.js': `import fs from 'node:fs';\nimport cp from 'node:child_process';\nimport net from 'node:net';\n${testFile(code)}`,
});

describe('the pod image, run as a task', () => {
  it('builds an app by its mailbox alone', async () => {
    const { report } = await runTask(goodApp);
    expect(report).toMatchObject({ outcome: 'passed', isolation: 'fargate' });
    expect(standIn.posted.has('m/p/out/artifact.tar')).toBe(true);
  });

  it('tries it in the browser that it brings, by a driver of its own, and leaves the pictures', async () => {
    const spec = specOf([
      checkOf('c1', 'The sum is shown', { do: 'see', what: '3' }),
      checkOf(
        'c2',
        'A name is greeted',
        { do: 'fill', what: 'Name', value: 'Ada' },
        { do: 'click', what: 'Greet' },
      ),
    ]);
    const { report, lines } = await runTask(goodApp, {}, spec);
    expect(report, JSON.stringify([report.message, lines])).toMatchObject({
      outcome: 'passed',
      boot: { browser: expect.stringMatching(/^Chromium \d/), pages: ['index.html'] },
      accept: {
        checks: [
          { id: 'c1', outcome: 'held' },
          { id: 'c2', outcome: 'failed', step: 1, reason: 'not-found' },
        ],
      },
    });
    const shots = [...standIn.posted.keys()].filter((key) => key.includes('/shot-'));
    expect(shots).toEqual(['m/p/out/shot-0.png', 'm/p/out/shot-1.png']);
  });

  it('has a first process with four rights, a supervisor without any, and steps that are another user without any way up', async () => {
    const { lines } = await runTask(
      hostile(`
      test('looks at who is who', () => {
        const field = (pid, name) => fs.readFileSync('/proc/' + pid + '/status', 'utf8').match(new RegExp('^' + name + ':\\\\s*(.*)$', 'm'))[1];
        const supervisor = fs.readdirSync('/proc').find((pid) => /^\\d+$/.test(pid) && field(pid, 'PPid') === '1' && !field(pid, 'Uid').startsWith('0'));
        for (const [who, pid] of [['FIRST', 1], ['SUPERVISOR', supervisor]])
          for (const name of ['Uid', 'CapEff', 'CapPrm', 'NoNewPrivs']) console.log(who + ' ' + name + ' ' + field(pid, name).split('\\t')[0]);
        for (const name of ['Uid', 'CapInh', 'CapPrm', 'CapEff', 'NoNewPrivs', 'Seccomp']) console.log('STEP ' + name + ' ' + field('self', name).split('\\t')[0]);
        const asked = cp.spawnSync('/gantry/bin/launcher', ['run', '/bin/true'], { encoding: 'utf8' });
        console.log('LAUNCHER ' + asked.status + ' ' + asked.stderr.trim().split(': ').at(-1));
        console.log('SETUID' + cp.spawnSync('find', ['/', '-xdev', '-perm', '/6000', '-type', 'f'], { encoding: 'utf8' }).stdout.trim());
      });`),
    );
    const said = lines.filter((line) => /^(?:FIRST|SUPERVISOR|STEP|LAUNCHER|SETUID)/.test(line));
    const none = '0'.repeat(16);
    expect(said).toEqual([
      'FIRST Uid 0',
      'FIRST CapEff 00000000000000e1',
      'FIRST CapPrm 00000000000000e1',
      'FIRST NoNewPrivs 1',
      'SUPERVISOR Uid 10001',
      `SUPERVISOR CapEff ${none}`,
      `SUPERVISOR CapPrm ${none}`,
      'SUPERVISOR NoNewPrivs 1',
      'STEP Uid 10002',
      `STEP CapInh ${none}`,
      `STEP CapPrm ${none}`,
      `STEP CapEff ${none}`,
      'STEP NoNewPrivs 1',
      'STEP Seccomp 2',
      'LAUNCHER 126 Permission denied',
      'SETUID',
    ]);
  });

  it('shows a step neither the order, nor the network, nor a way to touch the supervisor or who launches', async () => {
    const { lines, report } = await runTask(
      hostile(`
      const parentOf = (pid) => { try { return fs.readFileSync('/proc/' + pid + '/status', 'utf8').match(/PPid:\\s*(\\d+)/)[1]; } catch { return ''; } };
      const others = ['1', ...fs.readdirSync('/proc').filter((pid) => /^\\d+$/.test(pid) && parentOf(pid) === '1')];
      console.log('OTHERS ' + others.length);
      const tries = {
        environ: (pid) => fs.readFileSync('/proc/' + pid + '/environ'),
        memory: (pid) => fs.openSync('/proc/' + pid + '/mem', 'r'),
        kill: (pid) => process.kill(Number(pid), 'SIGKILL'),
      };
      const places = {
        write: () => fs.writeFileSync('/gantry/pod-image/main.ts', ''),
        work: () => fs.writeFileSync('/work/x', ''),
        door: () => fs.readdirSync('/work/.launcher'),
      };
      const attempt = (name, act) => test(name, () => { try { act(); console.log('DID ' + name); } catch (error) { console.log('REFUSED ' + error.code); } });
      for (const [name, act] of Object.entries(places)) attempt(name, act);
      for (const pid of others) for (const [name, act] of Object.entries(tries)) attempt(name + ' of ' + pid, () => act(pid));
      test('everybody\\'s environment', () => {
        for (const pid of fs.readdirSync('/proc').filter((n) => /^\\d+$/.test(n))) { try { if (fs.readFileSync('/proc/' + pid + '/environ', 'latin1').includes('GANTRY')) console.log('DID ' + pid); } catch {} }
      });
      test('network', async () => { const code = await new Promise((r) => net.connect(${Number(new URL(standIn.url).port)}, '127.0.0.1').on('connect', () => r('DID')).on('error', (e) => r(e.code))); console.log('NET ' + code); });`),
    );
    expect(lines.filter((line) => line.startsWith('DID'))).toEqual([]);
    // Who launches, the supervisor, and who keeps this very step.
    expect(lines).toContain('OTHERS 3');
    expect(lines.filter((line) => line.startsWith('REFUSED'))).toHaveLength(3 + 3 * 3);
    expect(lines).toContain('NET EAFNOSUPPORT');
    expect(report.outcome).toBe('passed');
  });

  it('survives a step that takes all memory, and says so', async () => {
    const { report } = await runTask(
      hostile(
        `test('grows', async () => { const all = []; for (;;) { all.push(Buffer.alloc(16 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } });`,
      ),
    );
    expect(report).toMatchObject({ outcome: 'failed', failed_because: 'memory' });
  });

  it('ends a fork bomb and a hang by their names', async () => {
    const bomb = await runTask(
      hostile(
        `test('forks', () => { const bomb = () => { for (let i = 0; i < 50; i++) cp.spawn('/bin/sleep', ['1000']).on('error', () => {}); setImmediate(bomb); }; return new Promise(() => bomb()); });`,
      ),
    );
    expect(bomb.report.failed_because).toMatch(/^(?:processes|memory)$/);
    const hang = await runTask(hostile(`test('hangs', () => { for (;;); });`), { wall_ms: 3_000 });
    expect(hang.report).toMatchObject({ failed_because: 'time', steps: [{ ended_by: 'time' }] });
  });
});
