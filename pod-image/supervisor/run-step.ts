import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PodLimits, StepName, StepReport } from '../../core/wire/pod.ts';
import type { RunningStep, StepExit, StepRequest, StepRunner } from '../runners/step-runner.ts';
import { createLineCleaner } from './clean-lines.ts';
import type { LogSink } from './log-sink.ts';
import { createTail } from './tail.ts';
import { type EndedBy, type StepWatch, watchStep, watchThread } from './watch-step.ts';

const tailBytes = 16 * 1024;
const resultBytes = 4 * 1024 * 1024;
const drainMs = 1_000;

export interface StepOutcome {
  readonly report: StepReport;
  readonly isOutOfMemory: boolean;
  /** What the program itself gave, unchecked. */
  readonly result: string;
}

export interface StepContext {
  readonly runner: StepRunner;
  readonly logs: LogSink;
  /** When the pod's wall time is over, as `performance.now()` counts. */
  readonly deadlineMs: number;
  /** Aborts when the pod is told to end; the step is destroyed and this throws. */
  readonly ending: AbortSignal;
  /** Output bytes that all steps before have used of the pod's cap. */
  readonly usedOutputBytes: number;
}

/** Runs one step to its end, whichever comes first: its own, or a limit's. When this resolves nothing of the step lives. */
export async function runStep(
  step: { readonly name: StepName; readonly programName: string; readonly request: StepRequest },
  context: StepContext,
): Promise<StepOutcome> {
  const startedMs = performance.now();
  await watchThread().sees;
  return await followStep(await context.runner.start(step.request), step, { ...context, startedMs });
}

/** The same for a step that waits for a word of ours until now, while the watch sees: its clock starts here, and its limits hold from here on. */
export async function followStep(
  running: RunningStep,
  step: { readonly name: StepName; readonly programName: string; readonly request: StepRequest },
  context: Omit<StepContext, 'runner'> & { readonly startedMs: number },
): Promise<StepOutcome> {
  const recorder = recordOutput(running, step.name, context, step.request.limits);
  const watch = watchStep(running, { ...context, limits: step.request.limits, overflow: recorder.overflow });
  const result = readCapped(running.result, resultBytes);
  const told = aborted(context.ending);
  const first = Promise.race([running.exited, watch.ended.then(() => killed), told.then(() => killed)]);
  // Nobody is left to look at what an engine never started.
  const [exit, used] = [await first.catch(stopAndThrow(watch)), await watch.stop()];
  await running.destroy();
  context.ending.throwIfAborted();
  const end = exit === killed ? await running.exited : exit;
  // Everything is dead, so the pipes end by themselves; the clock is for a runner whose pipes do not.
  await Promise.race([recorder.drained, sleep(drainMs)]);
  recorder.close();
  const report: StepReport = {
    step: step.name,
    program: step.programName,
    exit_code: end.exitCode,
    signal: end.signal,
    ended_by: used.endedBy,
    duration_ms: Math.round(performance.now() - context.startedMs),
    peak_memory_bytes: used.peakMemoryBytes,
    held_by: running.heldBy,
    log_tail: recorder.tail(),
    log_bytes: recorder.sizeBytes(),
  };
  return { report, isOutOfMemory: end.isOutOfMemory, result: await result };
}

const stopAndThrow =
  (watch: StepWatch) =>
  async (error: unknown): Promise<never> => {
    await watch.stop();
    throw error;
  };

const killed: StepExit = { exitCode: null, signal: 'SIGKILL', isOutOfMemory: false };

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function recordOutput(
  running: RunningStep,
  step: StepName,
  context: Pick<StepContext, 'logs' | 'usedOutputBytes'>,
  limits: PodLimits,
) {
  const tail = createTail(tailBytes);
  const overflow = Promise.withResolvers<EndedBy>();
  let sizeBytes = 0;
  let isFull = false;
  const cleaners = running.output.map(() =>
    createLineCleaner((line) => {
      tail.push(line);
      context.logs.write(step, line);
    }),
  );
  const drained = running.output.map(async (stream, index) => {
    for await (const chunk of stream) {
      sizeBytes += (chunk as Buffer).length;
      if (isFull) continue;
      cleaners[index]?.push(chunk as Buffer);
      if (context.usedOutputBytes + sizeBytes <= limits.output_bytes) continue;
      isFull = true;
      overflow.resolve('output');
    }
  });
  return {
    overflow: overflow.promise,
    drained: Promise.allSettled(drained),
    close: () => {
      for (const cleaner of cleaners) cleaner.end();
    },
    tail: () => tail.text(),
    sizeBytes: () => sizeBytes,
  };
}

async function readCapped(stream: Readable | undefined, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  if (stream === undefined) return '';
  try {
    for await (const chunk of stream) {
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes <= limitBytes) chunks.push(chunk as Buffer);
    }
  } catch {
    // A broken pipe gives what came before it.
  }
  return sizeBytes <= limitBytes ? Buffer.concat(chunks).toString('utf8') : '';
}
