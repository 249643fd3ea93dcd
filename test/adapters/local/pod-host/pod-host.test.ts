import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { localPodHost } from '../../../../adapters/local/pod-host.ts';
import { mailboxPrefix } from '../../../../core/ports/pod-host.ts';
import { podIdSchema } from '../../../../core/wire/ids.ts';
import { defaultPodLimits, isolationSchema, podReportSchema } from '../../../../core/wire/pod.ts';
import {
  bundleOf,
  goodApp,
  missionId,
  podId,
  putBundle,
  testFile,
} from '../../../pod-image/support/pod-fixture.ts';
import { temporaryHome } from '../temporary-home.ts';

const isolation = isolationSchema.parse(process.env.GANTRY_ISOLATION);
const { signal } = new AbortController();
const request = { missionId, podId, limits: defaultPodLimits, waitMs: 20_000 };

function makeHost(overrides: Partial<Parameters<typeof localPodHost>[0]> = {}) {
  const home = temporaryHome();
  const told: string[] = [];
  const stopped = Promise.withResolvers<void>();
  const host = localPodHost({
    home,
    isolation,
    browser: Promise.resolve('none'),
    allowsWeakPod: false,
    isBuiltInModel: false,
    onMailbox: async (mission, _pod, key) => {
      expect(mission).toBe(missionId);
      await sleep(5);
      told.push(key);
    },
    onStopped: () => {
      told.push('stopped');
      stopped.resolve();
    },
    ...overrides,
  });
  const mailbox = join(home, 'objects', mailboxPrefix(missionId, podId));
  return { host, home, told, stopped: stopped.promise, mailbox };
}

/** Whether a child has died and this process has been told of it. */
function isReaped(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function until(condition: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error('what was waited for did not come');
    await sleep(10);
  }
}

