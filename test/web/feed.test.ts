import { describe, expect, it } from 'vitest';
import type { ServerFrame } from '../../core/wire/socket.ts';
import { serverFrameSchema } from '../../core/wire/socket.ts';
import type { Feed } from '../../web/mission/feed.ts';
import { emptyFeed, liveLog, parseLog, receiveFrame } from '../../web/mission/feed.ts';
import { eventOf, missionId, shippedMission } from './mission-frames.ts';

const receiveAll = (frames: readonly ServerFrame[], from: Feed = emptyFeed): Feed =>
  frames.reduce((feed, frame) => receiveFrame(feed, frame).feed, from);

const log = (n: number, lines: readonly string[], attempt = 0): ServerFrame =>
  serverFrameSchema.parse({
    type: 'log',
    mission_id: missionId,
    attempt,
    step: 'test',
    n,
    lines,
  });

const delta = (text: string): ServerFrame =>
  serverFrameSchema.parse({ type: 'delta', mission_id: missionId, text });

const writing = (text: string): ServerFrame =>
  serverFrameSchema.parse({
    type: 'writing',
    mission_id: missionId,
    phase: 'writing',
    path: 'index.html',
    bytes: text.length,
    file: 1,
    planned: 3,
    text,
  });

describe('receiveFrame', () => {
  it('sees a gap when the server is ready further than it is', () => {
    const feed = receiveAll(shippedMission.slice(0, 2));
    expect(receiveFrame(feed, { type: 'ready', seq: 3 }).verdict).toBe('gap');
    expect(receiveFrame(feed, { type: 'ready', seq: 2 }).verdict).toBe('taken');
  });

  it('takes no pong for a gap, whose event may still be on its way', () => {
    expect(receiveFrame(emptyFeed, { type: 'pong', seq: 4 }).verdict).toBe('known');
  });

  it('begins what is written and said anew with each authoring', () => {
    const first = receiveAll([...shippedMission.slice(0, 2), delta('one'), delta(' two'), writing('abc')]);
    expect([first.said, first.writing.text]).toEqual(['one two', 'abc']);
    const again = receiveFrame(
      first,
      eventOf({ seq: 3, event: 'authoring-started', status: 'HEALING', data: { attempt: 1 } }),
    );
    expect([again.feed.said, again.feed.writing.files]).toEqual(['', []]);
  });

  it('lets go of what was written when its draft is stored, and keeps what was said', () => {
    const feed = receiveAll([
      ...shippedMission.slice(0, 2),
      delta('one'),
      writing('abc'),
      ...shippedMission.slice(2, 3),
    ]);
    expect([feed.said, feed.writing.files, feed.writing.text]).toEqual(['one', [], '']);
  });

  it('goes on with what was written over answers that were cut off or rejected', () => {
    const feed = receiveAll([
      ...shippedMission.slice(0, 2),
      writing('abc'),
      eventOf({ seq: 3, event: 'answer-cut-off', status: 'ARCHITECTING', data: { attempt: 0 } }),
    ]);
    expect(feed.writing.files).toHaveLength(1);
  });

  it('puts log lines in their order, each batch once', () => {
    const feed = receiveAll([log(1, ['b']), log(0, ['a']), log(1, ['b']), log(0, ['x'], 1)]);
    expect(liveLog(feed, 0)).toEqual({
      lines: [
        { step: 'test', text: 'a' },
        { step: 'test', text: 'b' },
      ],
      isWhole: true,
    });
    expect(liveLog(feed, 1).lines).toEqual([{ step: 'test', text: 'x' }]);
  });

  it('calls a log not whole when its beginning was missed or a second pod took over', () => {
    expect(liveLog(receiveAll([log(1, ['b'])]), 0).isWhole).toBe(false);
    const twoPods = [
      ...shippedMission.slice(0, 5),
      eventOf({ seq: 6, event: 'bundle-handed-over', status: 'BUILDING', data: { attempt: 0 } }),
    ];
    expect(liveLog(receiveAll([...twoPods, log(0, ['a'])]), 0).isWhole).toBe(false);
  });
});

describe('parseLog', () => {
  it('reads the step of each line, and keeps a line without one', () => {
    expect(parseLog('[test] ok 1\n[smoke] \n  odd\n')).toEqual([
      { step: 'test', text: 'ok 1' },
      { step: 'smoke', text: '' },
      { step: '', text: '  odd' },
    ]);
  });

  it('reads an empty log as no lines', () => {
    expect(parseLog('')).toEqual([]);
  });
});
