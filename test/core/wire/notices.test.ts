import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { podNoticesSchema } from '../../../core/wire/pod-notice.ts';
import { streamBatchSchema, wokenMissionsSchema } from '../../../core/wire/stream-event.ts';
import { mailboxWritten, podStopped } from '../../../local/pod-events.ts';
import { missionId, podId } from '../mission/samples.ts';

const written = (...keys: readonly string[]) => ({
  Records: keys.map((key) => ({ s3: { object: { key } } })),
});
const stopped = (startedBy: string, lastStatus = 'STOPPED') => ({
  'detail-type': 'ECS Task State Change',
  detail: { lastStatus, startedBy },
});
const prefix = `mailbox/${missionId}/${podId()}`;
const news = { missionId, podId: podId() };

describe('news of a pod', () => {
  test.each([
    [`${prefix}/out/report.json`, 'out/report.json'],
    [`${prefix}/out/log-0`, 'out/log-0'],
    [`${prefix}/out/a+b%2Bc%20d`, 'out/a b+c d'],
  ])('in the mailbox at %s is %s', (encoded, key) => {
    expect(podNoticesSchema.parse(written(encoded))).toEqual([{ kind: 'mailbox', ...news, key }]);
  });

  test.each([
    '',
    'drafts/x',
    `mailbox/${missionId}`,
    `mailbox/${missionId}/pod_x/out`,
    `mailbox/msn_x/${podId()}/out`,
    `${prefix}/`,
    `${prefix}/out/%`,
    `${prefix}/out/%ff%zz`,
  ])('at %j is none, and does not hide its neighbours', (key) => {
    expect(podNoticesSchema.parse(written(key, `${prefix}/in/bundle`))).toEqual([
      { kind: 'mailbox', ...news, key: 'in/bundle' },
    ]);
  });

  test.each(['out/log-0', 'out/a b+c%20d', 'out/é/ü&=?#'])(
    'comes from the local world as S3 writes it: %s',
    (key) => {
      expect(podNoticesSchema.parse(mailboxWritten(missionId, podId(), key))).toEqual([
        { kind: 'mailbox', ...news, key },
      ]);
    },
  );

  test('by EventBridge is the same, with the key as it is', () => {
    const event = { 'detail-type': 'Object Created', detail: { object: { key: `${prefix}/out/a+b%20` } } };
    expect(podNoticesSchema.parse(event)).toEqual([{ kind: 'mailbox', ...news, key: 'out/a+b%20' }]);
  });

  test('of a task that stopped names the pod', () => {
    expect(podNoticesSchema.parse(stopped(`${missionId}/${podId()}`))).toEqual([
      { kind: 'stopped', ...news },
    ]);
  });

  test.each([
    ['EssentialContainerExited', undefined],
    ['SpotInterruption', true],
    ['TerminationNotice', true],
    [7, undefined],
  ])('of a task that stopped by %s tells whether its host went away', (stopCode, isHostGone) => {
    const event = stopped(`${missionId}/${podId()}`);
    const detail = { ...event.detail, stopCode };
    const [notice] = podNoticesSchema.parse({ ...event, detail });
    expect(notice).toEqual({ kind: 'stopped', ...news, ...(isHostGone && { isHostGone }) });
  });

  test.each([
    [podStopped(missionId, podId()), {}],
    [podStopped(missionId, podId(), 'TerminationNotice'), { isHostGone: true }],
  ])('of a pod that stopped comes from the local world as ECS tells it', (event, more) => {
    expect(podNoticesSchema.parse(event)).toEqual([{ kind: 'stopped', ...news, ...more }]);
  });

  test.each(['', 'somebody', missionId, `${missionId}/`, `${podId()}/${missionId}`])(
    'of a task started by %j is none',
    (startedBy) => {
      expect(podNoticesSchema.parse(stopped(startedBy))).toEqual([]);
    },
  );

  test.each([
    {},
    null,
    { Records: [] },
    written(),
    stopped(`${missionId}/${podId()}`, 'RUNNING'),
    { Records: [{ s3: {} }] },
  ])('%j is no news', (event) => {
    expect(podNoticesSchema.safeParse(event).success).toBe(false);
  });
});

describe('a batch of the missions table', () => {
  const batch = (...ids: readonly string[]) => ({
    Records: ids.map((id) => ({ dynamodb: { Keys: { mission_id: { S: id } } } })),
  });
  const second = `msn_${'1'.repeat(26)}`;

  test('wakes each mission once, in the order they first appear, and no app', () => {
    const woken = wokenMissionsSchema.parse(
      batch(second, `app_${'0'.repeat(26)}`, missionId, second, 'junk'),
    );
    expect(woken).toEqual([{ missionId: second }, { missionId }]);
  });

  test('tells where in the stream each mission first appears, as far as there is a stream', () => {
    const at = (id: string, SequenceNumber: string) => ({
      dynamodb: { SequenceNumber, Keys: { mission_id: { S: id } } },
    });
    const Records = [at('junk', '100'), at(second, '101'), at(missionId, '102'), at(second, '103')];
    expect(wokenMissionsSchema.parse({ Records })).toEqual([
      { missionId: second, from: '101' },
      { missionId, from: '102' },
    ]);
  });

  test('of anything else is refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        expect(wokenMissionsSchema.safeParse(event).success).toBe(false);
      }),
    );
    expect(wokenMissionsSchema.parse(batch())).toEqual([]);
  });
});

describe('a batch of the stream', () => {
  const record = (eventName: string | undefined, seq: string | undefined) => ({
    ...(eventName !== undefined && { eventName }),
    dynamodb: { Keys: { mission_id: { S: missionId }, ...(seq !== undefined && { seq: { S: seq } }) } },
  });

  test('tells of every record that was changed or removed, and wakes by all', () => {
    const records = [
      record('INSERT', 'e#1'),
      record(undefined, 'e#2'),
      record('MODIFY', 'e#1'),
      record('REMOVE', undefined),
    ];
    expect(streamBatchSchema.parse({ Records: records })).toEqual({
      woken: [{ missionId }],
      broken: [
        { change: 'MODIFY', stream: missionId, sort: 'e#1' },
        { change: 'REMOVE', stream: missionId, sort: '' },
      ],
    });
  });
});
