import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Reply, SentReply } from './endpoint.ts';

/** A reply as it is sent: where the function or the API in front cannot stream, a body is read to its end, and bytes go as base64, which the API takes apart again. */
export async function bufferBody(reply: Reply, streams: boolean): Promise<SentReply> {
  if (!('body' in reply)) return reply;
  const { body } = reply;
  if (typeof body === 'string') return { ...reply, body };
  if (body instanceof Uint8Array)
    return streams
      ? { ...reply, body: Readable.from([Buffer.from(body)]) }
      : { ...reply, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  return { ...reply, body: streams ? body : await text(body) };
}
