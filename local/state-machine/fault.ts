import type { WorkflowFault } from '../../core/ports/workflow.ts';

/** A failure that carries the error name a Retry or Catch matches, when no error class of that name exists. */
export class StateFailed extends Error {
  override readonly name = 'StateFailed';
  readonly fault: WorkflowFault;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.fault = { error, cause };
  }
}

const maxCauseChars = 32_768;
const keptHeadChars = 8_192;

/** Keeps head and tail of a cause over Step Functions' 32,768 characters: what went wrong often stands at the end. */
export function boundedFault(fault: WorkflowFault): WorkflowFault {
  const { error, cause } = fault;
  if (cause.length <= maxCauseChars) return { error: error.slice(0, 256), cause };
  const gap = '\n[...]\n';
  const tail = cause.slice(cause.length - (maxCauseChars - keptHeadChars - gap.length));
  return { error: error.slice(0, 256), cause: cause.slice(0, keptHeadChars) + gap + tail };
}

/** What a thrown value is called in the state machine: an Error by its name, anything else Lambda.Unknown. */
export function faultOf(thrown: unknown): WorkflowFault {
  if (thrown instanceof StateFailed) return boundedFault(thrown.fault);
  if (thrown instanceof Error) return boundedFault({ error: thrown.name, cause: thrown.message });
  return boundedFault({ error: 'Lambda.Unknown', cause: String(thrown) });
}