function procText(pid: number, name: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

const commandLine = (pid: number): string => procText(pid, 'cmdline');

const pids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const commandLines = (): string[] => pids().map(commandLine);

/** Supervisors of a home that have no order yet: theirs is the command line that ends with its flags. */
const sparesOf = (home: string): number[] =>
  pids().filter((pid) => /--lifeline\0$/.test(commandLine(pid)) && procText(pid, 'environ').includes(home));

const hang = (word: string): Record<string, string> => ({
  ...goodApp,
  'test/add.test.js': testFile(`test('hangs', () => { process.title = '${word}'; for (;;); });`),
});

describe('the local pod host', () => {
  it('runs a pod over its mailbox and tells of each key in order, and of the end last', async () => {
    const { host, told, stopped, mailbox } = makeHost();
    expect(await host.state(podId, signal)).toBe('absent');
    await host.launch(request, signal);
    expect(await host.state(podId, signal)).toBe('starting');
    await until(async () => (await host.state(podId, signal)) === 'running');
    putBundle(mailbox, bundleOf({ files: goodApp }));
    await stopped;
    expect(await host.state(podId, signal)).toBe('absent');
    // How many batches a log makes is a matter of how fast the machine is.
    const logs = told.filter((key) => key.startsWith('out/log-'));
    expect(logs.length).toBeGreaterThan(1);
    expect(told).toEqual([
      ...logs.map((_, n) => `out/log-${n}`),
      'out/artifact.tar',
      'out/report.json',
      'stopped',
    ]);
    const report = podReportSchema.parse(JSON.parse(readFileSync(join(mailbox, 'out/report.json'), 'utf8')));
    expect(report).toMatchObject({ outcome: 'passed', isolation, mission_id: missionId, pod_id: podId });
  });

  it('takes the same pod id for the same pod, while it runs and after it has reported', async () => {
    const { host, told, stopped, mailbox } = makeHost();
    await Promise.all([host.launch(request, signal), host.launch(request, signal)]);
    putBundle(mailbox, bundleOf({ files: goodApp, recipe: [{ step: 'build', program: 'assemble-static' }] }));
    await stopped;
    await host.launch(request, signal);
    expect(await host.state(podId, signal)).toBe('absent');
    expect(told.filter((key) => key === 'stopped')).toHaveLength(1);
  });

  it('stops a pod with everything in it, and leaves an absent one alone', async () => {
    const word = `gantry-hang-${process.pid}-a`;
    const { host, told, stopped, mailbox } = makeHost();
    await host.stop(podId, signal);
    await host.launch(request, signal);
    putBundle(mailbox, bundleOf({ files: hang(word) }));
    await until(() => commandLines().some((line) => line.startsWith(word)));
    await host.stop(podId, signal);
    await stopped;
    expect(commandLines().filter((line) => line.startsWith(word))).toEqual([]);
    expect(existsSync(join(mailbox, 'out/report.json'))).toBe(false);
    expect(told.at(-1)).toBe('stopped');
  });

  it('tells of a pod that was never given a bundle as stopped', async () => {
    const { host, told, stopped } = makeHost();
    await host.launch({ ...request, waitMs: 100 }, signal);
    await stopped;
    expect(told).toEqual(['stopped']);
  });

  it('keeps what a supervisor that fails says, and tells of its end', async () => {
    const said: string[] = [];
    const { host, stopped, mailbox } = makeHost({ onDiagnosis: (_pod, text) => said.push(text) });
    await host.launch(request, signal);
    writeFileSync(join(mailbox, 'bundle.new'), '{"not":"a bundle"}');
    renameSync(join(mailbox, 'bundle.new'), join(mailbox, 'in/bundle'));
    await stopped;
    expect(said.join('')).toContain('ZodError');
  });

  it.skipIf(process.platform !== 'linux')(
    'has a supervisor ready for the next pod once one has ended, uses it, and ends it when it is closed',
    async () => {
      const { host, home, told, stopped, mailbox } = makeHost();
      const bundle = bundleOf({ files: goodApp, recipe: [{ step: 'build', program: 'assemble-static' }] });
      await host.launch(request, signal);
      putBundle(mailbox, bundle);
      await stopped;
      await until(() => sparesOf(home).length === 1);
      const [spare = 0] = sparesOf(home);
      const next = podIdSchema.parse(`pod_${'1'.repeat(26)}`);
      await host.launch({ ...request, podId: next }, signal);
      const nextMailbox = join(home, 'objects', mailboxPrefix(missionId, next));
      putBundle(nextMailbox, bundle);
      await until(() => commandLine(spare).startsWith(`gantry-pod ${missionId}/${next}`));
      await until(async () => (await host.state(next, signal)) === 'absent');
      expect(existsSync(join(nextMailbox, 'out/report.json'))).toBe(true);
      expect(told.filter((key) => key === 'stopped')).toHaveLength(2);
      await until(() => sparesOf(home).length === 1);
      expect(sparesOf(home)).not.toContain(spare);
      host.close();
      await until(() => sparesOf(home).length === 0);
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'starts a pod of its own where the one that was ready has died',
    async () => {
      const { host, home, stopped, mailbox } = makeHost();
      await host.launch({ ...request, waitMs: 100 }, signal);
      await stopped;
      await until(() => sparesOf(home).length === 1);
      const [spare = 0] = sparesOf(home);
      process.kill(spare, 'SIGKILL');
      await until(() => isReaped(spare));
      await host.launch(request, signal);
      putBundle(
        mailbox,
        bundleOf({ files: goodApp, recipe: [{ step: 'build', program: 'assemble-static' }] }),
      );
      await until(() => existsSync(join(mailbox, 'out/report.json')));
      host.close();
    },
  );

  it('accepts any model unless isolation is weak and more is not allowed', () => {
    const accepts = (config: Parameters<typeof makeHost>[0]): readonly boolean[] => {
      const { acceptsAnyModel, acceptsAuthor } = makeHost(config).host;
      return [acceptsAnyModel, acceptsAuthor];
    };
    expect(accepts({ isolation: 'bubblewrap' })).toEqual([true, true]);
    expect(accepts({ isolation: 'node-permission' })).toEqual([false, false]);
    expect(accepts({ isolation: 'node-permission', isBuiltInModel: true })).toEqual([false, true]);
    expect(accepts({ isolation: 'node-permission', allowsWeakPod: true })).toEqual([true, true]);
  });

  it('brings Python packages by its image, and else where this machine has them', () => {
    expect(makeHost({ isolation: 'docker' }).host.bringsPythonPackages).toBe(true);
    expect(makeHost({ isolation: 'bubblewrap' }).host.bringsPythonPackages).toBe(
      existsSync(join(import.meta.dirname, '../../../../pod-image/python-packages')),
    );
  });

  it.each(['bubblewrap', 'node-permission'] as const)(
    'has its %s pods end themselves and their steps when the host process is killed',
    async (kind) => {
      if (kind === 'bubblewrap' && isolation === 'node-permission')
        return console.warn('SKIPPED: no bubblewrap');
      const word = `gantry-hang-${process.pid}-${kind}`;
      const home = temporaryHome();
      const mailbox = join(home, 'objects', mailboxPrefix(missionId, podId));
      mkdirSync(join(mailbox, 'in'), { recursive: true });
      putBundle(mailbox, bundleOf({ files: hang(word) }));
      const script = `
        const { localPodHost } = await import(${JSON.stringify(new URL('../../../../adapters/local/pod-host.ts', import.meta.url).href)});
        const host = localPodHost({ home: ${JSON.stringify(home)}, isolation: '${kind}', browser: Promise.resolve('none'), allowsWeakPod: true, isBuiltInModel: false, onMailbox() {}, onStopped() {} });
        await host.launch(${JSON.stringify(request)}, new AbortController().signal);
        setInterval(() => {}, 1000);`;
      const workRoot = temporaryHome();
      chmodSync(workRoot, 0o755);
      const env = { ...process.env, TMPDIR: workRoot };
      const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: 'inherit',
        env,
      });
      await until(() => commandLines().some((line) => line.startsWith(word)), 10_000);
      owner.kill('SIGKILL');
      await until(() => !commandLines().some((line) => line.startsWith(word) || line.includes(mailbox)));
      // What the supervisor wrote it takes away itself; its folder is taken away by the next start.
      await until(() =>
        readdirSync(workRoot).every((name) => readdirSync(join(workRoot, name)).length === 0),
      );
    },
  );
});
