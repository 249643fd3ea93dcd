import type { Context } from 'aws-lambda';
import type { Clock } from '../../core/ports/clock.ts';

/** Lambda's context, and the one thing that AWS has not. */
export interface LocalContext extends Context {
  /** Aborts when the function's time is over or, for a streaming function, its caller hung up. Absent on AWS: read it as optional. */
  readonly signal: AbortSignal;
}

interface ContextInput {
  readonly functionName: string;
  readonly requestId: string;
  readonly limitMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The context of one invocation that starts now. */
export function createLambdaContext(input: ContextInput): LocalContext {
  const deadlineMs = input.clock.nowMs() + input.limitMs;
  const functionName = `gantry-${input.functionName}`;
  const unsupported = (): never => {
    throw new Error('Return a promise: the callbacks of old Node.js runtimes are not served.');
  };
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: input.requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - input.clock.nowMs()),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
    signal: input.signal,
  };
}
