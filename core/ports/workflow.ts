/** How a task token was received: `gone` means that its state has moved on, which callers treat as done. */
export type TokenAnswer = 'taken' | 'gone';

/** The error that a task or an execution ended with: `error` is a literal error name, `cause` is for people. */
export interface WorkflowFault {
  readonly error: string;
  readonly cause: string;
}

/** Runs the state machine of infra/workflow; Step Functions on AWS, an interpreter with a journal locally. */
export interface Workflow {
  /** Starts the execution of that name once; the same name again answers `exists`, also after it ended. */
  start(executionName: string, input: unknown, signal: AbortSignal): Promise<'started' | 'exists'>;
  /** Ends a running execution without running any Catch; an ended or unknown one is left as it is. */
  stop(executionName: string, fault: WorkflowFault, signal: AbortSignal): Promise<void>;
  succeedTask(taskToken: string, output: unknown, signal: AbortSignal): Promise<TokenAnswer>;
  failTask(taskToken: string, fault: WorkflowFault, signal: AbortSignal): Promise<TokenAnswer>;
  /** Restarts the task's HeartbeatSeconds clock. */
  heartbeatTask(taskToken: string, signal: AbortSignal): Promise<TokenAnswer>;
}
