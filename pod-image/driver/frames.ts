/** One thing that supervisor and driver say to each other: a message, or bytes to or from the browser that are passed on unread. */
export type Frame =
  | { readonly kind: 'message'; readonly value: unknown; readonly sizeBytes: number }
  | { readonly kind: 'browser'; readonly bytes: Buffer };

/** A frame is its length in four bytes, its kind in one, and so many bytes less one. */
const headBytes = 4;
const kinds = { message: 0, browser: 1 } as const;

/** More than any message of ours holds; whoever says more is not heard any further. */
export const maxFrameBytes: number = 8 * 1024 * 1024;

function frame(kind: number, bytes: Uint8Array): Buffer {
  const whole = Buffer.allocUnsafe(headBytes + 1 + bytes.length);
  whole.writeUInt32BE(bytes.length + 1, 0);
  whole.writeUInt8(kind, headBytes);
  whole.set(bytes, headBytes + 1);
  return whole;
}

/** A message as it goes over the pipe. */
export const messageFrame = (value: unknown): Buffer =>
  frame(kinds.message, Buffer.from(JSON.stringify(value)));

/** Bytes of the browser as they go over the pipe: several frames where they are many. */
export function browserFrames(bytes: Uint8Array): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += maxFrameBytes - 1)
    frames.push(frame(kinds.browser, bytes.subarray(at, at + maxFrameBytes - 1)));
  return frames;
}

/** Takes what comes over a pipe in pieces and answers the frames that are whole; throws at one that is too large, empty, of no kind or no JSON. */
export function frameReader(): (chunk: Buffer) => readonly Frame[] {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let wantedBytes = headBytes;
  return (chunk) => {
    held.push(chunk);
    heldBytes += chunk.length;
    // Joined only where there is enough: a large frame in many pieces is copied once.
    if (heldBytes < wantedBytes) return [];
    let rest: Buffer = Buffer.concat(held);
    const frames: Frame[] = [];
    for (;;) {
      wantedBytes = wholeBytes(rest);
      if (rest.length < wantedBytes) break;
      frames.push(readFrame(rest.subarray(headBytes, wantedBytes)));
      rest = rest.subarray(wantedBytes);
    }
    held = [rest];
    heldBytes = rest.length;
    return frames;
  };
}

/** How many bytes the frame has that begins here, as far as that is known. */
function wholeBytes(bytes: Buffer): number {
  if (bytes.length < headBytes) return headBytes;
  const length = bytes.readUInt32BE(0);
  if (length === 0 || length > maxFrameBytes) throw new RangeError(`a frame of ${length} bytes`);
  return headBytes + length;
}

function readFrame(bytes: Buffer): Frame {
  const kind = bytes[0];
  const body = bytes.subarray(1);
  if (kind === kinds.browser) return { kind: 'browser', bytes: body };
  if (kind === kinds.message)
    return {
      kind: 'message',
      value: JSON.parse(body.toString('utf8')) as unknown,
      sizeBytes: body.length,
    };
  throw new RangeError(`a frame of no kind: ${kind}`);
}
