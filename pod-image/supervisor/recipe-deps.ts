import type { PodLimits } from '../../core/wire/pod.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import type { AppData } from './app-data.ts';
import type { AppOutside } from './app-outside.ts';
import type { LogSink } from './log-sink.ts';
import type { WorkFolder } from './work-folder.ts';

/** What the steps of a recipe run with. */
export interface RecipeDeps {
  readonly runner: StepRunner;
  readonly logs: LogSink;
  readonly work: WorkFolder;
  /** What the app's functions keep data in; none where the app keeps none. */
  readonly data: AppData;
  /** What the app asks of the outside, and how that answers here. */
  readonly outside: AppOutside;
  /** When the pod's wall time is over, as `performance.now()` counts. */
  readonly deadlineMs: number;
  readonly limits: PodLimits;
  /** Aborts when the pod is told to end. */
  readonly ending: AbortSignal;
}
