import { crc32 } from 'node:zlib';

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

const stringHeader = ([name, value]: readonly [string, string]): Buffer => {
  const bytes = Buffer.from(value);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(bytes.length);
  return Buffer.concat([
    Buffer.from([Buffer.byteLength(name)]),
    Buffer.from(name),
    Buffer.from([7]),
    size,
    bytes,
  ]);
};

/** One message of `application/vnd.amazon.eventstream`: lengths, checksum, string headers, JSON payload, checksum. */
function encodeMessage(headers: Readonly<Record<string, string>>, payload: unknown): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(stringHeader));
  const body = Buffer.from(JSON.stringify(payload));
  const lengths = Buffer.concat([word(16 + head.length + body.length), word(head.length)]);
  const message = Buffer.concat([lengths, word(crc32(lengths)), head, body]);
  return Buffer.concat([message, word(crc32(message))]);
}

/** A ConverseStream event on the wire. */
export const encodeEvent = (type: string, payload: unknown): Buffer =>
  encodeMessage(
    { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' },
    payload,
  );

/** A fault in the middle of a stream on the wire. */
export const encodeException = (type: string, message: string): Buffer =>
  encodeMessage(
    { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' },
    { message },
  );
