import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { sayFault } from '../say-fault.ts';
import { printFault } from '../terminal.ts';
import type { Answer, Context } from './context.ts';
import { type Reached, withGantry } from './reach-gantry.ts';

/** As long as the server lets a tool take, and a little more. */
const answerMs = 335_000;
const accept = 'application/json, text/event-stream';

/** Speaks the Model Context Protocol on standard input and output: each message goes to the server as whoever the commands act as. */
export const serveMcp = (context: Context): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const transport = new StdioServerTransport();
    const ended = Promise.withResolvers<void>();
    const pending = new Set<Promise<void>>();
    transport.onmessage = (message) => {
      const passing = pass(gantry, transport, message).finally(() => pending.delete(passing));
      pending.add(passing);
    };
    transport.onerror = () => printFault('Left out what is no message of the protocol.');
    transport.onclose = ended.resolve;
    process.stdin.once('end', ended.resolve);
    context.signal.addEventListener('abort', () => ended.resolve(), { once: true });
    await transport.start();
    await ended.promise;
    await Promise.all(pending);
    await transport.close();
    return { value: { ended: true }, text: '' };
  });

async function pass(
  gantry: Reached,
  transport: StdioServerTransport,
  message: JSONRPCMessage,
): Promise<void> {
  try {
    const response = await gantry.request('mcp', { body: message, accept, timeoutMs: answerMs });
    const text = await response.text();
    if (response.status !== 202) await transport.send(JSONRPCMessageSchema.parse(JSON.parse(text)));
  } catch (error) {
    if (!('method' in message && 'id' in message)) return printFault(sayFault(error));
    await transport.send({
      jsonrpc: '2.0',
      id: message.id,
      error: { code: -32_603, message: wordsOf(error) },
    });
  }
}

function wordsOf(error: unknown): string {
  const said = sayFault(error);
  return said instanceof Error ? said.message : String(said);
}
