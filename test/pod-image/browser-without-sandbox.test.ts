import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { treeOf } from '../../bench/process-usage.ts';
import { installedBrowser } from '../../pod-image/driver/installed-browser.ts';
import { isAlive, startOf } from '../../pod-image/supervisor/process-tree.ts';
import {
  goodApp,
  type PodProcess,
  page,
  readBuilt,
  startPod,
  supervisorFile,
} from './support/pod-fixture.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const browser = installedBrowser() ?? 'none';
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
/** A browser's own sandbox starts for nobody who is root. */
const asUser = isRoot
  ? ['setpriv', '--reuid', String(nobody), '--regid', String(nobody), '--clear-groups']
  : [];
const probe = [process.execPath, supervisorFile, '--isolation', 'node-permission'];
probe.push('--browser', browser, '--probe-browser');

function run(command: readonly string[]) {
  const [file = '', ...args] = command;
  return spawnSync(file, args, { encoding: 'utf8', env: {}, timeout: 40_000 });
}

const probed = run([...asUser, ...probe]);
const canStart = probed.status === 0;
if (!canStart)
  console.warn(`SKIPPED: no browser starts here in its own sandbox alone. ${probed.stderr.slice(0, 300)}`);

/** Under Node's permission model, as somebody who is not root. */
function startWeakly(build: Parameters<typeof startPod>[0]): ReturnType<typeof startPod> {
  return startPod({ ...build, isolation: 'node-permission', browser }, (args, { env }) => {
    const mailbox = dirname(dirname(fileURLToPath(args.at(-1) ?? '')));
    if (isRoot) execFileSync('chown', ['-R', String(nobody), mailbox, env.TMPDIR ?? '']);
    const [file = '', ...rest] = [...asUser, process.execPath, ...args];
    const own = { TMPDIR: env.TMPDIR };
    return spawn(file, rest, { env: own, stdio: ['pipe', 'pipe', 'pipe'] }) as PodProcess;
  });
}

async function buildWeakly(build: Parameters<typeof startPod>[0]) {
  const { child, mailbox } = startWeakly(build);
  return readBuilt(child, mailbox);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

const script = (code: string) => ({
  ...goodApp,
  'index.html': page('<h1>Hello</h1>', '<script type="module" src="main.js"></script>'),
  'main.js': code,
});

describe.skipIf(!canStart)('a browser where no sandbox of ours is', { timeout: 60_000 }, () => {
  it('tries an app in its own, and leaves pictures as anywhere', async () => {
    const { report, keys } = await buildWeakly({
      files: goodApp,
      bundle: {
        spec: specOf([
          checkOf('c1', 'The sum is shown', { do: 'see', what: '3' }),
          checkOf('c2', 'A duck is shown', { do: 'see', what: 'duck' }),
        ]),
      },
    });
    expect(report).toMatchObject({ outcome: 'passed', boot: { pages: ['index.html'] } });
    expect(report.accept?.browser).toMatch(/^Chromium \d/);
    expect(report.accept?.checks).toMatchObject([
      { id: 'c1', outcome: 'held' },
      { id: 'c2', outcome: 'failed' },
    ]);
    expect(keys).toContain('out/shot-0.png');
  });

  it('reaches no server of this machine, by whichever door a page tries', async () => {
    let reached = 0;
    const server = createServer((_request, response) => response.end('reached'));
    server.on('connection', () => {
      reached += 1;
    });
    const listener = createSocket('udp4', () => {
      reached += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => listener.bind(0, '127.0.0.1', resolve));
    const http = (server.address() as AddressInfo).port;
    const udp = listener.address().port;
    const { report } = await buildWeakly({
      files: script(`new WebSocket('ws://127.0.0.1:${http}/');
new EventSource('http://127.0.0.1:${http}/');
new Image().src = 'http://127.0.0.1:${http}/';
navigator.sendBeacon('http://127.0.0.1:${http}/', 'x');
fetch('http://127.0.0.1:${http}/', { mode: 'no-cors' }).catch(() => 0);
const link = document.createElement('link');
link.rel = 'preconnect'; link.href = 'http://127.0.0.1:${http}/'; document.head.append(link);
const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${udp}' }] });
peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
`),
      bundle: {
        spec: specOf([checkOf('c1', 'It comes', { do: 'see', what: 'What never comes' })]),
      },
    });
    server.close();
    listener.close();
    // The page did try.
    expect(report.message).toContain(`127.0.0.1:${http}`);
    expect(reached).toBe(0);
  });

  it('dies with its supervisor, however that dies', async () => {
    const waits = checkOf('c1', 'It comes', { do: 'see', what: 'What never comes' });
    const { child } = startWeakly({ files: goodApp, bundle: { spec: specOf([waits]) } });
    let all: { readonly pid: number; readonly startedAt: string | undefined }[] = [];
    for (let isSeen = false; !isSeen; await sleep(20)) {
      if (child.exitCode !== null) throw new Error('the pod ended before its browser was seen');
      all = treeOf(child.pid ?? 0).map((pid) => ({ pid, startedAt: startOf(pid) }));
      isSeen = all.some(({ pid }) => commandOf(pid).includes('--type=renderer'));
    }
    child.kill('SIGKILL');
    const living = () => all.filter(({ pid, startedAt }) => isAlive(pid, startedAt));
    for (let tried = 0; living().length > 0 && tried < 500; tried += 1) await sleep(20);
    expect(living()).toEqual([]);
  });

  it.skipIf(!isRoot)('does not start for root, and says so itself', () => {
    const { status, stderr } = run(probe);
    expect(status).not.toBe(0);
    expect(stderr).toContain('Running as root without --no-sandbox is not supported');
  });
});
