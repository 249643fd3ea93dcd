import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { functionConfig } from './config.ts';
import type { Reply, SentReply } from './endpoint.ts';

/** A reply as it is sent: where the API in front cannot stream, a body is read to its end, and bytes go as base64, which the API takes apart again. */
export async function bufferBody(reply: Reply): Promise<SentReply> {
  if (!('body' in reply)) return reply;
  const { body } = reply;
  if (typeof body === 'string') return { ...reply, body };
  const { responseStreaming } = functionConfig();
  if (body instanceof Uint8Array)
    return responseStreaming
      ? { ...reply, body: Readable.from([Buffer.from(body)]) }
      : { ...reply, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  return { ...reply, body: responseStreaming ? body : await text(body) };
}
