import type { IncomingMessage } from 'node:http';
import { InputRejected } from '../../core/errors.ts';

/** True when the request declares more than it may send. */
export const declaresTooMuch = (request: IncomingMessage, maxBytes: number): boolean =>
  Number(request.headers['content-length'] ?? 0) > maxBytes;

/** Reads the whole body and keeps at most `maxBytes` of it; more is InputRejected 413, with the request left open to be drained. */
export async function readBody(
  request: IncomingMessage,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Buffer> {
  if (declaresTooMuch(request, maxBytes)) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (maxBytes: number): InputRejected =>
  new InputRejected('body_too_large', `Send at most ${maxBytes} bytes.`, { status: 413 });
