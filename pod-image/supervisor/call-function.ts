import type { FunctionCall, FunctionOutcome } from '../../core/wire/function-call.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { callAtOnce, engineOf, prepareCall } from './prepare-call.ts';

/** Runs one request through a function of an app, apart from everything as a build's steps are, and thrown away after it. */
export const callFunction =
  (deps: { readonly runner: StepRunner; readonly ending: AbortSignal }) =>
  async (call: FunctionCall): Promise<FunctionOutcome> => {
    const prepared = await prepareCall(deps.runner, engineOf(call.file));
    return await (prepared?.call(call, deps.ending) ?? callAtOnce(deps.runner, call, deps.ending));
  };
