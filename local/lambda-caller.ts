import { randomUUID } from 'node:crypto';
import type { FunctionName } from './function-table.ts';
import { functionTable } from './function-table.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

const limitMs = 15 * 60 * 1_000;

/** Calls a function that is not behind the gateway, as a stream, a notification or the state machine does. */
export async function callFunction(name: FunctionName, event: unknown): Promise<unknown> {
  const { handler } = await functionTable[name]();
  const endsAtMs = Date.now() + limitMs;
  const context = {
    awsRequestId: randomUUID(),
    functionName: name,
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - Date.now()),
  };
  return (handler as unknown as Handler)(event, context);
}
