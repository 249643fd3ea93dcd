import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { functionCallSchema } from '../core/wire/function-call.ts';
import { closeInheritedDescriptors } from './runners/inherited-descriptors.ts';
import { makeRunner } from './runners/make-runner.ts';
import { findToolchain } from './runners/toolchain.ts';
import { callFunction } from './supervisor/call-function.ts';
import { endOnSignal } from './supervisor/end-with-parent.ts';
import { watchThread } from './supervisor/watch-step.ts';

/** Those that keep an app from the machine; Node's permission model does not. */
const strongSchema = z.enum(['docker', 'bubblewrap']);

/** Answers one request to an app's server function: the call comes on standard input, the outcome goes to standard output. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { isolation: { type: 'string' } } });
  const runner = makeRunner(strongSchema.parse(values.isolation), findToolchain());
  watchThread();
  const ending = endOnSignal();
  const call = functionCallSchema.parse(JSON.parse((await buffer(process.stdin)).toString('utf8')));
  const outcome = await callFunction({ runner, ending })(call);
  await new Promise<void>((resolve) => process.stdout.write(JSON.stringify(outcome), () => resolve()));
}

closeInheritedDescriptors();
// The thread that watches the step keeps no process alive, and neither does an input that was read to its end.
setInterval(() => undefined, 60_000);
await main();
process.exit();
