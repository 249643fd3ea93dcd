import { describe, expect, test } from 'vitest';
import { socketsOf } from '../../../core/mission/live-sockets.ts';
import { relayLog } from '../../../core/pod/relay-log.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import { newMissionId } from '../mission/play.ts';
import { podId, userId } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
const ports = makePorts();
const missionId = newMissionId();

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
    await relayLog({ ...ports, liveFeed })(notice, options);
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

  test('is not looked for when a pod has stopped', async () => {
    expect(await relay('out/log-0', log, 'stopped')).toEqual([]);
  });
});
