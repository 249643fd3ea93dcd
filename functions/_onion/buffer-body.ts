import { text } from 'node:stream/consumers';
import { functionConfig } from './config.ts';
import type { Reply } from './endpoint.ts';

/** A reply whose body is read to its end where the API in front cannot stream; else the reply as it is. */
export async function bufferBody(reply: Reply): Promise<Reply> {
  if (functionConfig().responseStreaming || !('body' in reply) || typeof reply.body === 'string')
    return reply;
  return { ...reply, body: await text(reply.body) };
}
