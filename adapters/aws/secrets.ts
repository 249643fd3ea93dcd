import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { DependencyRefused } from '../../core/errors.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';

export interface SecretConfig extends AwsConnection {
  readonly secretArn: string;
  /** How long a value is believed before it is asked for again; a rotated one is taken up after that. */
  readonly keepMs?: number;
  readonly nowMs: () => number;
}

/** Reads one field of a secret, when it is needed and not before. */
export type ReadSecret = (field: string, signal: AbortSignal) => Promise<string>;

const service = 'AWS Secrets Manager';
/** What a secret is read as that nobody has filled. */
const unfilled = '{}';
const fieldsSchema = z.record(z.string(), z.string());

/** A secret that is a JSON object of texts, kept in memory alone. A field that is missing or empty is DependencyRefused and names the secret. */
export function awsSecret({ secretArn, keepMs = 300_000, nowMs, ...connection }: SecretConfig): ReadSecret {
  const client = new SecretsManagerClient(clientSettings(connection));
  let kept: { readonly fields: Readonly<Record<string, string>>; readonly untilMs: number } | undefined;
  return async (field, signal) => {
    signal.throwIfAborted();
    if (kept === undefined || kept.untilMs <= nowMs())
      kept = { fields: await readFields(client, secretArn, signal), untilMs: nowMs() + keepMs };
    const value = kept.fields[field];
    if (value) return value;
    kept = undefined;
    throw new DependencyRefused('not_configured', `Put ${field} into the secret ${nameOf(secretArn)}.`);
  };
}

async function readFields(
  client: SecretsManagerClient,
  secretArn: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const text = await readSecretText(client, secretArn, signal);
  try {
    return fieldsSchema.parse(JSON.parse(text));
  } catch {
    // No cause: the parser's words quote what it read.
    const message = `The secret ${nameOf(secretArn)} is not a JSON object of texts.`;
    throw new DependencyRefused('secret_malformed', message);
  }
}

/** A secret's whole text; an empty JSON object where nobody has given it a value. */
export async function readSecretText(
  client: SecretsManagerClient,
  secretArn: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const command = new GetSecretValueCommand({ SecretId: secretArn });
    const { SecretString: text } = await client.send(command, { abortSignal: signal });
    return text || unfilled;
  } catch (error) {
    // Also what a secret is called that is there and was never given a value.
    if (isNamed(error, 'ResourceNotFoundException')) return unfilled;
    throw awsFault(service, error, signal);
  }
}

/** Without the account that the ARN names. */
const nameOf = (secretArn: string): string => secretArn.split(':').at(-1) ?? secretArn;
