import type { AcceptReport, PodReport, StepName, StepReport } from '../../core/wire/pod.ts';
import type { WrittenFile } from './work-folder.ts';

export interface StepFailure {
  readonly step: StepName;
  readonly because: NonNullable<PodReport['failed_because']>;
  readonly message: string;
}

/** What one step of a recipe came to; `failure` is undefined when the next one may run. */
export interface StepVerdict {
  readonly report: StepReport;
  readonly failure?: StepFailure | undefined;
  readonly artifact?: readonly WrittenFile[];
  readonly tests?: NonNullable<PodReport['tests']>;
  readonly coverage?: NonNullable<PodReport['coverage']>;
  readonly broken?: PodReport['broken'];
  readonly findings?: PodReport['findings'];
  readonly boot?: PodReport['boot'];
  readonly accept?: TriedChecks;
}

/** What came of the checks, and the pictures in the order of their numbers. */
export interface TriedChecks {
  readonly report: AcceptReport;
  readonly shots: readonly Uint8Array[];
}

/** What the steps before have made and found. */
export interface StepsBefore {
  readonly steps: readonly StepReport[];
  readonly artifact: readonly WrittenFile[];
  readonly boot?: PodReport['boot'];
}

/** The report of a step that ran no code of the app's: exit 0, or 1 with what was found as its log. */
export function quietReport(
  step: { readonly step: StepName; readonly program: string },
  lines: readonly string[],
  startedMs: number,
): StepReport {
  const text = lines.join('\n');
  return {
    step: step.step,
    program: step.program,
    exit_code: lines.length === 0 ? 0 : 1,
    signal: null,
    ended_by: null,
    duration_ms: Math.round(performance.now() - startedMs),
    peak_memory_bytes: 0,
    log_tail: text.slice(-16_000),
    log_bytes: Buffer.byteLength(text),
  };
}
