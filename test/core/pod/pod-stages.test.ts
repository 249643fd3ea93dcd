import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { loadArtifactTar, loadLog, loadReport, readMailboxLog } from '../../../core/pod/attempt-store.ts';
import { findPod } from '../../../core/pod/pod-records.ts';
import { receiveReport } from '../../../core/pod/receive-report.ts';
import { mailboxKeys } from '../../../core/wire/pod.ts';
import { commands, podId, toPassed, tree, userId } from '../mission/samples.ts';
import { never } from '../ports/never.ts';
import { makeReport } from './make-report.ts';
import { encode, options, podWorld } from './pod-world.ts';

const all = commands();
const { world, deps, read, begin, put } = podWorld();

const reported = async () => (await read()).attempts[0]?.report;
const artifact = { attempt: 0, artifactSha256: makeReport().artifact_sha256 ?? '' };

describe('a report', () => {
  const pod = podId();
  const log = (n: number, line: string) => ({ attempt: 0, step: 'test', n, lines: [line] });
  const report = (over = {}) =>
    makeReport({ mission_id: world.missionId, pod_id: pod, tree_sha256: tree(0), ...over });
  const building = async (task_token: string | null = 'token-1') => {
    await begin(toPassed.slice(0, 4));
    const record = { pod_id: pod, mission_id: world.missionId, state: 'building', attempt: 0, task_token };
    await world.ports.records.put(
      { partition: `pods#${world.missionId}`, sort: pod },
      record,
      { condition: { kind: 'any' } },
      never,
    );
  };
  const told = (kind: 'mailbox' | 'stopped') =>
    receiveReport(deps())(
      kind === 'mailbox'
        ? { kind, missionId: world.missionId, podId: pod, key: mailboxKeys.report }
        : { kind, missionId: world.missionId, podId: pod },
      options,
    );

  test.each([
    ['by the mailbox and then by the stop', ['mailbox', 'stopped']],
    ['by the stop alone', ['stopped']],
    ['by both, again and again', ['stopped', 'mailbox', 'mailbox', 'stopped']],
  ] as const)('is taken once, told %s', async (_, notices) => {
    await building();
    await put(pod, 'out/log-1', log(1, 'second'));
    await put(pod, 'out/log-0', log(0, 'first'));
    await put(pod, mailboxKeys.artifact, 'tar');
    await put(pod, mailboxKeys.report, report());
    for (const kind of notices) await told(kind);
    expect(world.flow.answered).toEqual([['token-1', 'succeeded']]);
    expect((await read()).attempts[0]?.report).toMatchObject({
      outcome: 'passed',
      tests: { total: 1, passed: 1, failed: 0 },
      coverage_percent: null,
    });
    expect(await loadLog(world.ports)(world.missionId, await reported(), never)).toBe(
      '[test] first\n[test] second\n',
    );
    expect(await loadArtifactTar(world.ports)(world.missionId, artifact, never)).toEqual(Buffer.from('tar'));
    expect(await loadReport(world.ports)(world.missionId, await reported(), never)).toEqual(report());
    expect((await findPod(world.ports)(world.missionId, pod, never))?.pod.state).toBe('done');
  });

  test('whose test titles are half a character is taken, and can be signed', async () => {
    await building();
    const titles = [{ title: 'adds \ud83d', outcome: 'passed' as const }];
    await put(pod, mailboxKeys.report, report({ tests: { total: 1, passed: 1, failed: 0, titles } }));
    await told('mailbox');
    expect(world.flow.answered).toEqual([['token-1', 'succeeded']]);
    const kept = await loadReport(world.ports)(world.missionId, await reported(), never);
    expect(kept.tests?.titles[0]?.title).toBe('adds \ufffd');
  });

  test('of a later copy never replaces the first one', async () => {
    await building();
    await put(pod, mailboxKeys.report, report());
    await told('mailbox');
    await building();
    await put(pod, mailboxKeys.report, report({ outcome: 'failed', failed_because: 'exit' }));
    await told('mailbox');
    expect((await loadReport(world.ports)(world.missionId, await reported(), never)).outcome).toBe('passed');
  });

  test('without tests, with coverage, and without a token is taken as well', async () => {
    await building(null);
    const coverage = { line_percent: 75, files: [] };
    await put(pod, mailboxKeys.report, report({ tests: null, coverage }));
    await told('mailbox');
    expect((await read()).attempts[0]?.report).toMatchObject({ tests: null, coverage_percent: 75 });
    expect(world.flow.answered).toEqual([]);
  });

  test('that comes after the mission’s end is kept and changes nothing', async () => {
    await building();
    await runCommand(world.ports)(
      { missionId: world.missionId, command: all.cancel, actor: userId },
      options,
    );
    await put(pod, mailboxKeys.report, report());
    const before = await read();
    await told('mailbox');
    expect(await read()).toEqual(before);
    expect(await world.ports.objects.list(`attempts/${world.missionId}/0/report-`, never)).toHaveLength(1);
  });

  test('passes on what keeps it from being recorded', async () => {
    await building();
    await put(pod, mailboxKeys.report, report());
    const eventLog = { ...world.ports.eventLog, append: async () => Promise.reject(new Error('no network')) };
    const receive = receiveReport({ ...deps(), eventLog })(
      { kind: 'stopped', missionId: world.missionId, podId: pod },
      options,
    );
    await expect(receive).rejects.toThrow('no network');
  });

  test.each([
    ['of another mission', { mission_id: `msn_${'9'.repeat(26)}` }],
    ['of another pod', { pod_id: podId('9') }],
    ['of another attempt', { attempt: 1 }],
  ])('%s is none', async (_, over) => {
    await building();
    await put(pod, mailboxKeys.report, { ...report(), ...over });
    await told('mailbox');
    expect((await read()).attempts[0]?.report).toBeUndefined();
    expect(world.flow.answered).toEqual([]);
  });

  test.each(['', '{', '{}', 'null'])(
    'that is %j is none, and the pod that leaves it is lost',
    async (text) => {
      await building();
      await put(pod, mailboxKeys.report, text);
      await told('mailbox');
      expect(world.flow.answered).toEqual([]);
      await told('stopped');
      expect(world.flow.answered).toEqual([['token-1', 'PodLost']]);
    },
  );

  test('that never comes because the pod’s host went away is nobody’s try', async () => {
    await building();
    await receiveReport(deps())(
      { kind: 'stopped', missionId: world.missionId, podId: pod, isHostGone: true },
      options,
    );
    expect(world.flow.answered).toEqual([['token-1', 'PodInterrupted']]);
    expect((await findPod(world.ports)(world.missionId, pod, never))?.pod.state).toBe('done');
  });

  test('that never comes loses the pod, with or without a token, and an unknown pod is nobody’s', async () => {
    await told('stopped');
    await building(null);
    await told('stopped');
    expect(world.flow.answered).toEqual([]);
    expect((await findPod(world.ports)(world.missionId, pod, never))?.pod.state).toBe('done');
  });

  test('that was changed since is refused', async () => {
    await building();
    await put(pod, mailboxKeys.report, report());
    await told('mailbox');
    const [key = ''] = await world.ports.objects.list(`attempts/${world.missionId}/0/report-`, never);
    const get = async (asked: string, signal: AbortSignal) =>
      asked === key ? encode(report({ outcome: 'failed' })) : world.ports.objects.get(asked, signal);
    const objects = { ...world.ports.objects, get };
    await expect(
      loadReport({ ...world.ports, objects })(world.missionId, await reported(), never),
    ).rejects.toMatchObject({
      name: 'DependencyRefused',
      code: 'report_changed',
    });
  });

  test('and an artifact that are not there are NotFound', async () => {
    await begin();
    await expect(loadReport(world.ports)(world.missionId, await reported(), never)).rejects.toMatchObject({
      code: 'report_not_found',
    });
    await expect(loadArtifactTar(world.ports)(world.missionId, artifact, never)).rejects.toMatchObject({
      code: 'artifact_not_found',
    });
    expect(await loadLog(world.ports)(world.missionId, await reported(), never)).toBeUndefined();
  });

  test('is read around junk among the logs, and logs that vanish', async () => {
    await put(pod, 'out/log-0', log(0, 'good'));
    await put(pod, 'out/log-1', 'junk');
    expect(await readMailboxLog(world.ports)(world.missionId, pod, never)).toBe('[test] good\n');
    const objects = { ...world.ports.objects, get: async () => undefined };
    expect(await readMailboxLog({ ...world.ports, objects })(world.missionId, pod, never)).toBe('');
  });
});
