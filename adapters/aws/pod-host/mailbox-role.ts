import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { PodId } from '../../../core/wire/ids.ts';
import { type AwsConnection, clientSettings } from '../connection.ts';
import { awsFault } from '../fault.ts';

interface MailboxRole extends AwsConnection {
  readonly bucket: string;
  readonly mailboxRoleArn: string;
}

interface MailboxSession {
  /** The mailbox's prefix, with its trailing slash. */
  readonly prefix: string;
  readonly podId: PodId;
  readonly seconds: number;
}

const shortestSessionSeconds = 900;

const credentialsSchema = z
  .object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), SessionToken: z.string() })
  .transform((given) => ({
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
  }));

export type SessionCredentials = z.infer<typeof credentialsSchema>;

/** A session of the mailbox role that can read one pod's `in/` and write its `out/`, whatever the role itself may. */
export async function assumeMailboxRole(
  { bucket, mailboxRoleArn, ...connection }: MailboxRole,
  { prefix, podId, seconds }: MailboxSession,
  signal: AbortSignal,
): Promise<SessionCredentials> {
  const sts = new STSClient(clientSettings(connection));
  const command = new AssumeRoleCommand({
    RoleArn: mailboxRoleArn,
    RoleSessionName: podId,
    DurationSeconds: Math.max(seconds, shortestSessionSeconds),
    Policy: JSON.stringify(sessionPolicy(`arn:${partitionOf(mailboxRoleArn)}:s3:::${bucket}/${prefix}`)),
  });
  try {
    const { Credentials: credentials } = await sts.send(command, { abortSignal: signal });
    return credentialsSchema.parse(credentials);
  } catch (error) {
    throw awsFault('AWS STS', error, signal);
  }
}

const partitionOf = (arn: string): string => arn.split(':')[1] ?? 'aws';

const sessionPolicy = (mailboxArn: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `${mailboxArn}in/*` },
    { Effect: 'Allow', Action: 's3:PutObject', Resource: `${mailboxArn}out/*` },
  ],
});
