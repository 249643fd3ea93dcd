import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { TokenAnswer, Workflow, WorkflowFault } from '../../core/ports/workflow.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';

export interface StepFunctionsConfig extends AwsConnection {
  /** ARN of a standard state machine. */
  readonly stateMachineArn: string;
}

const service = 'AWS Step Functions';
const longestError = 256;
const longestCause = 32_768;

/** The workflow on Step Functions; an execution's ARN follows from the state machine's and its name. */
export function stepFunctionsWorkflow({ stateMachineArn, ...connection }: StepFunctionsConfig): Workflow {
  const client = new SFNClient(clientSettings(connection));
  const arnOf = (name: string): string =>
    `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

  return {
    async start(executionName, input, signal) {
      signal.throwIfAborted();
      // StartExecution tells a second start of the same input as a first one for as long as the execution runs.
      if ((await statusOf(client, arnOf(executionName), signal)) !== undefined) return 'exists';
      const target = { stateMachineArn, name: executionName, input: JSON.stringify(input) };
      try {
        await client.send(new StartExecutionCommand(target), { abortSignal: signal });
        return 'started';
      } catch (error) {
        if (isNamed(error, 'ExecutionAlreadyExists')) return 'exists';
        throw awsFault(service, error, signal);
      }
    },
    async stop(executionName, fault, signal) {
      signal.throwIfAborted();
      const executionArn = arnOf(executionName);
      try {
        const command = new StopExecutionCommand({ executionArn, ...bounded(fault) });
        await client.send(command, { abortSignal: signal });
      } catch (error) {
        // It may have ended by itself in the meantime.
        if ((await statusOf(client, executionArn, signal)) === 'RUNNING')
          throw awsFault(service, error, signal);
      }
    },
    succeedTask: (taskToken, output, signal) =>
      answered(signal, () =>
        client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }), {
          abortSignal: signal,
        }),
      ),
    failTask: (taskToken, fault, signal) =>
      answered(signal, () =>
        client.send(new SendTaskFailureCommand({ taskToken, ...bounded(fault) }), { abortSignal: signal }),
      ),
    heartbeatTask: (taskToken, signal) =>
      answered(signal, () =>
        client.send(new SendTaskHeartbeatCommand({ taskToken }), { abortSignal: signal }),
      ),
  };
}

const bounded = ({ error, cause }: WorkflowFault): WorkflowFault => ({
  error: error.slice(0, longestError),
  cause: cause.slice(0, longestCause),
});

async function statusOf(
  client: SFNClient,
  executionArn: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const command = new DescribeExecutionCommand({ executionArn });
    return (await client.send(command, { abortSignal: signal })).status;
  } catch (error) {
    if (isNamed(error, 'ExecutionDoesNotExist')) return undefined;
    throw awsFault(service, error, signal);
  }
}

/** A state that has moved on, timed out or never was is `gone`, and so is the echo of an answer that the SDK had to send twice. */
async function answered(signal: AbortSignal, send: () => Promise<unknown>): Promise<TokenAnswer> {
  signal.throwIfAborted();
  try {
    await send();
    return 'taken';
  } catch (error) {
    if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) return 'gone';
    throw awsFault(service, error, signal);
  }
}
