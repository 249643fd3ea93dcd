import { describe, expect, it } from 'vitest';
import { type WritingFrame, writingFrameSchema } from '../../core/wire/socket.ts';
import { afterFrame, nothingWritten, progressOf, rowsOf, type Writing } from '../../web/mission/writing.ts';
import { missionId } from './mission-frames.ts';

const frame = (over: Partial<WritingFrame>): WritingFrame =>
  writingFrameSchema.parse({
    type: 'writing',
    mission_id: missionId,
    phase: 'writing',
    path: 'a.js',
    bytes: 3,
    file: 1,
    planned: 14,
    text: 'abc',
    ...over,
  });
const thinking = frame({ phase: 'thinking', path: null, bytes: 0, text: '' });
const writingAfter = (frames: readonly WritingFrame[], from: Writing = nothingWritten): Writing =>
  frames.reduce(afterFrame, from);

const second = frame({ path: 'b.js', file: 2, bytes: 2, text: 'xy' });

describe('what is being written', () => {
  it('grows the open file', () => {
    const writing = writingAfter([frame({}), frame({ bytes: 5, text: 'de' })]);
    expect(writing).toMatchObject({ text: 'abcde', files: [{ number: 1, path: 'a.js', bytes: 5 }] });
  });

  it('keeps name and size of a file that is done, and none of its text', () => {
    const writing = writingAfter([frame({}), second]);
    expect(writing.files).toEqual([
      { number: 1, path: 'a.js', bytes: 3 },
      { number: 2, path: 'b.js', bytes: 2 },
    ]);
    expect(writing.text).toBe('xy');
  });

  it('keeps what is there while the author thinks', () => {
    const writing = writingAfter([frame({}), thinking]);
    expect(writing).toMatchObject({ phase: 'thinking', text: 'abc', files: [{ path: 'a.js' }] });
  });

  it('forgets what an author that begins anew will write again', () => {
    const files = writingAfter([frame({}), second, frame({ bytes: 1, text: 'n' })]);
    expect(files).toMatchObject({ text: 'n', files: [{ number: 1, bytes: 1 }] });
    expect(writingAfter([frame({}), frame({ bytes: 1, text: 'n' })]).text).toBe('n');
    const nothing = writingAfter([frame({}), second, frame({ path: null, file: 1, bytes: 0, text: '' })]);
    expect(nothing).toMatchObject({ text: '', files: [{ number: 1 }] });
  });

  it('holds at most 64 KB of the open file, from the beginning of a line', () => {
    const line = `${'x'.repeat(99)}\n`;
    let writing = nothingWritten;
    for (let count = 1; count <= 2_000; count += 1) {
      writing = afterFrame(writing, frame({ bytes: count * 100, text: line }));
      expect(writing.text.length).toBeLessThanOrEqual(64 * 1_024);
    }
    expect(writing.text.length).toBeGreaterThan(40_000);
    expect(writing.text.split('\n').slice(0, -1)).toEqual(
      Array.from({ length: writing.text.length / 100 }, () => 'x'.repeat(99)),
    );
  });
});

describe('how far it is', () => {
  it.each([
    ['before anything', [], ''],
    ['with a plan and no file', [frame({ path: null, file: 0, bytes: 0, text: '' })], '14 files planned'],
    ['in a plan', [second], 'File 2 of 14'],
    ['at the last file of a plan', [frame({}), frame({ file: 14 })], 'File 14 of 14'],
    ['without a plan', [frame({ planned: 1 }), frame({ file: 2, planned: 2 })], 'File 2'],
  ])('is said %s', (_, frames, words) => {
    expect(progressOf(writingAfter(frames))).toBe(words);
  });

  it('says how many files were not seen', () => {
    const rows = rowsOf(
      writingAfter([frame({ file: 3 }), frame({ file: 4, path: 'b.js' }), frame({ file: 6 })]),
    );
    expect(rows).toMatchObject([{ unseen: 2 }, { number: 3 }, { number: 4 }, { unseen: 1 }, { number: 6 }]);
  });
});
