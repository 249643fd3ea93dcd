import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  browserFrames,
  type Frame,
  frameReader,
  maxFrameBytes,
  messageFrame,
} from '../../../pod-image/driver/frames.ts';

const cut = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
const said = (frame: Frame): unknown =>
  frame.kind === 'browser' ? frame.bytes.toString('latin1') : frame.value;

describe('Frames between supervisor and driver', () => {
  it('come out as they went in, however they are cut on the way', () => {
    const messages = fc.oneof(
      fc.record({ message: fc.jsonValue() }),
      fc.record({ browser: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
    );
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (sent, size) => {
        const bytes = sent.flatMap((one) =>
          'browser' in one ? browserFrames(one.browser) : [messageFrame(one.message)],
        );
        const read = frameReader();
        const frames = cut(Buffer.concat(bytes), size).flatMap((chunk) => read(chunk));
        expect(frames.map(said)).toEqual(
          sent.map((one) =>
            'browser' in one
              ? Buffer.from(one.browser).toString('latin1')
              : JSON.parse(JSON.stringify(one.message)),
          ),
        );
      }),
    );
  });

  it('hold what is too much for one in several', () => {
    const frames = browserFrames(Buffer.alloc(maxFrameBytes + 5, 1));
    expect(frames).toHaveLength(2);
    const read = frameReader();
    const sizes = frames
      .flatMap((frame) => read(frame))
      .map((frame) => 'bytes' in frame && frame.bytes.length);
    expect(sizes).toEqual([maxFrameBytes - 1, 6]);
  });

  it.each([
    ['too large', Buffer.from([0xff, 0xff, 0xff, 0xff, 0])],
    ['empty', Buffer.from([0, 0, 0, 0])],
    ['of no kind', Buffer.from([0, 0, 0, 2, 9, 1])],
    ['no JSON', Buffer.from([0, 0, 0, 2, 0, 0x7b])],
  ])('are refused where one is %s', (_, bytes) => {
    expect(() => frameReader()(bytes)).toThrow();
  });
});
