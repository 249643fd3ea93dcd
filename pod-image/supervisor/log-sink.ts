import type { PodLog, StepName } from '../../core/wire/pod.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';

const flushMs = 250;
const maximumLines = 200;
const maximumBytes = 24 * 1024;
/** A flood of short lines would otherwise be a flood of files; the report's tail has the end of it. */
const maximumLinesPerPod = 20_000;

export interface LogSink {
  write(step: StepName, line: string): void;
  /** Resolves when every line written so far is in the mailbox, or was refused there. */
  flush(): Promise<void>;
}

/** Numbers batches from 0 without gaps and writes them one after the other; a batch holds the lines of one step only. */
export function createLogSink(deps: { readonly mailbox: Mailbox; readonly attempt: number }): LogSink {
  let batch: { step: StepName; lines: string[]; bytes: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let written: Promise<void> = Promise.resolve();
  let n = 0;
  let lineCount = 0;

  const add = (step: StepName, line: string): void => {
    const bytes = Buffer.byteLength(JSON.stringify(line)) + 1;
    const isFull =
      batch !== undefined && (batch.lines.length >= maximumLines || batch.bytes + bytes > maximumBytes);
    if (batch?.step !== step || isFull) close();
    batch ??= { step, lines: [], bytes: 2 };
    batch.lines.push(line);
    batch.bytes += bytes;
    timer ??= setTimeout(close, flushMs);
  };
  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (batch === undefined) return;
    const log: PodLog = { attempt: deps.attempt, step: batch.step, n, lines: batch.lines };
    const number = n;
    n += 1;
    batch = undefined;
    written = written.then(() => deps.mailbox.putLog(number, Buffer.from(JSON.stringify(log))));
    // A report without a piece of its log is worth more than no report.
    written = written.catch((error: unknown) => {
      process.stderr.write(`log ${number} was not written: ${String(error)}\n`);
    });
  };
  return {
    write(step, line) {
      lineCount += 1;
      if (lineCount === maximumLinesPerPod) add(step, '… further lines are left out');
      if (lineCount < maximumLinesPerPod) add(step, line);
    },
    async flush() {
      close();
      await written;
    },
  };
}
