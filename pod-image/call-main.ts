import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { FunctionCall, FunctionOutcome } from '../core/wire/function-call.ts';
import { toFunctionHostSchema } from '../core/wire/function-host.ts';
import { closeInheritedDescriptors } from './runners/inherited-descriptors.ts';
import { makeRunner } from './runners/make-runner.ts';
import { findToolchain } from './runners/toolchain.ts';
import { createFunctionPool } from './supervisor/function-pool.ts';
import { watchThread } from './supervisor/watch-step.ts';

/** Those that keep an app from the machine; Node's permission model does not. */
const strongSchema = z.enum(['docker', 'bubblewrap', 'fargate']);
/** Each takes as much memory as a bare engine. */
const readyPerEngine = 2;

const { values } = parseArgs({ options: { isolation: { type: 'string' }, listen: { type: 'string' } } });
closeInheritedDescriptors();
watchThread();
const runner = makeRunner(strongSchema.parse(values.isolation), findToolchain());
const pool = createFunctionPool({ runner, readyPerEngine });

// Answers requests to apps' server functions: its parent's until that one ends, or those of whoever may connect.
if (values.listen === undefined) {
  await serve(process.stdin, process.stdout);
  await pool.close();
  process.exit();
}
listen(values.listen);

/** A line of JSON asks, a line answers; when no more can be asked, nobody waits for what is still asked. */
async function serve(asked: NodeJS.ReadableStream, answers: NodeJS.WritableStream): Promise<void> {
  const running = new Map<number, { readonly ending: AbortController; readonly over: Promise<void> }>();
  for await (const line of createInterface({ input: asked })) {
    const told = toFunctionHostSchema.parse(JSON.parse(line));
    if (!('call' in told)) {
      running.get(told.id)?.ending.abort(new Error('nobody waits for the answer'));
      continue;
    }
    const ending = new AbortController();
    const over = answer(told.id, told.call, { signal: ending.signal, answers });
    running.set(told.id, { ending, over: over.finally(() => running.delete(told.id)) });
  }
  for (const { ending } of running.values()) ending.abort(new Error('nobody is there any more'));
  await Promise.all([...running.values()].map(({ over }) => over));
}

async function answer(
  id: number,
  call: FunctionCall,
  { signal, answers }: { readonly signal: AbortSignal; readonly answers: NodeJS.WritableStream },
): Promise<void> {
  const failed: FunctionOutcome = { kind: 'failed', because: 'error' };
  const outcome = await pool.call(call, signal).catch(() => failed);
  answers.write(`${JSON.stringify({ id, outcome })}\n`);
}

/** Its owner and group may connect. What an earlier process left there is nobody's. */
function listen(path: string): void {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket, socket).catch(() => socket.destroy());
  });
  server.listen(path, () => chmodSync(path, 0o660));
}
