import { describe, expect, test } from 'vitest';
import { socketsOf } from '../../../core/mission/live-sockets.ts';
import { addPod, movePod } from '../../../core/pod/pod-records.ts';
import { relayLog } from '../../../core/pod/relay-log.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import { newMissionId } from '../mission/play.ts';
import { podId, userId } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
const ports = makePorts();
const missionId = newMissionId();
const flow = fakeWorkflow();

describe('a batch of a pod’s log', () => {
  const pod = podId();
  const relay = async (key: string, value?: unknown, kind: 'mailbox' | 'stopped' = 'mailbox') => {
    const { liveFeed, inbox } = fakeLiveFeed();
    const socket = {
      connection_id: 'c1',
      mission_id: missionId,
      held_by: { user_id: userId, username: 'ada', grant_id: 'ses_1' },
      sent: 0,
      is_ready: true,
      opened_at_ms: 0,
    };
    await ports.records.put(
      { partition: socketsOf(missionId), sort: 'c1' },
      socket,
      { condition: { kind: 'any' } },
      never,
    );
    if (value !== undefined) {
      const bytes = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
      await ports.objects.put(mailboxPrefix(missionId, pod) + key, bytes, {}, never);
    }
    const notice =
      kind === 'mailbox' ? { kind, missionId, podId: pod, key } : { kind, missionId, podId: pod };
    await relayLog({ ...ports, liveFeed, workflow: flow.workflow })(notice, options);
    return inbox('c1');
  };
  const log = { attempt: 0, step: 'test', n: 0, lines: ['ok'] };

  test('goes to the mission’s sockets', async () => {
    expect(await relay('out/log-0', log)).toEqual([{ type: 'log', mission_id: missionId, ...log }]);
  });

  test.each([
    ['is something else', 'out/report.json', log],
    ['is not there any more', 'out/log-1', undefined],
    ['is too large for a frame', 'out/log-2', { ...log, lines: ['x'.repeat(33_000)] }],
    ['is no JSON', 'out/log-4', '{"lines": ['],
    ['is of another shape', 'out/log-3', { lines: [] }],
  ])('that %s is left out', async (_, key, value) => {
    expect(await relay(key, value)).toEqual([]);
  });

  test('is a sign of life to the build that waits for the pod, and to nobody before and after one', async () => {
    const waiting = {
      pod_id: pod,
      mission_id: missionId,
      attempt: null,
      state: 'waiting',
      task_token: null,
    } as const;
    const stored = await addPod(ports)(waiting, never);
    await relay('out/log-0', log);
    expect(flow.answered).toEqual([]);
    const building = { state: 'building', attempt: 0, task_token: 'token-1' } as const;
    expect(await movePod(ports)(stored, building, never)).toBe(true);
    await relay('out/log-2', { ...log, lines: ['x'.repeat(33_000)] });
    expect(flow.answered).toEqual([['token-1', 'beat']]);
    await relay('out/report.json', log);
    expect(flow.answered).toHaveLength(1);
  });

  test('is not looked for when a pod has stopped', async () => {
    expect(await relay('out/log-0', log, 'stopped')).toEqual([]);
  });
});
