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
const strongSchema = z.enum(['docker', 'bubblewrap']);
/** Each takes as much memory as a bare engine. */
const readyPerEngine = 2;

const { values } = parseArgs({ options: { isolation: { type: 'string' } } });
closeInheritedDescriptors();
watchThread();
const runner = makeRunner(strongSchema.parse(values.isolation), findToolchain());
const pool = createFunctionPool({ runner, readyPerEngine });
const running = new Map<number, { readonly ending: AbortController; readonly over: Promise<void> }>();

// Answers requests to apps' server functions until its input ends: a line of JSON asks, a line answers.
for await (const line of createInterface({ input: process.stdin })) {
  const told = toFunctionHostSchema.parse(JSON.parse(line));
  if ('call' in told) start(told.id, told.call);
  else running.get(told.id)?.ending.abort(new Error('nobody waits for the answer'));
}
for (const { ending } of running.values()) ending.abort(new Error('the host of functions ends'));
await Promise.all([...running.values()].map(({ over }) => over));
await pool.close();
process.exit();

function start(id: number, call: FunctionCall): void {
  const ending = new AbortController();
  const over = answer(id, call, ending.signal).finally(() => running.delete(id));
  running.set(id, { ending, over });
}

async function answer(id: number, call: FunctionCall, signal: AbortSignal): Promise<void> {
  const failed: FunctionOutcome = { kind: 'failed', because: 'error' };
  const outcome = await pool.call(call, signal).catch(() => failed);
  process.stdout.write(`${JSON.stringify({ id, outcome })}\n`);
}
