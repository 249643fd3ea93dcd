import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { treeOf } from '../../bench/process-usage.ts';
import { installedBrowser } from '../../pod-image/driver/installed-browser.ts';
import { isAlive, startOf } from '../../pod-image/supervisor/process-tree.ts';
import { hasBrowser } from './driver/support/test-browser.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';
import { buildInPod, goodApp, page, readBuilt, startPod } from './support/pod-fixture.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const browser = installedBrowser() ?? 'none';
const waits = checkOf('c1', 'It comes', { do: 'see', what: 'What never comes' });

/** A function that tells what it sees of other processes and of other people's files. */
const looking = {
  ...goodApp,
  'index.html': page('<h1>Hello</h1>'),
  'api/look.js': `import fs from 'node:fs';
export default (request, response) => {
  const read = (path) => { try { return fs.readFileSync(path, 'latin1'); } catch { return ''; } };
  const others = fs.readdirSync('/proc').filter((pid) => /chromium|chrome|driver|pod-image.main/.test(/^\\d+$/.test(pid) ? read('/proc/' + pid + '/cmdline') : ''));
  response.end(JSON.stringify({ others, downloads: fs.existsSync('/downloads') }));
};\n`,
  'test/look.test.js': `import test from 'node:test';
import look from '../api/look.js';
test('looks', () => look({}, { end: () => undefined }));\n`,
};

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};
const uidOf = (pid: number): string => read(`/proc/${pid}/status`).match(/^Uid:\s+(\d+)/m)?.[1] ?? '';
const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

/** A pod whose browser and driver are at work, and every process of it. */
async function podAtWork() {
  const pod = startPod({ files: goodApp, browser, bundle: { spec: specOf([waits]) } });
  const supervisor = pod.child.pid ?? 0;
  const find = (what: RegExp) => treeOf(supervisor).filter((pid) => what.test(commandOf(pid)));
  // The renderer comes last; until a check waits for what never comes, each is there for a moment only.
  for (let pids: number[] = []; pids.length === 0; await sleep(20)) {
    if (pod.child.exitCode !== null) throw new Error('the pod ended before its browser was seen');
    pids = find(/--type=renderer/).filter((pid) => !commandOf(pid).startsWith('/usr/bin/bwrap'));
  }
  return { ...pod, supervisor, find };
}

describe.skipIf(!hasBubblewrap || !hasBrowser)('browser and driver of a pod', { timeout: 60_000 }, () => {
  it('are out of the sight of an app, whose functions run beside them', async () => {
    const { report } = await buildInPod({
      files: looking,
      browser,
      bundle: {
        spec: specOf([
          checkOf('c1', 'It sees nothing', {
            do: 'call',
            method: 'GET',
            path: '/api/look',
            expect: { holds: '{"others":[],"downloads":false}' },
          }),
        ]),
      },
    });
    expect(report.accept?.checks).toMatchObject([{ id: 'c1', outcome: 'held' }]);
  });

  it('are users of their own beside the supervisor, none of whom may become another', async (test) => {
    if (process.getuid?.() !== 0)
      return test.skip('as another than root they are one user, in namespaces of their own');
    const { child, mailbox, find } = await podAtWork();
    const inside = (what: RegExp): number =>
      find(what).filter((pid) => !/bwrap|setpriv|prlimit/.test(commandOf(pid).split(' ')[0] ?? ''))[0] ?? 0;
    const pids = { browser: inside(/--remote-debugging-pipe/), driver: inside(/driver\/main\.ts/) };
    const status = (pid: number, name: string) =>
      read(`/proc/${pid}/status`).match(new RegExp(`^${name}:\\s+(\\S+)`, 'm'))?.[1];
    const uids = Object.values(pids).map(uidOf);
    for (const pid of Object.values(pids)) {
      expect([
        status(pid, 'NoNewPrivs'),
        status(pid, 'CapEff'),
        status(pid, 'CapBnd'),
        status(pid, 'Seccomp'),
      ]).toEqual(['1', '0'.repeat(16), '0'.repeat(16), '2']);
    }
    await readBuilt(child, mailbox);
    expect(new Set([...uids, '0', '']).size).toBe(4);
  });

  it('die with their supervisor, however it dies', async () => {
    const { child, supervisor } = await podAtWork();
    const all = treeOf(supervisor).map((pid) => ({ pid, startedAt: startOf(pid) }));
    expect(all.length).toBeGreaterThan(5);
    child.kill('SIGKILL');
    const living = () => all.filter(({ pid, startedAt }) => isAlive(pid, startedAt));
    for (let tried = 0; living().length > 0 && tried < 500; tried += 1) await sleep(20);
    expect(living().map(({ pid }) => commandOf(pid))).toEqual([]);
  });
});
