import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DependencyRefused } from '../../core/errors.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault } from './fault.ts';

export interface ParameterConfig extends AwsConnection {
  readonly name: string;
  /** How long a value is believed before it is asked for again. */
  readonly keepMs?: number;
  readonly nowMs: () => number;
}

/** Reads a parameter of Systems Manager when it is needed and not before. One that is missing or empty is DependencyRefused and names it. */
export function awsParameter({ name, keepMs = 300_000, nowMs, ...connection }: ParameterConfig) {
  const client = new SSMClient(clientSettings(connection));
  let kept: { readonly value: string; readonly untilMs: number } | undefined;
  return async (signal: AbortSignal): Promise<string> => {
    signal.throwIfAborted();
    if (kept === undefined || kept.untilMs <= nowMs())
      kept = { value: await read(client, name, signal), untilMs: nowMs() + keepMs };
    return kept.value;
  };
}

async function read(client: SSMClient, name: string, signal: AbortSignal): Promise<string> {
  try {
    const command = new GetParameterCommand({ Name: name });
    const { Parameter: { Value: value } = {} } = await client.send(command, { abortSignal: signal });
    if (value) return value;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ParameterNotFound')
      throw awsFault('AWS Systems Manager', error, signal);
  }
  throw new DependencyRefused('not_configured', `The parameter ${name} is missing; deploy GantryEdge.`);
}
